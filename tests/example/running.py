"""The demo command in a copy of the example site, as somebody with a fresh clone runs it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

from example_project.local import BASE_DIR

PATIENCE_SECONDS = 120


def copy_site(folder: Path) -> Path:
    """Copy what the site consists of; settings of the developer's own stay behind."""
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(BASE_DIR / "example_project", folder / "example_project", ignore=without)
    shutil.copy(BASE_DIR / "manage.py", folder)
    return folder


def environ(**more: str) -> dict[str, str]:
    """Return this environment without what would configure the site."""
    ours = ("WIX_", "DJANGO_", "DATABASE_URL", "DEMO_DIR", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | more


def manage(site: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the copy to its end."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *arguments],
        cwd=site,
        env=environ(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def free_ports(count: int = 2) -> tuple[int, ...]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return tuple(probe.getsockname()[1] for probe in probes)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Demo:
    """A running demo; ends at the end of the ``with`` block, if it has not before."""

    def __init__(self, site: Path, **variables: str) -> None:
        self.port, self.sandbox_port, self.outlet_port = free_ports(3)
        ports = ["--port", str(self.port), "--sandbox-port", str(self.sandbox_port)]
        ports += ["--outlet-port", str(self.outlet_port)]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", "demo", *ports],
            cwd=site,
            env=environ(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Self:
        try:
            self.wait_for("Ctrl-C stops everything.")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop(signal.SIGINT)
        self._reader.join(PATIENCE_SECONDS)
        self.process.stdout.close()

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def find(self, pattern: str) -> str:
        return re.search(pattern, self.said).group(1)

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def wait(self) -> int:
        return self.process.wait(PATIENCE_SECONDS)

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.wait()

    def _read(self) -> None:
        self.lines.extend(self.process.stdout)
