"""``manage.py wix_register_redirects``: lets Wix send people back to this site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch

from wix_headless.client import WixClient
from wix_headless.conf import wix_settings
from wix_headless.doctor.redirects import Redirects, build_manual, find_redirects, read_allowed
from wix_headless.doctor.reports import blot
from wix_headless.doctor.rounds import list_sites
from wix_headless.exceptions import ForbiddenError, WixError
from wix_headless.management.site_options import add_sites, read_sites
from wix_headless.strategies import ApiKeyStrategy

#: Seconds of silence; a person waits.
TIMEOUT = 10


class Command(BaseCommand):
    """Adds what is missing, keeps the others, and reads back what Wix made of it."""

    help = (
        "Let Wix send people back to this site after logins, logouts and checkouts: with an API "
        "key at Wix itself, without one by saying how to do it by hand. "
        "What is allowed already stays so."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's name and type

    def add_arguments(self, parser: CommandParser) -> None:
        add_sites(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; say what would be added"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sites, origins = read_sites(options)
        try:
            for site in sites or list_sites():
                self._register(site, find_redirects(site, origins), is_dry=options["dry_run"])
        except NoReverseMatch:
            raise CommandError(
                'wix_headless.urls is not included: add path("wix/", include("wix_headless.urls")) '
                "to urlpatterns."
            ) from None
        except WixError as error:
            raise CommandError(blot(" ".join(str(error).split()))) from None

    def _register(self, site: str, wanted: Redirects, *, is_dry: bool) -> None:
        settings = wix_settings.for_site(site)
        client_id = settings.require_client_id()
        if not wanted:
            raise CommandError(
                f"Nothing says where browsers see the site {site!r}: set WIX_PUBLIC_URL, or say "
                "--origin https://shop.example.com."
            )
        if not settings.API_KEY:
            self.stdout.write(f"{site}: there is no API key, so do it by hand.")
            for line in build_manual(settings, wanted):
                self.stdout.write(line)
            return
        client = WixClient(ApiKeyStrategy.from_settings(site)).using(timeout=TIMEOUT)
        try:
            self._change(site, client, client_id, wanted, is_dry=is_dry)
        except ForbiddenError:
            for line in build_manual(settings, wanted):
                self.stdout.write(line)
            raise

    def _change(
        self, site: str, client: WixClient, client_id: str, wanted: Redirects, *, is_dry: bool
    ) -> None:
        before = _read(client, client_id)
        missing = wanted.find_missing(before)
        if not missing:
            self.stdout.write(f"{site}: Wix allows all of it already.")
            return
        if not is_dry:
            _add(client, client_id, missing, before)
        verb = "would be added" if is_dry else "added"
        for way_back in (*missing.uris, *missing.domains):
            self.stdout.write(f"{site}: {verb}: {way_back}")


def _read(client: WixClient, client_id: str) -> Mapping[str, Any]:
    oauth_app = client.auth_management.o_auth_apps.get_o_auth_app(client_id).get("oAuthApp")
    if not isinstance(oauth_app, dict):
        # To write what was not read would forget what is there.
        raise CommandError("Wix did not tell what this client allows; nothing was changed.")
    return oauth_app


def _add(client: WixClient, client_id: str, missing: Redirects, before: Mapping[str, Any]) -> None:
    changed = missing.build_change(before)
    # Without a mask Wix changes nothing, and says 200.
    client.auth_management.o_auth_apps.update_o_auth_app(
        o_auth_app={"id": client_id, **changed}, mask=list(changed)
    )
    after = _read(client, client_id)
    lost = (read_allowed(before) + missing).find_missing(after)
    if lost:
        raise CommandError(
            "Wix took the change, but does not allow: " + ", ".join(lost.uris + lost.domains)
        )
