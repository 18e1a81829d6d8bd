"""``manage.py wix_sandbox``: a Wix on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    """Serves the sandbox until it is interrupted."""

    help = "Serve a sandbox of Wix on this machine, until Ctrl-C."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's name and type

    def add_arguments(self, parser: ArgumentParser) -> None:
        _load().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        code = _load().run(options, self.stdout)
        if code:
            raise SystemExit(code)


def _load() -> Any:
    """Import the sandbox when it is asked for: production need not have what it needs."""
    try:
        from wix_headless.sandbox import cli  # noqa: PLC0415
    except ImportError as error:
        raise CommandError(
            f"The sandbox needs {error.name}: pip install 'django-wix-headless[sandbox]'"
        ) from None
    return cli
