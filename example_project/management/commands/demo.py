"""``manage.py demo``: the example site, on a Wix of its own unless real keys are given."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings as django_settings  # noqa: TID251 - a site reads its own settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command

from example_project.children import Child
from example_project.local import DEMO_DIR, kept
from wix_headless.crypto import generate_key
from wix_headless.models import StoredToken

LOOK_EVERY_SECONDS = 0.2
STAFF = "staff"

#: One of those that the sandbox takes.
COUPON = "WELCOME10"

#: How a line of the sandbox's JSON is called in the environment.
VARIABLES = {
    "WIX_API_URL": "origin",
    "WIX_CLIENT_ID": "client_id",
    "WIX_CLIENT_SECRET": "client_secret",
    "WIX_CLIENT_INSTANCE_ID": "instance_id",
    "WIX_CLIENT_PUBLIC_KEY": "public_key",
    "WIX_API_KEY": "api_key",
    "WIX_SITE_ID": "site_id",
    "WIX_ACCOUNT_ID": "account_id",
}

#: What elevated calls need beside the client's id.
FOR_ELEVATION = ("WIX_CLIENT_SECRET", "WIX_CLIENT_INSTANCE_ID")


class Command(BaseCommand):
    """Run the example site and, without keys of a real Wix site, a sandbox for it to talk to."""

    help = "Run the example site, on a Wix sandbox unless .env holds the keys of a real Wix site."
    requires_system_checks = ()  # the key that they ask for is made here

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000, help="port of the site")
        parser.add_argument(
            "--sandbox-port", type=port_number, default=8001, help="port of the sandbox"
        )

    def handle(self, *, port: int, sandbox_port: int, **_: Any) -> None:
        self.say("Starting the example site ...")
        on_sandbox = not os.environ.get("WIX_CLIENT_ID")
        check_ports({"PORT": port, "SANDBOX_PORT": sandbox_port} if on_sandbox else {"PORT": port})
        with interruptible(), ExitStack() as running:
            DEMO_DIR.mkdir(parents=True, exist_ok=True)
            call_command("migrate", verbosity=0)
            password = prepare_staff()
            children, keys = [], {}
            if on_sandbox:
                children.append(start(running, *sandbox_command(sandbox_port, port), piped=True))
                keys = read_announcement(children[0])
                StoredToken.objects.all().delete()  # a new sandbox knows none of the last one's
            environ = made_key() | {name: keys[key] for name, key in VARIABLES.items() if keys}
            site = start(running, "runserver", f"localhost:{port}", environ=environ)
            wait_until_it_answers(site, port)
            self.introduce(port, password, keys)
            watch([*children, site])
        self.say("", "Stopped the site and the sandbox." if on_sandbox else "Stopped.")

    def introduce(self, port: int, password: str, sandbox: dict[str, Any]) -> None:
        """Say where everything is, and who may log in."""
        site = f"http://localhost:{port}/"
        self.say("", f"  Example site   {site}")
        if sandbox:
            self.say(
                f"  Wix sandbox    {sandbox['origin']}/", "", "  Members, for the site's login"
            )
            self.say(*(f"    {who['email']:<30} {who['password']}" for who in sandbox["members"]))
            self.say("", "  A coupon, for the cart", f"    {COUPON}")
        else:
            self.say(*real_wix(site))
        self.say("", f"  Staff, for {site}admin/", f"    {STAFF:<30} {password}", "")
        self.say("  Ctrl-C stops everything.", "")

    def say(self, *lines: str) -> None:
        """Print *lines* at once, also into a pipe."""
        self.stdout.write("".join(f"{line}\n" for line in lines))
        self.stdout.flush()


def port_number(text: str) -> int:
    """Return the port that *text* names."""
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def check_ports(ports: Mapping[str, int]) -> None:
    """
    See that nobody else has the ports, before anything is started.

    Raises:
        CommandError: If one is taken, or asked for twice.
    """
    if len(set(ports.values())) < len(ports):
        raise CommandError("The site and the sandbox need a port each.")
    for variable, port in ports.items():
        if is_taken(port):
            raise CommandError(
                f"Port {port} is in use. Choose another: make demo {variable}={port + 10}"
            )


def is_taken(port: int) -> bool:
    """Return whether something listens on *port*, by either of the addresses of localhost."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.socket(family) as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return True
    return False


def prepare_staff() -> str:
    """Make the staff user, if there is none, and return the password kept for it."""
    password = kept("staff_password", lambda: secrets.token_urlsafe(9))
    user, _ = get_user_model().objects.get_or_create(
        username=STAFF, defaults={"is_staff": True, "is_superuser": True}
    )
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    return password


def made_key() -> dict[str, str]:
    """Return a key for the tokens in the database, kept for later runs, unless one is given."""
    if os.environ.get("WIX_ENCRYPTION_KEYS") or not django_settings.DEBUG:
        return {}
    return {"WIX_ENCRYPTION_KEYS": kept("encryption_key", generate_key)}


def sandbox_command(sandbox_port: int, port: int) -> list[str]:
    """Return the words that start the sandbox, open to the site by both of its names."""
    command = ["wix_sandbox", "--port", str(sandbox_port), "--json"]
    for host in ("localhost", "127.0.0.1"):
        command += ["--allow-redirect", f"http://{host}:{port}/wix/callback/"]
    return command


def start(running: ExitStack, *arguments: str, **options: Any) -> Child:
    """Start a child that ends with *running*."""
    child = Child(*arguments, **options)
    running.callback(child.stop)
    return child


def read_announcement(sandbox: Child) -> dict[str, Any]:
    """Return what the sandbox says of itself in its first line; let it say the rest to nobody."""
    line = sandbox.output.readline()
    if not line:
        sandbox.wait(1)
        raise CommandError(f"The sandbox did not start (exit status {sandbox.exit_status}).")
    threading.Thread(target=deque, args=(sandbox.output, 0), daemon=True).start()
    announcement: dict[str, Any] = json.loads(line)
    return announcement


def wait_until_it_answers(site: Child, port: int) -> None:
    """Wait until the site listens, or has ended."""
    while not is_taken(port):
        if site.wait(LOOK_EVERY_SECONDS):
            raise CommandError(f"The site did not start (exit status {site.exit_status}).")


def watch(children: list[Child]) -> None:
    """
    Wait for Ctrl-C.

    Raises:
        CommandError: If one of *children* ends by itself.
    """
    while True:
        for child in children:
            if child.wait(LOOK_EVERY_SECONDS):
                raise CommandError(
                    f"{child.name} ended by itself (exit status {child.exit_status}): "
                    "everything ends."
                )


def real_wix(site: str) -> list[str]:
    """Return what to say when the keys are those of a real Wix site."""
    lines = [f"  Wix            {os.environ.get('WIX_API_URL') or 'the real one, no sandbox'}"]
    missing = [name for name in FOR_ELEVATION if not os.environ.get(name)]
    if missing:
        lines.append(f"  Missing        {', '.join(missing)}: /staff/report/ will not work")
    lines += ["", "  Wix must allow this login redirect URI:", f"    {site}wix/callback/"]
    return lines


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C, SIGTERM or a closed terminal end the block; later ones do not disturb its end."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in numbers}
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
