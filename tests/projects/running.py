"""A project of one kind as it is run: its databases, its server, its sandbox, perhaps a proxy."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from tests.projects.browser import Browser
from tests.projects.kinds import Kind
from tests.projects.proxy import TlsProxy
from tests.support.sandbox import Sandbox
from wix_headless.crypto import generate_key
from wix_headless.sandbox.server import SandboxServer

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120

#: SQLite's files as they were made, by what decides about their tables.
_MADE: dict[tuple[str | None, ...], Path] = {}


class Project:
    """A running project; ends with the ``with`` block."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.folder = folder
        self._open = ExitStack()
        self.log = folder / "server.log"

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self._start(opened)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def is_on_sqlite(self) -> bool:
        """Whether its databases are files, which go with the folder."""
        return os.environ.get("DATABASE_URL", "sqlite:").startswith("sqlite:")

    @property
    def renews_once(self) -> bool:
        """
        Whether requests that come at once share one token request.

        Inside a view's transaction SQLite lets nobody else write, so each does without the others.
        """
        return not (self.kind.is_atomic and self.is_on_sqlite)

    def new_browser(self) -> Browser:
        """Return the browser of somebody who has never been here."""
        return Browser(self.origin, self.sandbox, verify=self._certificate)

    def _start(self, opened: ExitStack) -> None:
        listener = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=128))
        port = listener.getsockname()[1]
        self.origin, self._certificate = f"http://localhost:{port}", None
        if self.kind.proxy:
            proxy = opened.enter_context(TlsProxy(port, self.folder))
            self.origin, self._certificate = proxy.origin, str(proxy.certificate)
        callback = f"{self.origin}/wix/callback/"
        self.sandbox = Sandbox(opened.enter_context(SandboxServer(allow_redirects=[callback])))
        self._environ = self._build_environ()
        if self.is_on_sqlite:
            self._copy_databases()
        else:
            self._prepare("create")
            opened.callback(self._prepare, "destroy")
        opened.callback(self._stop)
        log = opened.enter_context(self.log.open("wb"))
        # The server is handed a socket that listens already: whoever comes early waits in line.
        self._server = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", *_command(self.kind.server, listener.fileno())],
            cwd=self.folder,
            env=self._environ,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        )
        listener.close()

    def _build_environ(self) -> dict[str, str]:
        wix: dict[str, Any] = self.sandbox.settings(ENCRYPTION_KEYS=[generate_key()])
        if self.kind.proxy:
            wix["PUBLIC_URL"] = self.origin
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.projects.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "",
            "PROJECT_KIND": self.kind.name,
            "PROJECT_FOLDER": str(self.folder),
            "PROJECT_DATABASE": f"test_projects_{os.getpid()}",
            "PROJECT_SECRET_KEY": secrets.token_urlsafe(50),
            "PROJECT_ORIGIN": self.origin,
            "PROJECT_WIX": json.dumps(wix),
        }

    def _copy_databases(self) -> None:
        """Take the files of the first project with such databases: making them takes a second."""
        alike = (self.kind.settings.get("AUTH_USER_MODEL"), *self.kind.databases)
        if alike not in _MADE:
            self._prepare("create")
            fresh = self.folder / "fresh"
            fresh.mkdir()
            for file in self.folder.glob("*.sqlite3"):
                shutil.copy(file, fresh)
            _MADE[alike] = fresh
        for file in _MADE[alike].iterdir():
            shutil.copy(file, self.folder)

    def _prepare(self, what: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "tests.projects.prepare", what],
            cwd=self.folder,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _stop(self) -> None:
        self._server.send_signal(signal.SIGINT)
        try:
            self._server.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            # What its requests left behind is what the tests look at, not how it ends.
            self._server.kill()
            self._server.wait()


def _command(server: str, descriptor: int) -> list[str]:
    if server == "uvicorn":
        factory = ["--factory", "django.core.asgi:get_asgi_application", "--lifespan", "off"]
        return ["uvicorn", *factory, "--fd", str(descriptor), "--timeout-graceful-shutdown", "1"]
    # Two processes: what one of them knows, the other has to find out.
    workers = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload"]
    # A worker that never heard of the end is waited for as long as this.
    workers += ["--graceful-timeout", "2", "--no-control-socket"]
    return ["gunicorn", *workers, "--bind", f"fd://{descriptor}", _WSGI]


_WSGI = "django.core.wsgi:get_wsgi_application()"
