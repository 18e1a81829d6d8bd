"""``manage.py wix_send_event``: an event of Wix's, signed by the sandbox, for the site at hand."""

from __future__ import annotations

import difflib
import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse

from wix_headless.client.catalogue.event_types import EventType, load_event_types
from wix_headless.conf import DEFAULT_SITE, WixSettings, wix_settings
from wix_headless.exceptions import ConfigurationError, WixError
from wix_headless.management.options import whole_number
from wix_headless.management.site_options import WRONG_USAGE
from wix_headless.protocol.messages import Request
from wix_headless.transport import shared_transport

#: Where ``runserver`` is, if nothing else is said.
LOCAL: Final = "http://localhost:8000"
PATH: Final = "/_sandbox/try-event"
MOST_TIMES: Final = 1000
#: Wix, and so the sandbox, waits 1,250 ms for each answer.
PATIENCE: Final = 1.5
OK: Final = 200


class Command(BaseCommand):
    """Sends one event, says what the site answered, and fails if that is not what Wix wants."""

    help = (
        "Have the sandbox sign an event of Wix's, and send it to this site as Wix would. "
        "What it is about is an order, a member, a product ... of the sandbox, unless --data or "
        "--entity-id say otherwise."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's name and type

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("type", help="such as wix.ecom.v1.order_approved, or AppRemoved")
        parser.add_argument(
            "--data",
            type=read_object,
            metavar="JSON",
            help="the entity, or an older event's payload; @FILE reads it from there",
        )
        parser.add_argument("--entity-id", metavar="ID", help="which of the sandbox's entities")
        parser.add_argument("--member", metavar="E-MAIL", help="who caused it (default: the owner)")
        parser.add_argument(
            "--url", help="where to send it (default: wix:events of PUBLIC_URL, or of " + LOCAL
        )
        parser.add_argument(
            "--times",
            type=whole_number(1, MOST_TIMES),
            default=1,
            metavar="N",
            help="send this one event so often, as Wix may (default: once)",
        )
        parser.add_argument(
            "--forged",
            action="store_true",
            help="sign it with a stranger's key: to be refused",
        )
        parser.add_argument("--site", default=DEFAULT_SITE, metavar="ALIAS", help="of SITES")

    def handle(self, *args: Any, **options: Any) -> None:
        event_type = find_type(options["type"])
        try:
            settings = wix_settings.for_site(options["site"])
        except ConfigurationError as error:
            raise CommandError(str(error), returncode=WRONG_USAGE) from None
        url = options["url"] or find_url(settings)
        asked = build_request(event_type, options) | {"url": url, "times": options["times"]}
        answer = ask_sandbox(settings, asked, seconds=10 + PATIENCE * options["times"])
        what = f"{event_type.name} {answer['entity_id']}".rstrip()
        self.stdout.write(f"{'Forged ' if options['forged'] else ''}{what} to {url}")
        for one in answer["answers"]:
            self.stdout.write(f"  {one['error'] or one['status']} after {one['milliseconds']} ms")
        self._judge(answer["answers"], is_forged=options["forged"])

    def _judge(self, answers: list[dict[str, Any]], *, is_forged: bool) -> None:
        taken = sum(one["status"] == OK for one in answers)
        if is_forged and taken:
            raise CommandError("The site took an event that Wix has not signed.")
        if not is_forged and taken < len(answers):
            raise CommandError(
                f"The site took {taken} of {len(answers)}: Wix wants 200 within 1,250 ms, and "
                "would send the event again."
            )


def read_object(text: str) -> dict[str, Any]:
    """
    Return the JSON object that *text* is, or that is in the file named after an at sign.

    Raises:
        ArgumentTypeError: If there is none.
    """
    try:
        content = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        value = json.loads(content)
    except OSError as error:
        raise ArgumentTypeError(f"{text[1:]} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ArgumentTypeError(f"this is no JSON: {error}") from None
    if not isinstance(value, dict):
        raise ArgumentTypeError("a JSON object is wanted, such as {}")
    return value


def find_type(name: str) -> EventType:
    """
    Return the catalogue's type of this name.

    Raises:
        CommandError: If there is none; it names those that may be meant.
    """
    known = load_event_types()
    if name in known:
        return known[name]
    longer = sorted(other for other in known if name and name.lower() in other.lower())
    near = difflib.get_close_matches(name, known, n=5)
    meant = list(dict.fromkeys([*near, *longer]))[:5]
    advice = f" Did you mean {', '.join(meant)}?" if meant else ""
    raise CommandError(f"The catalogue knows no event type {name!r}.{advice}")


def find_url(settings: WixSettings) -> str:
    """
    Return where this site takes events.

    Raises:
        CommandError: If its URLs are not included.
    """
    try:
        return (settings.PUBLIC_URL or LOCAL) + reverse("wix:events")
    except NoReverseMatch:
        raise CommandError(
            'wix_headless.urls is not included: add path("wix/", include("wix_headless.urls")) '
            "to urlpatterns, or say --url."
        ) from None


def build_request(event_type: EventType, options: dict[str, Any]) -> dict[str, Any]:
    """Return the event as the sandbox's control plane wants it described."""
    asked: dict[str, Any] = {
        "type": event_type.name,
        "entity_fqdn": event_type.entity,
        "slug": event_type.slug,
        "forged": options["forged"],
    }
    given = {
        "entity" if event_type.is_domain_event else "data": options["data"],
        "entity_id": options["entity_id"],
        "member": options["member"],
    }
    return asked | {name: value for name, value in given.items() if value is not None}


def ask_sandbox(settings: WixSettings, asked: dict[str, Any], *, seconds: float) -> dict[str, Any]:
    """
    Return what the sandbox says of the event's way to the site.

    Raises:
        CommandError: If there is no sandbox at API_URL, or it refuses.
    """
    if not settings.API_URL.startswith("http:"):
        raise CommandError(
            f"API_URL is {settings.API_URL}: only a sandbox signs events for the asking. Start one "
            "with manage.py wix_sandbox, and set WIX_API_URL to where it listens."
        )
    request = Request(verb="POST", path=PATH, body=asked, name="the sandbox")
    try:
        return shared_transport(settings.API_URL).send(request, {}, timeout=seconds, retries=0).data
    except WixError as error:
        raise CommandError(" ".join(str(error).split())) from None
