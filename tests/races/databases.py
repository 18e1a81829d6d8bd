"""The databases to run on: where they are, and how many threads may use them at once."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test.utils import setup_databases, teardown_databases

#: Where each is, unless the environment says otherwise; the name of the database is our own.
SERVERS = {
    "PostgreSQL": ("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/test"),
    "MariaDB": ("MARIADB_URL", "mysql://root@127.0.0.1:3306/test"),
}
NAMES = ("SQLite", *SERVERS)

#: Connections that are left to others: the run's own, and whoever else works with the server.
LEFT_TO_OTHERS = 12


class MissingDatabaseError(Exception):
    """It does not answer, or its driver is not installed."""


@contextmanager
def use_fresh_database(name: str) -> Iterator[str]:
    """
    Make a database with all tables for Django to use, and return its server's version.

    Django is set up with the environment's settings, which read ``DATABASE_URL``: once in each
    process.

    Raises:
        MissingDatabaseError: If there is no such server.
    """
    with fresh_url(name) as url:
        os.environ["DATABASE_URL"] = url
        try:
            django.setup()
            if connection.vendor != "sqlite":
                # Where no database is there yet, this is how Django asks for one.
                with connection._nodb_cursor() as cursor:
                    cursor.execute("SELECT 1")
        except (ImproperlyConfigured, OperationalError) as error:
            raise MissingDatabaseError(str(error).splitlines()[0]) from None
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            yield ".".join(map(str, connection.get_database_version()))
        finally:
            connection.close()
            teardown_databases(databases, verbosity=0)


@contextmanager
def fresh_url(name: str) -> Iterator[str]:
    """Return the URL of a database that does not exist yet."""
    own = f"races_{os.getpid()}"
    if name == "SQLite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / own}.sqlite3"
        return
    variable, default = SERVERS[name]
    yield re.sub(r"/[^/]*$", f"/{own}", os.environ.get(variable, default))


def threads_for(*, processes: int, crowd: int) -> int:
    """
    Return how many threads each process may have.

    A thread of Django has a connection of its own, and a server takes so many and no more:
    100 for PostgreSQL as it comes, 151 for MariaDB. Requests beyond that wait in line.
    """
    wanted = -(-crowd // processes)
    free = count_free_connections()
    return wanted if free is None else max(1, min(wanted, (free - LEFT_TO_OTHERS) // processes))


def count_free_connections() -> int | None:
    """Return how many connections the server would still take; None where there is no end."""
    queries = {
        "postgresql": (
            "SELECT current_setting('max_connections')::int - "
            "(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"
        ),
        "mysql": (
            "SELECT @@max_connections - (SELECT count(*) FROM information_schema.processlist)"
        ),
    }
    query = queries.get(connection.vendor)
    if query is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
