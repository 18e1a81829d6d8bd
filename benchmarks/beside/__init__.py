"""Projects that are alike but for who signs their users in; each is run in a process of its own."""

from __future__ import annotations
