"""A request that speaks with the token it brought, and with nothing that its browser keeps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final, NoReturn

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse

from wix_headless.audit import audit
from wix_headless.bearers import ROLES, Bearer, find_bearer
from wix_headless.client.consistency import Consistency
from wix_headless.client.steps import Local, Steps
from wix_headless.context import find_context
from wix_headless.context.identity import RequestIdentity
from wix_headless.exceptions import APIError, BearerError, ConfigurationError, ElevationError
from wix_headless.models import WixMember
from wix_headless.provider import build_app_strategy
from wix_headless.storages.members import find_member
from wix_headless.strategies import AuthStrategy
from wix_headless.strategies.bearer import BearerStrategy
from wix_headless.tokens import Role

#: Whom a view may let in.
IDENTITIES: Final = frozenset(role.value for role in ROLES.values())

#: Seconds after which it is worth asking again, where Wix did not answer.
RETRY_AFTER: Final = 5


class BearerIdentity(RequestIdentity):
    """
    Whoever sent the token along.

    It neither reads nor writes the session, and never renews: the token is somebody else's.
    """

    def __init__(self, behind: RequestIdentity, bearer: Bearer) -> None:
        super().__init__(behind.request, behind.site)
        self.token_info = bearer.info
        self.instance = bearer.instance
        self.is_used = True
        self._behind = behind
        self.bearer = bearer

    def at(self, site: str) -> RequestIdentity:
        """
        Return this identity, for its own site only.

        Raises:
            ConfigurationError: For any other.
        """
        if site != self.site:
            raise ConfigurationError(
                f"The caller's token is for the Wix site {self.site!r}, and not for {site!r}."
            )
        return self

    @property
    def role(self) -> Role:
        return self.bearer.role

    @property
    def tokens(self) -> NoReturn:
        """Nothing: this identity keeps none."""
        raise ConfigurationError("The caller's token came with the request, and is not stored.")

    @cached_property
    def strategy(self) -> AuthStrategy:
        if self.bearer.is_signed_instance:
            raise ElevationError(
                "A signed instance says who is there, but Wix takes it for no call: speak with "
                "request.wix.elevated, or let the page send its access token instead."
            )
        return BearerStrategy(self.bearer.token, self.role, site=self.site)

    @cached_property
    def app_strategy(self) -> AuthStrategy:
        """How elevated calls prove it: as the app in the caller's installation, and no other."""
        if not self.bearer.instance.id:
            raise ElevationError(
                "Wix did not say for which installation of the app the caller's token is, so "
                "nothing is elevated for it."
            )
        return build_app_strategy(self.site, instance_id=self.bearer.instance.id, defer=self.defer)

    @property
    def is_newcomer(self) -> bool:
        return False

    @cached_property
    def consistency(self) -> Consistency:
        return Consistency()

    @cached_property
    def member(self) -> WixMember | None:
        """The member's row, if it ever logged in here."""
        if self.role is not Role.MEMBER:
            return None
        return find_member(self.site, str(self.bearer.info.subject_id))

    @property
    def has_ended(self) -> bool:
        """False: there is no login here that could have."""
        return False

    def forget(self) -> None:
        """Do nothing: no login or logout here changes whose token it is."""

    def finish(self) -> None:
        super().finish()
        self._behind.finish()

    @property
    def is_finished(self) -> bool:
        return super().is_finished and self._behind.is_finished


class AbsentSession(SessionBase):
    """
    The session of a request that takes no cookie: empty, and forgotten with the request.

    It always calls itself empty and untouched, so SessionMiddleware leaves the browser's own
    cookie as it is.
    """

    @property
    def modified(self) -> bool:
        return False

    @modified.setter
    def modified(self, value: bool) -> None:
        """Leave it at that."""

    def is_empty(self) -> bool:
        return True

    def exists(self, session_key: str) -> bool:
        return False

    def create(self) -> None:
        """Do nothing; neither do the others."""

    def save(self, must_create: bool = False) -> None:
        """Keep nothing."""

    def delete(self, session_key: str | None = None) -> None:
        """There is nothing to delete."""

    def load(self) -> dict[str, Any]:
        return {}


def adopt(request: HttpRequest, bearer: Bearer) -> None:
    """
    Let *request* speak for *bearer*, and for nobody that its cookies may name.

    Raises:
        BearerError: If it is a member who is kept out, or whose user here is switched off.
    """
    context = find_context(request)
    identity = BearerIdentity(context.speaker, bearer)
    member = identity.member
    if member is not None and (member.is_kept_out or not member.user.is_active):
        raise BearerError(reason="user")
    user = member.user if member is not None else AnonymousUser()
    for client in (context, request.awix):  # type: ignore[attr-defined]
        client.speaker = identity

    async def auser() -> Any:
        return user

    request.COOKIES = {}
    request.session = AbsentSession()
    request.user = user
    request.auser = auser


def check_identities(identities: Iterable[str]) -> frozenset[str]:
    """
    Return the names of whom a view lets in.

    Raises:
        ImproperlyConfigured: If there is none, or one that there is not.
    """
    wanted = frozenset({identities} if isinstance(identities, str) else identities)
    if not wanted or wanted - IDENTITIES:
        raise ImproperlyConfigured(
            f"identities names whom the view lets in: some of {', '.join(sorted(IDENTITIES))}."
        )
    return wanted


def recognise(request: HttpRequest) -> Steps[Bearer]:
    """
    Find out who sent *request* by the token it brought, and let it speak for them.

    Raises:
        BearerError: If nobody did that we know.

        APIError: If Wix could not say.
    """
    speaker = find_context(request).speaker
    # Who is refused depends on who asks, too.
    speaker.is_used = True
    site: str = yield Local(lambda: speaker.site)
    try:
        bearer = yield from find_bearer(request, site)
        yield Local(lambda: adopt(request, bearer))
    except BearerError as error:
        audit("bearer_refused", site=site, reason=error.reason)
        raise
    return bearer


def admit(request: HttpRequest, identities: frozenset[str]) -> Steps[HttpResponse | None]:
    """Return None for whom the view lets in, an answer in JSON for the others."""
    try:
        bearer = yield from recognise(request)
    except BearerError as error:
        return refuse_user() if error.reason == "user" else refuse_token(error)
    except APIError:
        return refuse_for_now()
    return None if bearer.role.value in identities else refuse_identity(identities)


def refuse_token(error: BearerError) -> HttpResponse:
    """Return 401, which says no more than whether there was a token."""
    code = "missing_token" if error.reason == "missing" else "invalid_token"
    response = JsonResponse({"error": code}, status=401)
    response["WWW-Authenticate"] = "Bearer"
    return response


def refuse_user() -> HttpResponse:
    """Return 403 for a member whom this site lets in by no other door either."""
    return JsonResponse({"error": "forbidden"}, status=403)


def refuse_identity(identities: frozenset[str]) -> HttpResponse:
    """Return 403 with who would have been let in."""
    return JsonResponse({"error": "forbidden", "identities": sorted(identities)}, status=403)


def refuse_for_now() -> HttpResponse:
    """Return 503: Wix did not say whose token it is."""
    response = JsonResponse({"error": "unavailable"}, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
