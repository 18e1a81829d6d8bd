"""An example site of wix_headless: a shop whose products, carts, members and orders live in Wix."""

from __future__ import annotations
