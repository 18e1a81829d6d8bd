"""Who can speak to Wix: visitors, the app, the API key, a member who has logged in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from wix_headless.doctor.exams import Exam
from wix_headless.doctor.findings import Check, Finding, breaks, check, skips, warns, works
from wix_headless.exceptions import (
    DecryptionError,
    ForbiddenError,
    NotFoundError,
    PreconditionError,
    ResponseError,
    ServerError,
    TransportError,
    UnauthorizedError,
)
from wix_headless.protocol import grants
from wix_headless.protocol.grants import Refusal
from wix_headless.protocol.messages import Request
from wix_headless.storages.leases import token_rows
from wix_headless.storages.sealing import open_tokens
from wix_headless.strategies import ApiKeyStrategy
from wix_headless.tokens import RENEWAL_MARGIN, Role, Secret

PROPERTIES: Final = "/site-properties/v4/properties"
INSTANCE: Final = "/apps/v1/instance"
MY_MEMBER: Final = "/members/v1/members/my"

_PULL: Final = "npx wix env pull writes it"


@check("reach", "Wix answers", needs=("settings",))
def examine_reach(exam: Exam) -> Iterator[Finding]:
    """Ask for something that needs no identity: any answer will do, but a server's failure."""
    failure = exam.line.failure
    if failure is None:
        try:
            exam.line.ask(grants.token_info_request("none"), {})
        except TransportError as error:
            failure = exam.line.failure = error
        except ServerError as error:
            yield breaks(
                f"Wix answers with failures of its own ({error.status_code}).",
                fix="See status.wix.com, and try again later.",
                detail=error,
            )
            return
        except ResponseError:
            pass
    if failure is None:
        yield works("Wix answers.")
        return
    yield breaks(
        f"Nobody answers at {exam.settings.API_URL}.",
        fix="See whether this machine reaches it: its network, HTTPS_PROXY, WIX_API_URL; "
        "a sandbox has to run.",
        detail=failure,
    )


@check("visitor", "Visitors can speak", needs=("reach",))
def examine_visitor(exam: Exam) -> Iterator[Finding]:
    """Become a new visitor, and ask Wix whose client that is."""
    settings = exam.settings
    if not settings.CLIENT_ID:
        yield breaks("There is no CLIENT_ID.", fix=f"Set WIX_CLIENT_ID: {_PULL}.")
        return
    try:
        token = _fetch_token(exam, grants.anonymous_request(settings.CLIENT_ID), Role.VISITOR)
    except ResponseError as error:
        if grants.classify_refusal(error) is Refusal.NONE:
            raise
        yield breaks(
            "Wix does not know this CLIENT_ID.",
            fix="See WIX_CLIENT_ID: it is the id of the OAuth app in the project's "
            "Headless Settings.",
            detail=error,
        )
        return
    info = grants.parse_token_info(exam.line.ask(grants.token_info_request(token), {}).data)
    if settings.SITE_ID and info.site_id and info.site_id != settings.SITE_ID:
        yield breaks(
            "CLIENT_ID and SITE_ID are of two Wix sites.",
            fix="Take both from the same project: visitors are of the client's site.",
        )
        return
    yield works("Visitors get a token.")


@check("app", "The app can speak, for elevated calls", needs=("visitor",))
def examine_app(exam: Exam) -> Iterator[Finding]:
    """Get the app's own token."""
    settings = exam.settings
    if not settings.CLIENT_SECRET:
        yield skips(
            "There is no CLIENT_SECRET, so elevated calls do not work.",
            fix=f"Set WIX_CLIENT_SECRET, if you elevate: {_PULL}.",
        )
        return
    secret = settings.client_secrets[0]
    instance_id = settings.CLIENT_INSTANCE_ID
    request = grants.client_credentials_request(settings.CLIENT_ID, secret, instance_id)
    try:
        _fetch_token(exam, request, Role.APP)
    except ResponseError as error:
        refusal = grants.classify_refusal(error)
        if refusal is Refusal.NONE:
            raise
        yield _explain_app(refusal, error)
        return
    yield works("The app gets a token.")


def _explain_app(refusal: Refusal, error: ResponseError) -> Finding:
    if refusal is Refusal.GRANT:
        return breaks(
            "The app is not installed as CLIENT_INSTANCE_ID says.",
            fix=f"See WIX_CLIENT_INSTANCE_ID ({_PULL}), and whether the app is installed on "
            "the site.",
            detail=error,
        )
    return breaks(
        "Wix refuses the app's secret.",
        fix="See WIX_CLIENT_SECRET: whoever makes a new one in the Headless Settings ends the old.",
        detail=error,
    )


