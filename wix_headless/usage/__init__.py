"""
How much Wix's API is used: counted in Django's cache, kept by the hour in a small table.

Wix advises to watch it, and allows 200 calls a minute for each installation of an app ("Rate
Limits", /docs/rest/articles/get-started/rate-limits).
"""

from __future__ import annotations

from wix_headless.usage.counting import count_call, flush_after_response
from wix_headless.usage.deprecations import find_deprecated_in_use
from wix_headless.usage.limits import NEAR, WIX_LIMIT, count_this_minute, find_near
from wix_headless.usage.rolling_up import roll_up

__all__ = [
    "NEAR",
    "WIX_LIMIT",
    "count_call",
    "count_this_minute",
    "find_deprecated_in_use",
    "find_near",
    "flush_after_response",
    "roll_up",
]
