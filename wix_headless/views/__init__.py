"""The pages behind ``wix:…``: login, its way back, logout, and the way back from other pages."""

from __future__ import annotations

from wix_headless.views.back import back
from wix_headless.views.connect import connect, disconnect
from wix_headless.views.events import events
from wix_headless.views.login import callback, login
from wix_headless.views.logout import logout, logout_callback

__all__ = [
    "back",
    "callback",
    "connect",
    "disconnect",
    "events",
    "login",
    "logout",
    "logout_callback",
]
