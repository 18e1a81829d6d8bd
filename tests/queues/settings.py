"""A small project with the queue that ``QUEUE`` names, set up as ``docs/events.md`` says."""

from __future__ import annotations

from tests.docs.pages import find_block
from tests.races.settings import *  # noqa: F403
from tests.races.settings import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "tests.queues"]
exec(find_block("events.md", env("QUEUE")).compile())  # noqa: S102 - ours
