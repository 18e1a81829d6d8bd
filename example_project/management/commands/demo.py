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
from django.urls import reverse

from example_project.children import Child
from example_project.local import DEMO_DIR, kept
from wix_headless.crypto import generate_key
from wix_headless.models import StoredToken
from wix_headless.service_plugins.registry import registry

LOOK_EVERY_SECONDS = 0.2
STAFF = "staff"

#: One of those that the sandbox takes.
COUPON = "WELCOME10"

#: How a line of a sandbox's JSON is called in the environment, behind the site's prefix.
VARIABLES = {
    "API_URL": "origin",
    "CLIENT_ID": "client_id",
    "CLIENT_SECRET": "client_secret",
    "CLIENT_INSTANCE_ID": "instance_id",
    "CLIENT_PUBLIC_KEY": "public_key",
    "API_KEY": "api_key",
    "SITE_ID": "site_id",
    "ACCOUNT_ID": "account_id",
}

#: The name and the alias of the second site, which `settings.py` has by its host.
OUTLET = "Kiln & Quill Outlet"
OUTLET_HOST = "outlet.localhost"

#: The service plugins that a sandbox calls, where the site has them.
CALLED_PLUGINS = ("ECOM_SHIPPING_RATES", "ECOM_ADDITIONAL_FEES", "ECOM_VALIDATIONS")

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
        parser.add_argument(
            "--outlet-port", type=port_number, default=8002, help="port of the outlet's sandbox"
        )

    def handle(self, *, port: int, sandbox_port: int, outlet_port: int, **_: Any) -> None:
        self.say("Starting the example site ...")
        on_sandbox = not os.environ.get("WIX_CLIENT_ID")
        sandboxes = {"SANDBOX_PORT": sandbox_port, "OUTLET_PORT": outlet_port}
        check_ports({"PORT": port} | (sandboxes if on_sandbox else {}))
        with interruptible(), ExitStack() as running:
            DEMO_DIR.mkdir(parents=True, exist_ok=True)
            call_command("migrate", verbosity=0)
            password = prepare_staff()
            children: list[Child] = []
            if on_sandbox:
                # Both at once: each takes a moment to make its keys.
                commands = sandbox_command(sandbox_port, port), outlet_command(outlet_port, port)
                children += [start(running, *command, piped=True) for command in commands]
                StoredToken.objects.all().delete()  # a new sandbox knows none of the last one's
            keys = [read_announcement(child) for child in children]
            environ = made_key()
            for prefix, known in zip(("WIX_", "WIX_OUTLET_"), keys, strict=False):
                environ |= {f"{prefix}{name}": known[key] for name, key in VARIABLES.items()}
            site = start(running, "runserver", f"localhost:{port}", environ=environ)
            wait_until_it_answers(site, port)
            self.introduce(port, password, keys)
            watch([*children, site])
        self.say("", "Stopped the site and the sandboxes." if on_sandbox else "Stopped.")

    def introduce(self, port: int, password: str, sandboxes: list[dict[str, Any]]) -> None:
        """Say where everything is, and who may log in."""
        site = f"http://localhost:{port}/"
        self.say("", f"  Example site   {site}")
        if sandboxes:
            sandbox, outlet = sandboxes
            self.say(
                f"  Wix sandbox    {sandbox['origin']}/",
                f"  Its events     {sandbox['origin']}/dashboard/webhooks",
                "",
                "  Members, for the site's login",
                *describe_members(sandbox),
                "",
                "  A coupon, for the cart",
                f"    {COUPON}",
                "",
                "  The same site by another name is the shop of another Wix site, with members and",
                "  carts of its own",
                f"  Outlet         http://{OUTLET_HOST}:{port}/",
                f"  Its sandbox    {outlet['origin']}/",
                *describe_members(outlet)[:1],
            )
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


def describe_members(sandbox: Mapping[str, Any]) -> list[str]:
    """Return a line for each member, with what to type into the login."""
    return [f"    {who['email']:<30} {who['password']}" for who in sandbox["members"]]


def sandbox_command(sandbox_port: int, port: int) -> list[str]:
    """Return the words that start the sandbox, open to the site by both of its names."""
    return base_command(sandbox_port, port, "localhost", "127.0.0.1")


def outlet_command(outlet_port: int, port: int) -> list[str]:
    """Return the words that start the sandbox of the second site."""
    return [*base_command(outlet_port, port, OUTLET_HOST), "--shop", OUTLET]


def base_command(sandbox_port: int, port: int, *hosts: str) -> list[str]:
    """Return the words that start a sandbox for the site by these names, the first its own."""
    command = ["wix_sandbox", "--port", str(sandbox_port), "--json"]
    for host in hosts:
        command += ["--allow-redirect", f"http://{host}:{port}/wix/callback/"]
    site = f"http://{hosts[0]}:{port}"
    command += ["--dashboard-page", site + reverse("dashboard_settings")]
    command += ["--webhook", site + reverse("wix:events")]
    for plugin in CALLED_PLUGINS:
        if registry.has(plugin):
            address = site + reverse("wix:service_plugin", args=[plugin])
            command += ["--plugin", f"{plugin}={address}"]
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
