"""What ``request.wix`` is: who speaks, as the caller or as the app, and where to."""

from __future__ import annotations

from wix_headless.context.caller import (
    AsyncWixContext,
    MemberHttpRequest,
    WixContext,
    WixHttpRequest,
    attach_context,
    current_context,
    find_context,
    speaking_as_app,
)

__all__ = [
    "AsyncWixContext",
    "MemberHttpRequest",
    "WixContext",
    "WixHttpRequest",
    "attach_context",
    "current_context",
    "find_context",
    "speaking_as_app",
]
