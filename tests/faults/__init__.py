"""What can go wrong between us and Wix, for each of those who speak to it."""

from __future__ import annotations