@check("instance", "The app is installed on this site", needs=("app",))
def examine_instance(exam: Exam) -> Iterator[Finding]:
    """Ask for the app's installation, and compare it with the settings."""
    settings = exam.settings
    try:
        found = exam.ask(Role.APP, "GET", INSTANCE).data
    except ForbiddenError as error:
        yield warns(
            "The app may not read its own installation, so it is not known what it was given.",
            fix="Add the scope for managing app instances to the app's permissions.",
            detail=error,
        )
        return
    except (NotFoundError, PreconditionError) as error:
        yield breaks(
            "The app is not installed on a site.",
            fix="Install it from the Wix project's dashboard.",
            detail=error,
        )
        return
    instance, site = _mapping(found, "instance"), _mapping(found, "site")
    permissions = instance.get("permissions")
    if isinstance(permissions, list):
        exam.granted = frozenset(str(name) for name in permissions)
    told = {
        "CLIENT_INSTANCE_ID": (settings.CLIENT_INSTANCE_ID, instance.get("instanceId")),
        "SITE_ID": (settings.SITE_ID, site.get("siteId")),
    }
    differing = [
        name for name, (ours, theirs) in told.items() if ours and theirs not in (None, ours)
    ]
    if differing:
        yield breaks(
            f"The app's installation is another than {' and '.join(differing)} says.",
            fix=f"Take all of them from the same project ({_PULL}).",
        )
    else:
        yield works("The app is installed on this site.")


@check("api-key", "The API key can speak", needs=("reach",))
def examine_api_key(exam: Exam) -> Iterator[Finding]:
    """Read the site's properties with the API key."""
    settings = exam.settings
    if not settings.API_KEY:
        yield skips(
            "There is no API_KEY; only calls as administrator need one.",
            fix="Make one in the API Keys manager of the Wix account, and set WIX_API_KEY.",
        )
        return
    if not settings.SITE_ID:
        yield warns(
            "There is no SITE_ID, so the API key is good for calls about the account only.",
            fix="Set WIX_SITE_ID: it stands behind /dashboard/ in the dashboard's address.",
        )
        return
    strategy = ApiKeyStrategy.from_settings(exam.site)
    request = Request(verb="GET", path=PROPERTIES, name=PROPERTIES)
    exam.proofs[Role.ADMIN] = strategy.authorize(exam.line.transport)
    try:
        exam.send(Role.ADMIN, request)
    except UnauthorizedError as error:
        del exam.proofs[Role.ADMIN]
        yield breaks(
            "Wix does not know this API key.",
            fix="See WIX_API_KEY, and in the API Keys manager whether the key was revoked.",
            detail=error,
        )
    except ForbiddenError as error:
        yield warns(
            "The API key may not read the site's properties.",
            fix="See that SITE_ID is a site of the key's account, and that the key has the "
            "permissions which your calls need.",
            detail=error,
        )
    else:
        yield works("The API key works on this site.")


@check("member", "Members who are logged in can speak", needs=("reach", "tables", "keys"))
def examine_member(exam: Exam) -> Iterator[Finding]:
    """Ask with the token of the latest login; none is renewed for it, nor shown to anybody."""
    fresh = timezone.now() + timedelta(seconds=RENEWAL_MARGIN)
    rows = token_rows().filter(site=exam.site, role=Role.MEMBER, ended_at=None)
    row = rows.filter(expires_at__gt=fresh).order_by("-created_at").first()
    if row is None:
        yield skips("No member is logged in whose token is good now; log in once, and look again.")
        return
    try:
        exam.proofs[Role.MEMBER] = {"Authorization": open_tokens(row).access_token}
    except DecryptionError:
        yield skips("The latest login's token does not open: see keys.")
        return
    try:
        found = exam.ask(Role.MEMBER, "GET", MY_MEMBER).data
    except UnauthorizedError as error:
        yield warns(
            "Wix refuses the token of the latest login before its time.",
            fix="Log in again; if it happens again, see whether all processes have the same "
            "CLIENT_ID and clock.",
            detail=error,
        )
    except NotFoundError as error:
        yield warns("The member of the latest login is no longer there.", detail=error)
    else:
        if found.get("member"):
            yield works("A member who is logged in is known to Wix.")
        else:
            yield warns(
                "Wix tells nothing of the member who is logged in.",
                fix="Add the Members Area app to the Wix site.",
            )


def _fetch_token(exam: Exam, request: Request, role: Role) -> Secret:
    """Post a grant, keep its token as this identity's proof, and return it."""
    answer = exam.line.ask(request, {})
    token = Secret(grants.parse_tokens(answer, role=role, now=0).access_token)
    exam.proofs[role] = {"Authorization": token}
    return token


def _mapping(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


CHECKS: Final[tuple[Check[Exam], ...]] = (
    examine_reach,
    examine_visitor,
    examine_app,
    examine_instance,
    examine_api_key,
    examine_member,
)
