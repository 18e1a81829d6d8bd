"""
The pytest plugin: fixtures that give a test a sandbox, and clients whom it has logged in.

pytest imports this in every project that has us installed, before Django has its settings: what
it needs is imported when a fixture is asked for. The fixtures build on pytest-django's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from wix_headless.models import EventDelivery
    from wix_headless.testing import SandboxMember, WixSandbox, WixTestClient


@pytest.fixture
def wix_sandbox(settings: Any) -> WixSandbox:
    """Let the settings point to a Wix of this test's own."""
    from wix_headless.testing import running_sandbox  # noqa: PLC0415 - Django is set up by now

    try:
        sandbox = running_sandbox()
    except ImportError as error:
        pytest.fail(str(error), pytrace=False)
    settings.WIX_HEADLESS = sandbox.complete(getattr(settings, "WIX_HEADLESS", {}))
    sandbox.reset()
    return sandbox


@pytest.fixture
def wix_visitor_client(wix_sandbox: WixSandbox, db: None) -> WixTestClient:
    """Return a client that nobody has logged in yet; its ``wix_login()`` does."""
    from wix_headless.testing import WixTestClient  # noqa: PLC0415

    return WixTestClient(sandbox=wix_sandbox)


@pytest.fixture
def wix_login(wix_sandbox: WixSandbox, db: None) -> Callable[..., WixTestClient]:
    """Return new clients: ``wix_login("ben@example.com")`` is one whom this member logged in."""
    from wix_headless.testing import DEFAULT_MEMBER, WixTestClient  # noqa: PLC0415

    def log_in(member: str | SandboxMember = DEFAULT_MEMBER, **options: Any) -> WixTestClient:
        client = WixTestClient(sandbox=wix_sandbox, **options)
        client.wix_login(member)
        return client

    return log_in


@pytest.fixture
def wix_member_client(
    wix_login: Callable[..., WixTestClient], request: pytest.FixtureRequest
) -> WixTestClient:
    """Return a client logged in as a member: Ada, unless an indirect parameter says who."""
    return wix_login(request.param) if hasattr(request, "param") else wix_login()


@pytest.fixture
def wix_send_event(wix_sandbox: WixSandbox, db: None) -> Callable[..., EventDelivery]:
    """Return ``WixSandbox.send_event``: signs an event, and lets the site handle it."""
    return wix_sandbox.send_event


@pytest.fixture
def wix_call_plugin(wix_sandbox: WixSandbox, db: None) -> Callable[..., Any]:
    """Return ``WixSandbox.call_plugin``: signs a call, and returns the site's answer."""
    return wix_sandbox.call_plugin
