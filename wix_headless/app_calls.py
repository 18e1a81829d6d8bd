"""Calls with the app's permissions, each of them written down; and who makes them unasked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable
from typing import Any

from django.utils import timezone

from wix_headless.audit import audit
from wix_headless.client import AsyncWixClient, FinishedCall, WixClient
from wix_headless.client.base import BaseClient, Result
from wix_headless.client.catalogue import Method
from wix_headless.client.steps import Steps
from wix_headless.conf import wix_settings
from wix_headless.exceptions import ElevationError
from wix_headless.models import ElevatedCall
from wix_headless.protocol.messages import Request
from wix_headless.storages.put_off import PutOff
from wix_headless.strategies import AppStrategy
from wix_headless.transport import CallLimiter, shared_limiter


class AppCalls(BaseClient[Result]):
    """
    A client that speaks as the app.

    It refuses calls about "the current member", as the app is none, and leaves a line in the
    audit log and a row for each of the others.
    """

    #: What makes the calls: a view, a handler of events, a plugin.
    _view: str

    @property
    def _user_id(self) -> Any:
        """The Django user who has them made, if anybody."""
        return None

    @abstractmethod
    def _keep(self, row: ElevatedCall) -> None:
        """Store the audit's row, in time."""

    def call(self, request: Request, method: Method | None = None) -> Steps[dict[str, Any]]:
        if method is not None and method.is_about_caller:
            raise ElevationError(
                f"{method.dotted_name} is about whoever calls, and the app is nobody's member: "
                "call it on request.wix."
            )
        return super().call(request, method)

    def on_finished(self, call: FinishedCall) -> None:
        row = ElevatedCall(
            site=self.site,
            user_id=self._user_id,
            view=self._view[:200],
            method=call.name[:200],
            outcome=call.error or "ok",
            status_code=call.status_code,
            request_id=call.request_id[:100],
            created_at=timezone.now(),
        )
        audit(
            "elevated_call",
            site=row.site,
            user=row.user_id,
            view=row.view,
            method=row.method,
            outcome=row.outcome,
            request_id=row.request_id,
        )
        self._keep(row)


class InstanceSpeaker(AppCalls[Result]):
    """
    The app in one of its installations, for what Wix itself starts: an event, a plugin's call.

    Args:
        instance_id: The installation, as a message says that Wix has signed.
        view: What makes the calls, as the audit names it.
        put_off: Keeps what has to be written until the work is done.
    """

    def __init__(self, site: str, instance_id: str, *, view: str, put_off: PutOff) -> None:
        super().__init__(
            AppStrategy.from_settings(site, instance_id=instance_id or None, defer=put_off.defer)
        )
        self._view = view
        self._put_off = put_off

    def _keep(self, row: ElevatedCall) -> None:
        self._put_off.record(row)

    @property
    def limiter(self) -> CallLimiter | None:
        address = wix_settings.for_site(self.site).API_URL
        return shared_limiter(wix_settings.CALLS_PER_MINUTE, address, self.site)

    @property
    def strict_fields(self) -> bool:
        return wix_settings.STRICT_FIELDS


class InstanceClient(InstanceSpeaker[dict[str, Any]], WixClient):
    """``event.wix``, and ``metadata.wix`` of a plugin."""


class AsyncInstanceClient(InstanceSpeaker[Awaitable[dict[str, Any]]], AsyncWixClient):
    """``event.awix``, and ``metadata.awix`` of a plugin."""
