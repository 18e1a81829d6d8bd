"""Whether Wix's dashboard, and nobody else, can show our pages in its frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any, Final

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004
from django.urls import URLPattern, get_resolver
from django.views.decorators.clickjacking import xframe_options_deny, xframe_options_sameorigin

from wix_headless.checks.credentials import name_place
from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import has_urls, read_sites, register_look
from wix_headless.decorators import show_in_frame

#: What one origin, or one pattern of origins, can be in the header.
_SOURCE: Final = re.compile(r"'self'|[^\s;,']+")

#: What every site in the world matches.
_ANYBODY: Final = frozenset({"*", "http:", "https:", "http://*", "https://*"})


@register_look()
def look_at_frame_ancestors() -> Iterator[CheckMessage]:
    """See whether the origins are origins, and not everybody."""
    for alias, settings in read_sites().items():
        for source in settings.FRAME_ANCESTORS:
            if not _SOURCE.fullmatch(source):
                yield Error(
                    f'{name_place(alias)}: "{source}" in FRAME_ANCESTORS is no origin.',
                    hint="One origin an entry, such as https://manage.wix.com.",
                    id=CheckId.FRAME_ANCESTORS,
                )
            elif source.lower() in _ANYBODY:
                yield Warning(
                    f'{name_place(alias)}: "{source}" in FRAME_ANCESTORS lets every site show '
                    "dashboard pages in a frame, and have its visitors click in them.",
                    hint="Leave FRAME_ANCESTORS out: Wix's dashboards are what it is without it.",
                    id=CheckId.ANY_FRAME,
                )


@register_look()
def look_at_dashboard_pages() -> Iterator[CheckMessage]:
    """See whether something outside ``@dashboard_page`` takes back what it says of frames."""
    if not has_urls():
        return
    for view in dict.fromkeys(_find_views(get_resolver().url_patterns)):
        if _is_denied(view):
            yield Warning(
                f'"{view.__module__}.{view.__qualname__}" is a dashboard page, and a decorator '
                "above it writes X-Frame-Options: Wix's dashboard can't show it.",
                hint="Take xframe_options_deny or xframe_options_sameorigin away: dashboard pages "
                "say by themselves who may frame them.",
                id=CheckId.DENIED_FRAME,
            )


def _find_views(patterns: list[Any]) -> Iterator[Callable[..., Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if hasattr(pattern.callback, "__qualname__"):
                yield pattern.callback
        else:
            yield from _find_views(pattern.url_patterns)


def _is_denied(view: Callable[..., Any]) -> bool:
    """Walk inwards through what decorators have wrapped, as far as ``@dashboard_page``."""
    is_denied = False
    found: Any = view
    while found is not None:
        code = getattr(found, "__code__", None)
        if code in _FRAMING:
            return is_denied
        is_denied |= code in _DENYING
        found = getattr(found, "__wrapped__", None)
    return False


def _codes(*decorators: Callable[..., Any]) -> frozenset[CodeType]:
    """Return the code of what these decorators put around a view, plain and async."""

    def view(request: Any) -> None: ...

    async def async_view(request: Any) -> None: ...

    return frozenset(wrap(one).__code__ for wrap in decorators for one in (view, async_view))


_FRAMING: Final = _codes(show_in_frame)
_DENYING: Final = _codes(xframe_options_deny, xframe_options_sameorigin)
