"""What the command line and ``manage.py wix_sandbox`` share: options, and serving until the end."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from wix_headless.sandbox.env_file import write_env_file
from wix_headless.sandbox.events.calling import is_callable
from wix_headless.sandbox.server import SandboxServer
from wix_headless.sandbox.shop.plugin_calls import PATHS
from wix_headless.sandbox.state import is_redirect_uri

DEFAULT_PORT = 8001
HIGHEST_PORT = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sandbox's options on *parser*."""
    parser.add_argument(
        "--port", type=port, default=DEFAULT_PORT, help="port on 127.0.0.1; 0 takes any free one"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the keys of this run as one line of JSON"
    )
    parser.add_argument(
        "--env-file",
        type=Path,
        metavar="PATH",
        help="write the keys of this run into this file, and keep its other lines",
    )
    parser.add_argument(
        "--allow-redirect",
        action="append",
        default=[],
        type=redirect_uri,
        metavar="URI",
        help="allow this login redirect URI, and its domain for other returns (may be repeated)",
    )
    parser.add_argument(
        "--dashboard-page",
        action="append",
        default=[],
        type=address,
        metavar="URL",
        help="show this page of the app's in the dashboard, at /dashboard (may be repeated)",
    )
    parser.add_argument(
        "--shop", default="", metavar="NAME", help="what the shop is called, if not by its own name"
    )
    parser.add_argument(
        "--webhook",
        action="append",
        default=[],
        type=address,
        metavar="URL",
        help="tell this address of every event, as Wix would (may be repeated)",
    )
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        type=plugin_address,
        metavar="TYPE=URL",
        help="call the service plugin of this type there, as Wix would (may be repeated)",
    )


def port(text: str) -> int:
    """
    Return the number of a port.

    Raises:
        argparse.ArgumentTypeError: If it is none.
    """
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to {HIGHEST_PORT}")
    return int(text)


def redirect_uri(text: str) -> str:
    """
    Return *text* if a login may lead back there.

    Raises:
        argparse.ArgumentTypeError: If not.
    """
    if not is_redirect_uri(text):
        message = f"{text!r} is no whole address, such as http://localhost:8000/wix/callback/"
        raise argparse.ArgumentTypeError(message)
    return text


def address(text: str) -> str:
    """
    Return *text* if the sandbox may be told to call it.

    Raises:
        argparse.ArgumentTypeError: If not.
    """
    if not is_callable(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address: https, or on this machine")
    return text


def plugin_address(text: str) -> tuple[str, str]:
    """
    Return the type of plugin and the address that *text* names.

    Raises:
        argparse.ArgumentTypeError: If it is not TYPE=URL, or the sandbox calls no such type.
    """
    name, equals, url = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not TYPE=URL")
    if name not in PATHS:
        message = f"the sandbox calls {', '.join(sorted(PATHS))}; {name!r} is none of them"
        raise argparse.ArgumentTypeError(message)
    return name, address(url)


def run(options: Mapping[str, Any], stdout: TextIO) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    try:
        server = SandboxServer(
            options["port"],
            allow_redirects=options["allow_redirect"],
            dashboard_pages=options["dashboard_page"],
            shop=options["shop"],
            webhooks=options["webhook"],
            plugins=dict(options["plugin"]),
        )
    except OSError as error:
        reason = f"Port {options['port']} cannot be used: {error.strerror}."
        print(f"{reason} --port 0 takes any free one.", file=sys.stderr)  # noqa: T201 - the command's own voice
        return 1
    keys = {"origin": server.origin, **server.credentials}
    if options["env_file"]:
        try:
            write_env_file(options["env_file"], keys)
        except OSError as error:
            print(f"{options['env_file']} cannot be written: {error.strerror}.", file=sys.stderr)  # noqa: T201 - as above
            return 1
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    stdout.write(f"{announcement(keys, as_json=options['json'])}\n")
    stdout.flush()
    server.serve()
    return 0


def announcement(keys: Mapping[str, Any], *, as_json: bool) -> str:
    """Return the one line of JSON with the keys, or where the sandbox is and who may log in."""
    if as_json:
        return json.dumps(keys)
    members = "\n".join(f"  {who['email']:<30} {who['password']}" for who in keys["members"])
    return f"Wix sandbox listening on {keys['origin']}\nMembers, for its login page:\n{members}"


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
