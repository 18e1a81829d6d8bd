"""The example's own template filters."""

from __future__ import annotations
