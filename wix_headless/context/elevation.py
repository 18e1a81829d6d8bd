"""``request.wix.elevated``: Wix's APIs as the app, while a view runs that is marked for it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from wix_headless.app_calls import AppCalls
from wix_headless.client.base import Result
from wix_headless.client.catalogue import Method
from wix_headless.client.consistency import Consistency
from wix_headless.client.steps import Steps
from wix_headless.context.identity import (
    AsyncRequestClient,
    RequestClient,
    RequestIdentity,
    RequestSpeaker,
)
from wix_headless.exceptions import ElevationError
from wix_headless.models import ElevatedCall
from wix_headless.protocol.messages import Request
from wix_headless.strategies import AuthStrategy
from wix_headless.tokens import Role


class ElevatedSpeaker(AppCalls[Result], RequestSpeaker[Result]):
    """
    Wix's APIs as the app.

    It is an object of its own, so that nothing which was given ``request.wix`` ever
    speaks with the app's permissions without having asked.
    """

    def __init__(self, speaker: RequestIdentity) -> None:
        super().__init__(speaker)
        self._view = (speaker.elevated_views or [""])[-1]

    @property
    def strategy(self) -> AuthStrategy:
        return self.speaker.app_strategy

    @property
    def role(self) -> Role:
        return Role.APP

    def require_open(self) -> None:
        """Raise unless a view that lets this caller elevate is running."""
        if not self.speaker.elevated_views:
            raise ElevationError(
                "request.wix.elevated is open only while a view runs that is marked with "
                "@elevated (wix_headless.decorators) or ElevatedMixin (wix_headless.mixins)."
            )

    @property
    def consistency(self) -> Consistency:
        return self.speaker.app_consistency

    def call(self, request: Request, method: Method | None = None) -> Steps[dict[str, Any]]:
        self.require_open()
        return super().call(request, method)

    @property
    def _user_id(self) -> Any:
        user = self.speaker.request.user
        return user.pk if user.is_authenticated else None

    def _keep(self, row: ElevatedCall) -> None:
        self.speaker.put_off.record(row)


class ElevatedClient(ElevatedSpeaker[dict[str, Any]], RequestClient):
    """``request.wix.elevated``."""


class AsyncElevatedClient(ElevatedSpeaker[Awaitable[dict[str, Any]]], AsyncRequestClient):
    """``request.awix.elevated``."""
