"""The project that is served: that of the races, with an app that listens."""

from __future__ import annotations

from tests.races.settings import *  # noqa: F403
from tests.races.settings import DATABASES, INSTALLED_APPS, WIX_HEADLESS, env

INSTALLED_APPS = [*INSTALLED_APPS, "tests.events_load.effects"]
WIX_HEADLESS = WIX_HEADLESS | {
    "EVENT_TASKS": env.str("EVENT_TASKS", ""),
    # A killed worker is to be missed soon.
    "EVENT_SECONDS": 5,
}
WIX_HEADLESS.pop("SITES", None)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # What docs/events.md asks of a site on SQLite.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
