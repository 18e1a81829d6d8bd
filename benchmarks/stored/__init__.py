"""Tables full of tokens, of three sizes; each kind of database is measured in its own process."""

from __future__ import annotations
