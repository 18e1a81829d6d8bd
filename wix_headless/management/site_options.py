"""Options of commands that look at the project's Wix sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management import CommandError, CommandParser

from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.transport import is_origin

#: The exit code of argparse for what it does not understand.
WRONG_USAGE = 2


def add_sites(parser: CommandParser) -> None:
    """Let *parser* know of which sites, and where browsers see them."""
    parser.add_argument(
        "--site",
        action="append",
        default=[],
        dest="sites",
        metavar="ALIAS",
        help="this site only, 'default' or one of SITES (may be repeated; default: all)",
    )
    parser.add_argument(
        "--origin",
        action="append",
        default=[],
        dest="origins",
        metavar="URL",
        help="where browsers see the site, such as http://localhost:8000 (may be repeated; "
        "default: PUBLIC_URL, else https:// and each of HOSTS or ALLOWED_HOSTS)",
    )


def read_sites(options: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Return the aliases and origins that were asked for; settings that can't be read are let pass.

    Raises:
        CommandError: If there is no such site, or an origin is none.
    """
    sites: tuple[str, ...] = tuple(dict.fromkeys(options["sites"]))
    origins = tuple(dict.fromkeys(origin.rstrip("/") for origin in options["origins"]))
    try:
        known = (DEFAULT_SITE, *wix_settings.SITES)
    except Exception:  # noqa: BLE001 - a secret may be a callable of the project's
        return sites, origins
    for site in sites:
        if site not in known:
            raise CommandError(
                f"There is no Wix site {site!r}; there is {', '.join(known)}.",
                returncode=WRONG_USAGE,
            )
    for origin in origins:
        if not is_origin(origin):
            raise CommandError(
                "--origin takes a scheme and a host, such as https://shop.example.com.",
                returncode=WRONG_USAGE,
            )
    if origins and len(sites or known) > 1:
        raise CommandError("--origin is of one site: say --site, too.", returncode=WRONG_USAGE)
    return sites, origins
