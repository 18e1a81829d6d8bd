"""A relay on loopback: passes requests on to the sandbox, and writes down those of a step."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

OUR_HOST = "www.wixapis.com"
STEP, HOST = "x-conformance-step", "x-conformance-host"

#: What the HTTP library adds by itself, which no API looks at.
_OF_THE_LIBRARY = frozenset(
    {
        "accept-encoding",
        "accept-language",
        "connection",
        "content-length",
        "host",
        "sec-fetch-mode",
        "user-agent",
        STEP,
        HOST,
    }
)
_HOP_BY_HOP = frozenset({"connection", "content-length", "transfer-encoding", "date", "server"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """
    One request, as it was on the wire.

    Attributes:
        host: Where the SDK sent it; for our client, where it goes without a sandbox.
        speaker: The form of its Authorization, and for whom that speaks: ``raw visitor``.
        headers: All others but the HTTP library's own.
        body: The JSON in it; None where there is none.
    """

    step: str
    host: str
    verb: str
    path: str
    query: list[tuple[str, str]]
    speaker: str
    headers: Mapping[str, str]
    body: Any
    status: int


class Relay:
    """A proxy whose clients say in a header, or whose owner says for them, which step it is."""

    def __init__(self, sandbox_origin: str) -> None:
        self.recorded: list[Recorded] = []
        self.step = ""
        self._sandbox = urlsplit(sandbox_origin).netloc
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.relay = self
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take(self) -> list[Recorded]:
        """Return what was written down so far, and begin anew."""
        taken, self.recorded = self.recorded, []
        return taken

    def ask(
        self, verb: str, target: str, headers: Mapping[str, str], content: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send a request to the sandbox."""
        connection = HTTPConnection(self._sandbox, timeout=20)
        try:
            connection.request(verb, target, content or None, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def find_speaker(self, authorization: str | None) -> str:
        """Say what form the header has, and ask Wix whom it speaks for."""
        if authorization is None:
            return "nobody"
        form = "bearer" if authorization.lower().startswith("bearer ") else "raw"
        token = authorization.split(" ", 1)[-1]
        if token.startswith("IST."):
            return f"{form} key"
        body = json.dumps({"token": token}).encode()
        json_type = {"Content-Type": "application/json"}
        _, _, content = self.ask("POST", "/oauth2/token-info", json_type, body)
        info = json.loads(content)
        return f"{form} {str(info.get('subjectType', 'unknown')).lower()}"


class _Server(ThreadingHTTPServer):
    relay: Relay
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _pass_on(self) -> None:
        relay = self.server.relay
        content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        step = self.headers.get(STEP, relay.step)
        speaker = relay.find_speaker(self.headers.get("Authorization")) if step else ""
        kept = {k: v for k, v in self.headers.items() if k.lower() not in {STEP, HOST, "host"}}
        status, headers, answer = relay.ask(self.command, self.path, kept, content)
        if step:
            relay.recorded.append(self._build_record(step, speaker, content, status))
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on  # noqa: N815 - the library's names

    def _build_record(self, step: str, speaker: str, content: bytes, status: int) -> Recorded:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        unseen = _OF_THE_LIBRARY | {"authorization"}
        return Recorded(
            step=step,
            host=headers.get(HOST, OUR_HOST),
            verb=self.command,
            path=parts.path,
            query=parse_qsl(parts.query, keep_blank_values=True),
            speaker=speaker,
            headers={name: value for name, value in headers.items() if name not in unseen},
            body=json.loads(content) if content else None,
            status=status,
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""
