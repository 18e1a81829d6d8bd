"""The site and the account above it, with what its owner has written down of it."""

from __future__ import annotations
