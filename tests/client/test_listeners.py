"""What a listener of ``call_finished`` can and cannot do to a call."""

from __future__ import annotations

import pytest

from wix_headless.client import WixClient
from wix_headless.exceptions import ForbiddenError
from wix_headless.signals import call_finished
from wix_headless.strategies import OAuthStrategy
from wix_headless.tokens import MemoryTokenStorage, Tokens


@pytest.fixture
def _failing_listener():
    def listen(**told):
        raise RuntimeError("in the listener")

    call_finished.connect(listen)
    yield
    call_finished.disconnect(listen)


@pytest.mark.usefixtures("_failing_listener")
def test_a_listener_that_fails_spoils_neither_a_result_nor_an_error(sandbox, caplog):
    client = WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)

    assert client.stores.products_v3.query_products(query={})["products"]
    with pytest.raises(ForbiddenError):
        client.business_tools.site_properties.get_site_properties()

    assert "in the listener" in caplog.text


def test_a_strategy_takes_tokens_or_a_storage():
    tokens = Tokens(access_token="a", expires_at=0, role="visitor")

    with pytest.raises(TypeError, match="not both"):
        OAuthStrategy("id", tokens=tokens, storage=MemoryTokenStorage())
