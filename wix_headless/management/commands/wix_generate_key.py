"""``manage.py wix_generate_key``: a new key for the tokens at rest."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from wix_headless.crypto import generate_key


class Command(BaseCommand):
    """Prints a key, as WIX_ENCRYPTION_KEYS wants it."""

    help = "Print a new encryption key for WIX_ENCRYPTION_KEYS."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's name and type

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(generate_key())
