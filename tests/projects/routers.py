"""Database routers: accounts on a database of their own, and reads from a replica."""

from __future__ import annotations

from typing import Any

ACCOUNTS = {"admin", "auth", "contenttypes", "people", "sessions", "wix_headless"}


class AccountsRouter:
    """Keeps users, sessions and tokens on ``accounts``, and nothing else there."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "accounts" if model._meta.app_label in ACCOUNTS else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == "accounts") == (app_label in ACCOUNTS)


class ReplicaRouter:
    """
    Reads users and tokens from a replica that never catches up.

    Sessions are read where they are written: Django's own would otherwise be lost already.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "replica" if model._meta.app_label in {"auth", "wix_headless"} else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, *instances: Any, **hints: Any) -> bool:
        return True
