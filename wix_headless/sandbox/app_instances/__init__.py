"""The app's instances: where it is installed, and what says so in a framed page's address."""

from __future__ import annotations
