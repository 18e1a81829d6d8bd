"""Where tokens rest between requests: sealed rows, and the sessions that own them."""

from __future__ import annotations
