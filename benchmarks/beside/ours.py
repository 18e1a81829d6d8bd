"""The project with us in it."""

from __future__ import annotations

import os

from benchmarks.settings import *  # noqa: F403
from benchmarks.settings import WIX_HEADLESS as OURS

ROOT_URLCONF = "benchmarks.beside.site"
WIX_HEADLESS = OURS | {"API_URL": os.environ["BENCH_ORIGIN"]}
