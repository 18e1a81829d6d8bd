"""Reading what one has written: X-Wix-Consistent is shown again, to each caller its own."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from tests.storages.test_renewal import build_tokens
from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.client import WixClient
from wix_headless.client.consistency import LONGEST
from wix_headless.context import attach_context
from wix_headless.storages.sessions import VisitorTokenStorage
from wix_headless.strategies import ApiKeyStrategy
from wix_headless.tokens import Role

READ = ("GET", "/members/v1/members/my")


def shown(server):
    """Return what each request so far had to show."""
    values = []
    for request in server.requests:
        lines = [line for line in request.splitlines() if line.lower().startswith("x-wix-cons")]
        values.append(lines[0].partition(": ")[2] if lines else "")
    return values


def answer(value):
    return build_answer(X_Wix_Consistent=value)


def test_what_an_answer_carries_is_shown_on_later_calls():
    with LoopbackServer(build_answer(), answer("one"), answer("two"), build_answer()) as server:
        client = WixClient(ApiKeyStrategy("key", site_id="s"), api_url=server.origin)
        for _ in range(4):
            client.get("/x")
        client.using(language="de").get("/x")

    assert shown(server) == ["", "", "one", "two", "two"]


def test_another_client_shows_its_own():
    with LoopbackServer(answer("one")) as server:
        for _ in range(2):
            WixClient(ApiKeyStrategy("key", site_id="s"), api_url=server.origin).get("/x")

    assert shown(server) == ["", ""]


@pytest.mark.parametrize("value", ["x" * (LONGEST + 1), "\xe9", "a\tb"], ids=["long", "é", "tab"])
def test_what_can_be_no_such_value_is_not_kept(value):
    with LoopbackServer(build_answer(X_Wix_Consistent=value), build_answer()) as server:
        client = WixClient(ApiKeyStrategy("key", site_id="s"), api_url=server.origin)
        client.get("/x")
        client.get("/x")

    assert shown(server) == ["", ""]


@pytest.mark.django_db
class TestSessions:
    @pytest.fixture
    def session(self):
        session = SessionStore()
        session.create()
        storage = VisitorTokenStorage(session, site="default")
        storage.renew(None, lambda old: build_tokens(role=Role.VISITOR, expires_in=3600))
        session.save()
        return session

    @pytest.fixture
    def open_page(self, session, settings):
        """Open a page of this session's, at whatever plays Wix."""

        def open_page(origin):
            settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": origin, "CLIENT_ID": "c"}
            request = RequestFactory().get("/")
            request.session = SessionStore(session.session_key)
            request.user = AnonymousUser()
            return attach_context(request)

        return open_page

    def test_after_a_write_the_next_page_shows_it(self, open_page):
        with LoopbackServer(answer("written"), build_answer({"cart": {}})) as server:
            page = open_page(server.origin)
            page.ecom.current_cart_v2.delete_current_cart()
            page.speaker.session.save()
            open_page(server.origin).ecom.current_cart_v2.get_current_cart()

        assert shown(server) == ["", "written"]

    def test_a_read_changes_no_session(self, open_page):
        with LoopbackServer(answer("read"), build_answer({"cart": {}})) as server:
            page = open_page(server.origin)
            page.ecom.current_cart_v2.get_current_cart()
            page.ecom.current_cart_v2.get_current_cart()

        assert shown(server) == ["", "read"]
        assert not page.speaker.session.modified
