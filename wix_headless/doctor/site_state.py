"""Whether the Wix site is ready: published, its ways back allowed, its Members Area there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from wix_headless.doctor.exams import Exam
from wix_headless.doctor.findings import Check, Finding, breaks, check, skips, warns, works
from wix_headless.doctor.identities import MY_MEMBER
from wix_headless.doctor.redirects import find_redirects
from wix_headless.exceptions import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PreconditionError,
    ResponseError,
)
from wix_headless.protocol.authorization import build_authorization, login_request
from wix_headless.tokens import Role

OAUTH_APPS: Final = "/oauth-app/v1/oauth-apps"

#: Of nobody; a login is only asked for, and never begun.
_NOWHERE: Final = "https://callback.invalid/"


@check("published", "Wix shows its login page", needs=("visitor", "wiring"))
def examine_published(exam: Exam) -> Iterator[Finding]:
    """Ask where to send a browser for a login, and send nobody."""
    uris = find_redirects(exam.site, exam.options.origins).uris
    authorization = build_authorization(exam.settings.CLIENT_ID, uris[0] if uris else _NOWHERE)
    try:
        exam.send(Role.VISITOR, login_request(authorization))
    except PreconditionError as error:
        yield breaks(
            "The Wix site is not published: Wix shows no login and no checkout.",
            fix="Publish it in the Wix dashboard; an empty site will do.",
            detail=error,
        )
    except InvalidRequestError as error:
        # Only real Wix knows which addresses it refuses here, and which on its page.
        yield warns(
            "Wix makes no login for this client.",
            fix="See redirect-uris, and what Wix said.",
            detail=error,
        )
    else:
        yield works("The site is published: Wix shows its login page.")


@check("redirect-uris", "Wix may send people back here", needs=("visitor", "wiring"))
def examine_redirects(exam: Exam) -> Iterator[Finding]:
    """Compare the ways back that this site needs with those that its client allows."""
    wanted = find_redirects(exam.site, exam.options.origins)
    if not wanted:
        yield skips(
            "Nothing says where browsers see this site.",
            fix="Set WIX_PUBLIC_URL, or say --origin https://shop.example.com.",
        )
        return
    oauth_app = _read_oauth_app(exam)
    if oauth_app is None:
        yield skips(
            "Neither an API key nor the app may read what this client allows.",
            fix="Look in the Headless Settings for " + ", ".join(wanted.uris + wanted.domains),
        )
        return
    missing = wanted.find_missing(oauth_app)
    for uri in missing.uris:
        yield breaks(
            f"Wix will not send logins back to {uri}.",
            fix="Run manage.py wix_register_redirects.",
        )
    for domain in missing.domains:
        yield breaks(
            f"Wix will not send logouts and checkouts back to {domain}.",
            fix="Run manage.py wix_register_redirects.",
        )
    if not missing:
        yield works(f"Wix may send people back to {', '.join(wanted.uris)}.")


@check("members-area", "The site has members", needs=("visitor",))
def examine_members_area(exam: Exam) -> Iterator[Finding]:
    """Ask as a visitor for the current member: there is none, but how Wix says so tells."""
    try:
        found = exam.ask(Role.VISITOR, "GET", MY_MEMBER).data
    except (NotFoundError, ForbiddenError):
        yield works("The site has a Members Area.")
        return
    except PreconditionError as error:
        found, detail = {}, str(error)
    else:
        detail = ""
    if found.get("member"):
        yield breaks("Wix takes a new visitor for a member.")
        return
    yield warns(
        "The site has no Members Area: members can log in, but Wix tells nothing of them.",
        fix="Add the Members Area app to the Wix site.",
        detail=detail,
    )


def _read_oauth_app(exam: Exam) -> dict[str, Any] | None:
    """Return the client as Wix has it, by whoever may read it; None if nobody may."""
    for role in (Role.ADMIN, Role.APP):
        if role not in exam.proofs:
            continue
        try:
            answer = exam.ask(role, "GET", f"{OAUTH_APPS}/{exam.settings.CLIENT_ID}")
        except ResponseError as error:
            if error.status_code not in {401, 403, 404}:
                raise
            continue
        found = answer.data.get("oAuthApp")
        if isinstance(found, dict):
            return found
    return None


CHECKS: Final[tuple[Check[Exam], ...]] = (
    examine_published,
    examine_redirects,
    examine_members_area,
)
