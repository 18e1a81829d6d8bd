"""Child processes that end when we end, and whose end we notice."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import IO

from example_project.local import BASE_DIR

PATIENCE_SECONDS = 5.0


class Child:
    """
    One ``manage.py`` command that runs beside us.

    It leads a session of its own: Ctrl-C reaches us alone, and we end it with all that it started,
    such as the second process of ``runserver``'s reloader.
    """

    def __init__(
        self, *arguments: str, environ: Mapping[str, str] | None = None, piped: bool = False
    ) -> None:
        self.name = arguments[0]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own arguments
            [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
            env={
                **os.environ,
                **(environ or {}),
                "PYTHONUNBUFFERED": "1",
                "DJANGO_RUNSERVER_HIDE_WARNING": "true",
            },
            stdout=subprocess.PIPE if piped else None,
            start_new_session=True,
            text=True,
        )

    @property
    def output(self) -> IO[str]:
        """What a piped child prints."""
        if self._process.stdout is None:
            raise ValueError("This child is not piped.")
        return self._process.stdout

    @property
    def exit_status(self) -> int | None:
        """The exit status; ``None`` while it runs."""
        return self._process.poll()

    def wait(self, timeout_seconds: float) -> bool:
        """Wait so long at most; return whether it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_seconds)
        return self.exit_status is not None

    def stop(self) -> None:
        """End it and what it started: kindly, then firmly."""
        self._signal(signal.SIGTERM)
        self.wait(PATIENCE_SECONDS)
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
