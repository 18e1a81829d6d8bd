"""What the flows of our client stand on: who speaks, and which step it is."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from tests.conformance.relay import Relay
from tests.conformance.report import Report
from tests.support.browser import Browser
from tests.support.sandbox import Sandbox
from wix_headless.client import WixClient
from wix_headless.exceptions import (
    ClientRefusedError,
    ResponseError,
    SignInRefusedError,
    WixError,
)
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.tokens import Role, Secret, Tokens
from wix_headless.transport import Transport

NOBODY = "00000000-0000-0000-0000-000000000001"
OTHER = "00000000-1111-4222-8333-444444444444"

Flow = Callable[["Stage"], None]


class Stage:
    """The sandbox, the relay before it, and everybody who may speak to Wix."""

    def __init__(self, sandbox: Sandbox, relay: Relay, day: date) -> None:
        self.sandbox = sandbox
        self.day = day
        self.transport = Transport(relay.origin)
        self.flow = ""
        self._relay = relay

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Name what is sent meanwhile; what is sent outside a step is not compared."""
        self._relay.step = f"{self.flow}/{title}"
        try:
            yield
        finally:
            self._relay.step = ""

    @contextmanager
    def refused(self, title: str, status: int) -> Iterator[None]:
        """Do a step that Wix refuses with this status, or that raises what we make of it."""
        with self.step(title):
            try:
                yield
            except ResponseError as error:
                if error.status_code != status:
                    raise AssertionError(f"{title}: {error}") from error
            except (ClientRefusedError, SignInRefusedError):
                pass  # made of an answer whose status is compared with the SDK's
            else:
                raise AssertionError(f"{title} was not refused")

    def someone(self, tokens: Tokens | None = None, client_id: str = "") -> WixClient:
        """Return who has these tokens; without any, a newcomer."""
        strategy = OAuthStrategy(client_id or self.sandbox.client_id, tokens=tokens)
        return WixClient(strategy, transport=self.transport)

    def visitor(self) -> WixClient:
        return self.someone(self.act_as(role="visitor"))

    def member(self, email: str = "ada@example.com") -> WixClient:
        return self.someone(self.act_as(member=email))

    def impostor(self) -> WixClient:
        return self.someone(build_tokens("OauthNG.JWS.made.up.token", "JWS.made.up.token"))

    def new_app(self, **changes: str) -> WixClient:
        """Return the app, which has no token yet; *changes* spoil its proof."""
        keys = self.sandbox.credentials
        given = {
            "app_id": keys["client_id"],
            "app_secret": keys["client_secret"],
            "instance_id": keys["instance_id"],
        }
        return WixClient(AppStrategy(**(given | changes)), transport=self.transport)

    def app(self) -> WixClient:
        client = self.new_app()
        client.strategy.authorize(self.transport)
        return client

    def admin(self, **changes: Any) -> WixClient:
        """Return the holder of an API key; *changes* spoil it."""
        given = {"api_key": self.sandbox.api_key, "site_id": self.sandbox.site_id}
        return WixClient(ApiKeyStrategy(**(given | changes)), transport=self.transport)

    def act_as(self, *, expires_at: float | None = None, **whom: str) -> Tokens:
        """Return somebody's tokens, without a login."""
        answer = self.sandbox.act_as(**whom)
        role = Role(whom.get("role", "member"))
        refresh = answer["refresh_token"]
        return build_tokens(answer["access_token"], refresh, role=role, expires_at=expires_at)

    def id_of(self, email: str) -> str:
        """Return a member's id."""
        return str(self.sandbox.act_as(member=email)["subject_id"])

    def browser(self) -> Browser:
        """Return a browser that visits the Django site and Wix's pages."""
        return Browser(self.sandbox)

    def buy(self, slug: str, quantity: int) -> dict[str, Any]:
        """Return what puts a product into a cart."""
        product = self.visitor().stores.products_v3.get_product_by_slug(slug)["product"]
        stores = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
        reference = {"appId": stores, "catalogItemId": product["id"]}
        return {"catalogReference": reference, "quantity": quantity}


def build_tokens(
    access: str,
    refresh: str,
    *,
    role: Role = Role.VISITOR,
    expires_at: float | None = None,
) -> Tokens:
    now = time.time()
    return Tokens(
        access_token=Secret(access),
        refresh_token=Secret(refresh),
        expires_at=now + 14400 if expires_at is None else expires_at,
        role=role,
        issued_at=now,
    )


def run_flows(sandbox: Sandbox, relay: Relay, report: Report, day: date) -> None:
    """Run every flow of this package, each on a fresh sandbox."""
    stage = Stage(sandbox, relay, day)
    for module in _find_modules():
        stage.flow = module.__name__.rpartition(".")[2]
        for flow in module.FLOWS:
            sandbox.reset()
            sentence = f"{stage.flow}: {flow.__name__.replace('_', ' ')}"
            try:
                flow(stage)
            except (AssertionError, WixError) as error:
                report.fail("ours", f"{sentence}\n      {type(error).__name__}: {error}")
            else:
                report.hold("ours", sentence)


def _find_modules() -> Iterator[Any]:
    package = importlib.import_module("tests.conformance.ours")
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        if hasattr(module, "FLOWS"):
            yield module
