"""
``WixPanel``: what a page asked of Wix, in django-debug-toolbar.

::

    DEBUG_TOOLBAR_PANELS = [*PANELS_DEFAULTS, "wix_headless.debug_toolbar.WixPanel"]

It shows no token, query or body: only what the signal ``call_finished`` tells.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Final

from debug_toolbar.panels import Panel
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wix_headless.client import FinishedCall
from wix_headless.signals import call_finished

#: A segment of a path that is longer is no id of Wix's, and may be anything.
_LONGEST_SEGMENT: Final = 40

#: The calls of the request that is being answered, if its panel is on.
_calls: ContextVar[list[dict[str, Any]] | None] = ContextVar("wix_headless_panel", default=None)


class WixPanel(Panel):
    """The calls of one request, and what each of them cost; for plain and async views."""

    title = _("Calls of Wix's API")
    nav_title = "Wix"
    template = "wix_headless/debug_panel.html"
    is_async = True

    @classmethod
    def ready(cls) -> None:
        call_finished.connect(record_call, dispatch_uid="wix_headless.debug_toolbar")

    @property
    def nav_subtitle(self) -> str:
        """How many calls there were, and how long they took together."""
        stats = self._stats()
        count = len(stats.get("calls", ()))
        text = ngettext("%(count)d call in %(ms).0f ms", "%(count)d calls in %(ms).0f ms", count)
        return text % {"count": count, "ms": stats.get("milliseconds", 0.0)}

    def enable_instrumentation(self) -> None:
        """Begin to listen for this request; threads and tasks that it starts are heard, too."""
        self._heard: list[dict[str, Any]] = []
        _calls.set(self._heard)

    def disable_instrumentation(self) -> None:
        """Listen no more."""
        _calls.set(None)

    def generate_stats(self, request: HttpRequest, response: HttpResponse) -> None:
        """Keep what was heard, for the panel's page."""
        heard = self._heard
        self.record_stats(  # type: ignore[no-untyped-call]
            {
                "calls": heard,
                "milliseconds": sum(call["milliseconds"] for call in heard),
                "token_requests": sum(call["token_requests"] for call in heard),
                "retries": sum(call["retries"] for call in heard),
                "failed": sum(bool(call["error"]) for call in heard),
            }
        )

    def generate_server_timing(self, request: HttpRequest, response: HttpResponse) -> None:
        """Let the browser's own tools show the sum."""
        stats = self._stats()
        title = f"Wix, {len(stats['calls'])} calls"
        self.record_server_timing("wix", title, stats["milliseconds"])  # type: ignore[no-untyped-call]

    def _stats(self) -> dict[str, Any]:
        stats: dict[str, Any] = self.get_stats()  # type: ignore[no-untyped-call]
        return stats


def record_call(*, call: FinishedCall, site: str, **_: Any) -> None:
    """Note a call of the present request, if anybody wants to see it."""
    heard = _calls.get()
    if heard is None:
        return
    # Plain values: the toolbar may keep them as JSON.
    heard.append(
        {
            "site": site,
            "role": call.role.value,
            "method": _shorten(call.name),
            "request": f"{call.verb} {_shorten(call.path)}",
            "status": call.status_code,
            "error": call.error,
            "request_id": call.request_id,
            "milliseconds": call.seconds * 1000,
            "token_requests": call.token_requests,
            "retries": max(0, call.tries - 1),
        }
    )


def _shorten(path: str) -> str:
    """Return *path* without what is too long to be an id: it may be a token."""
    return "/".join(
        part if len(part) <= _LONGEST_SEGMENT else f"{part[:4]}…" for part in path.split("/")
    )
