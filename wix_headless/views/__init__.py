"""The pages behind ``wix:…``: login, its way back, logout."""

from __future__ import annotations

from wix_headless.views.login import callback, login
from wix_headless.views.logout import logout, logout_callback

__all__ = ["callback", "login", "logout", "logout_callback"]
