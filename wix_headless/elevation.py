"""``request.wix.elevated``: Wix's APIs as the app, while a view runs that is marked for it."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone

from wix_headless.client import FinishedCall
from wix_headless.client.catalogue import Method
from wix_headless.exceptions import ElevationError
from wix_headless.identity import RequestClient
from wix_headless.models import ElevatedCall
from wix_headless.protocol.messages import Request
from wix_headless.strategies import AuthStrategy
from wix_headless.tokens import Role

audit = logging.getLogger("wix_headless.audit")


class ElevatedClient(RequestClient):
    """
    Wix's APIs as the app.

    It is an object of its own, so that nothing which was given ``request.wix`` ever
    speaks with the app's permissions without having asked.
    """

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

    def send(self, request: Request, method: Method | None = None) -> dict[str, Any]:
        self.require_open()
        if method is not None and method.is_about_caller:
            raise ElevationError(
                f"{method.dotted_name} is about whoever calls, and the app is nobody's member: "
                "call it on request.wix."
            )
        return super().send(request, method)

    def on_finished(self, call: FinishedCall) -> None:
        user = self.speaker.request.user
        row = ElevatedCall(
            site=self.site,
            user_id=user.pk if user.is_authenticated else None,
            view=self.speaker.elevated_views[-1],
            method=call.name[:200],
            outcome=call.error or "ok",
            status_code=call.status_code,
            request_id=call.request_id[:100],
            created_at=timezone.now(),
        )
        audit.info(
            "elevated_call user=%s view=%s method=%s outcome=%s request_id=%s",
            row.user_id, row.view, row.method, row.outcome, row.request_id,
        )  # fmt: skip
        self.speaker.elevated_calls.append(row)
