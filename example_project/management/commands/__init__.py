"""The commands of the example site."""

from __future__ import annotations
