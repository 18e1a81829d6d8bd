"""What every story plays on: a sandbox, the servers, and crowds that visit them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TextIO
from urllib.parse import urlsplit

from django.conf import settings as django_settings

from tests.races.crowd import Page, Visit, count_statuses, open_page, send_all
from tests.races.databases import threads_for
from tests.races.outcome import Outcome
from tests.races.scale import Scale
from tests.races.servers import start_sandbox, start_server
from tests.support.sandbox import Sandbox
from wix_headless.crypto import generate_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """
    Everything that runs.

    Attributes:
        servers: The addresses of the site's processes.
        threads: How many of each there are.
    """

    scale: Scale
    sandbox: Sandbox
    servers: Sequence[str]
    threads: int

    def build_crowd(self, path: str, session: str = "", *, count: int = 0) -> list[Visit]:
        """Return visits to one page, a crowd of them, spread evenly over the servers."""
        return [
            Visit(server=self.servers[number % len(self.servers)], path=path, session=session)
            for number in range(count or self.scale.crowd)
        ]

    def find_pid(self, server: str) -> int:
        """Return the id of the process behind *server*."""
        return int(open_page(Visit(server=server, path="/whoami/")).data["pid"])

    def tell(self, story: str, pages: Sequence[Page], *, token_requests: int = 1) -> Outcome:
        """Return the outcome of a story in which every page has to be there."""
        failed = [page for page in pages if page.status != 200]
        outcome = Outcome(
            story=story,
            pages=len(pages),
            token_requests=self.sandbox.token_requests(),
            failures=len(failed),
            slowest=max(page.seconds for page in pages),
        )
        outcome.expect(not failed, f"pages failed: {count_statuses(failed)}")
        outcome.expect(
            outcome.token_requests == token_requests,
            f"{outcome.token_requests} token requests, and not {token_requests}",
        )
        return outcome

    def play(self, story: str, visits: Sequence[Visit]) -> Outcome:
        """Send *visits* at once, and return what came of it."""
        self.sandbox.forget_requests()
        return self.tell(story, send_all(visits))


@contextmanager
def set_stage(scale: Scale, log: TextIO) -> Iterator[Stage]:
    """Start everything, on the database that Django is set up with, and point Django to it."""
    with ExitStack() as running:
        sandbox = running.enter_context(start_sandbox())
        key = generate_key()
        environ = {
            "WIX_API_URL": sandbox.origin,
            "WIX_CLIENT_ID": sandbox.client_id,
            "WIX_CLIENT_SECRET": sandbox.client_secret,
            "WIX_CLIENT_INSTANCE_ID": sandbox.instance_id,
            "WIX_ENCRYPTION_KEYS": key,
        }
        django_settings.WIX_HEADLESS = {
            name.removeprefix("WIX_"): value for name, value in environ.items()
        }
        threads = threads_for(processes=scale.processes, crowd=scale.crowd)
        servers = [
            running.enter_context(start_server(threads, environ, log))
            for _ in range(scale.processes)
        ]
        for server in servers:
            page = open_page(Visit(server=server, path="/whoami/"))
            if page.status != 200:
                raise RuntimeError(f"The site does not start at port {urlsplit(server).port}.")
            # So that Wix sends a browser back here from its logout.
            sandbox.control("redirects", uri=f"{server}/wix/callback/")
        yield Stage(scale=scale, sandbox=sandbox, servers=servers, threads=threads)
