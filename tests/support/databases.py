"""The tests' own database, for another process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from django.db import connection


def find_url() -> str:
    """Return the DATABASE_URL of the database that the tests have made for themselves."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    kind = {"postgresql": "postgres"}.get(connection.vendor, connection.vendor)
    return "{kind}://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(kind=kind, **database)


def start_python(*arguments: str, **environment: str) -> subprocess.Popen[Any]:
    """Start another process of the tests' site, on the tests' own database."""
    own = {"DATABASE_URL": find_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    pipes: dict[str, Any] = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.PIPE)
    return subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, *arguments], env=os.environ | own | environment, text=True, **pipes
    )
