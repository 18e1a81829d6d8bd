"""``WixClient``: calls that return when Wix has answered."""

from __future__ import annotations

from typing import Any

from wix_headless.client.base import BaseClient
from wix_headless.client.catalogue import Method
from wix_headless.client.proxies import MethodProxy
from wix_headless.client.steps import run
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.messages import Request
from wix_headless.strategies.oauth import MemberStrategy


class WixClient(BaseClient[dict[str, Any]]):
    """
    Wix's APIs, for one speaker.

    Every package of Wix's SDK is an attribute, in snake_case:
    ``client.ecom.orders.get_order("5f…")`` returns the answer's JSON as a dict.
    ``get``, ``post``, ``put``, ``patch`` and ``delete`` take a path, where no method exists.

    Args:
        strategy: Who speaks.
        api_url: Where Wix is; ``http`` only on this machine. A strategy that was made
            ``from_settings`` knows it.
    """

    @staticmethod
    def for_member(user: Any) -> WixClient:
        """
        Return a client that speaks as the member whom a Django user is linked with.

        For tasks and commands: it uses the latest login of theirs that is live, in any browser.

        Raises:
            RenewalError: If there is none, or the user is not active.
        """
        return WixClient(MemberStrategy.for_user(user))

    def bind(self, method: Method) -> MethodProxy:
        return MethodProxy(self, method)

    def send(self, request: Request, method: Method | None = None) -> dict[str, Any]:
        """
        Send a request as this speaker, and return the answer's JSON object.

        Raises:
            APIError: If the call does not succeed.

            RenewalError: If it speaks for a member whose login Wix has ended.
        """
        return run(self.call(request, method))

    def fetch_token_info(self) -> TokenInfo:
        """
        Ask Wix whom the present token speaks for; without one, one is made first.

        Raises:
            ConfigurationError: If this client speaks with an API key, which is no token.

            APIError: If Wix could not answer.
        """
        return run(self.describe_token())
