"""Other processes: a sandbox of Wix, and the servers of the site, each with a worker of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from tests.support.sandbox import Sandbox

ROOT = Path(__file__).parent.parent.parent

PATIENCE_SECONDS = 120


class RunningSandbox:
    """A sandbox in another process, as it announced itself."""

    def __init__(self, announcement: dict[str, Any]) -> None:
        self.origin = announcement.pop("origin")
        self.credentials = announcement


@contextmanager
def start_sandbox() -> Iterator[Sandbox]:
    """Serve Wix."""
    command = [sys.executable, "-m", "wix_headless.sandbox", "--port", "0", "--json"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("The sandbox did not start.")
        yield Sandbox(RunningSandbox(json.loads(line)))
    finally:
        end(process)
        process.stdout.close()


@contextmanager
def start_server(threads: int, environ: Mapping[str, str], log: TextIO) -> Iterator[str]:
    """
    Serve the site on a port of its own, and return its address.

    One worker each, so that the run decides which process gets a request.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        port = listener.getsockname()[1]
        process = subprocess.Popen(  # noqa: S603 - our own command
            [
                *(sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()"),
                *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"),
                *("--workers", "1", "--threads", str(threads), "--log-level", "warning"),
                *("--timeout", "120", "--graceful-timeout", "2", "--no-control-socket"),
            ],
            cwd=ROOT,
            env=os.environ | environ,
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """End a process politely, and then otherwise."""
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
