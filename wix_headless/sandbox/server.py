"""The sandbox as a server on 127.0.0.1: waitress, in this thread or in one of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

import waitress  # type: ignore[import-untyped]  # ships no types

from wix_headless.sandbox.app import create_app
from wix_headless.sandbox.credentials import Credentials
from wix_headless.sandbox.seed import planting
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.faults import FaultInjector

HOST = "127.0.0.1"
THREADS = 16

#: Sites of several processes keep many open; beyond this a new one waits until another ends.
CONNECTIONS = 1000


class SandboxServer:
    """
    A sandbox that listens as soon as it exists.

    As a context manager it serves in a thread of its own, which is how tests use it::

        with SandboxServer(allow_redirects=["http://localhost:8000/wix/callback/"]) as sandbox:
            requests.post(f"{sandbox.origin}/oauth2/token", json={...})

    Raises:
        OSError: If the port is in use.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        allow_redirects: Iterable[str] = (),
        dashboard_pages: Iterable[str] = (),
        shop: str = "",
        webhooks: Iterable[str] = (),
        plugins: Mapping[str, str] | None = None,
    ) -> None:
        self.state = State(
            plant=planting.plant,
            credentials=Credentials.of(shop),
            dashboard_pages=list(dashboard_pages),
            shop=shop,
            webhooks=list(webhooks),
            first_plugins=dict(plugins or {}),
        )
        self.state.allow_redirects(allow_redirects)
        # Quiet by default: waitress warns about full queues and short answers, both made here.
        logging.getLogger("waitress").setLevel(logging.CRITICAL)
        app = FaultInjector(create_app(self.state), self.state)
        self._watched: dict[int, Any] = {}
        self._server: Any = waitress.create_server(
            app,
            map=self._watched,
            host=HOST,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,  # select() ends at descriptor 1024
            ident="wix-sandbox",
        )
        self.state.origin = f"http://{HOST}:{self._server.effective_port}"
        self.state.reset()  # now that the pictures in the seed have an address
        self._thread: threading.Thread | None = None

    @property
    def origin(self) -> str:
        return self.state.origin

    @property
    def credentials(self) -> dict[str, Any]:
        """The keys of this run, under the names that the command line prints."""
        keys = self.state.credentials
        return {
            "client_id": keys.client_id,
            "client_secret": keys.client_secret,
            "instance_id": keys.instance_id,
            "public_key": keys.public_key,
            "api_key": keys.api_key,
            "site_id": keys.site_id,
            "account_id": keys.account_id,
            "members": [
                {"email": email, "password": password}
                for email, password in self.state.passwords.items()
            ],
        }

    def serve(self) -> None:
        """Serve in this thread until a signal ends the process."""
        self._server.run()

    def start(self) -> Self:
        """Serve in a thread."""
        self._thread = threading.Thread(target=self.serve, name="wix-sandbox", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Let the threads end, then close every connection."""
        self.state.outbox.close()
        # The loop ends when it watches nothing. It must not close anything itself: another thread
        # may be about to wake it, through a pipe that would be gone or somebody else's by then.
        self._server.trigger.pull_trigger(self._watched.clear)
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None
        self._server.task_dispatcher.shutdown()
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
