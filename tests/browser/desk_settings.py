"""The example site at a developer's desk: who has a cookie for it sees django-debug-toolbar."""

from __future__ import annotations

from datetime import UTC, datetime

from example_project.settings import *  # noqa: F403
from example_project.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "debug_toolbar"]
MIDDLEWARE = ["debug_toolbar.middleware.DebugToolbarMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "tests.browser.desk_urls"
DEBUG_TOOLBAR_CONFIG = {"SHOW_TOOLBAR_CALLBACK": lambda request: "toolbar" in request.COOKIES}
DEBUG_TOOLBAR_PANELS = [
    "debug_toolbar.panels.timer.TimerPanel",
    "debug_toolbar.panels.sql.SQLPanel",
    "debug_toolbar.panels.cache.CachePanel",
    "wix_headless.debug_toolbar.WixPanel",
]

# It is always past six in the evening, so that a picture of the last hours is the same each time.
EVENING = 18
TIME_ZONE = f"Etc/GMT{(datetime.now(UTC).hour - EVENING + 12) % 24 - 12:+d}"
