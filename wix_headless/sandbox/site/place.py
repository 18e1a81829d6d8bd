"""Where the site is: its address, and the time zone of its clocks."""

from __future__ import annotations

from zoneinfo import ZoneInfo

ADDRESS = {
    "street": "Ropewalk Lane",
    "streetNumber": "12",
    "city": "Portland",
    "state": "ME",
    "zip": "04101",
    "country": "US",
    "googleFormattedAddress": "12 Ropewalk Lane, Portland, ME 04101, USA",
}
ZONE_NAME = "America/New_York"
ZONE = ZoneInfo(ZONE_NAME)
