"""What the command line and ``manage.py wix_sandbox`` share: options, and serving until the end."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any, TextIO

from wix_headless.sandbox.server import SandboxServer

DEFAULT_PORT = 8001


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sandbox's options on *parser*."""
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="port on 127.0.0.1; 0 takes any free one"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the keys of this run as one line of JSON"
    )
    parser.add_argument(
        "--allow-redirect",
        action="append",
        default=[],
        metavar="URI",
        help="allow this login redirect URI, and its domain for other returns (may be repeated)",
    )


def run(options: Mapping[str, Any], stdout: TextIO) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    try:
        server = SandboxServer(options["port"], allow_redirects=options["allow_redirect"])
    except OSError as error:
        print(f"Port {options['port']} cannot be used: {error.strerror}.", file=sys.stderr)  # noqa: T201 - the command's own voice
        return 1
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    stdout.write(f"{announcement(server, as_json=options['json'])}\n")
    stdout.flush()
    server.serve()
    return 0


def announcement(server: SandboxServer, *, as_json: bool) -> str:
    """Return the one line that says where the sandbox is."""
    if as_json:
        return json.dumps({"origin": server.origin, **server.credentials})
    return f"Wix sandbox listening on {server.origin}"


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
