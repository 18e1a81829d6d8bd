"""The pages that Wix hosts for browsers, and the redirect sessions that lead to them."""

from __future__ import annotations
