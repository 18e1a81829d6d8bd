"""The pages of the example site, one module per part of it."""

from __future__ import annotations
