"""Members come in: signed in, found to be logged in already, or sent to the login by a guard."""

from __future__ import annotations
