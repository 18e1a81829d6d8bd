"""A running sandbox as tests see it: its keys, and the control plane behind Wix's curtain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, TypedDict
from urllib.parse import quote

from requests import Session  # noqa: TID251 - of tests, and never to Wix

from wix_headless.client.catalogue.event_types import load_event_types

if TYPE_CHECKING:
    from wix_headless.sandbox.server import SandboxServer

FaultMode = Literal["status", "html", "garbage", "truncate", "reset", "delay"]

#: Seconds for an answer of the sandbox; it is on this machine.
TIMEOUT = 30


class SeenRequest(TypedDict):
    """
    One request that the sandbox has answered; never a token, a body or a query string.

    ``role`` is whom it spoke for (``visitor``, ``member``, ``app``, ``admin``), or empty where
    nobody does; ``status`` is 0 where the connection was reset.
    """

    verb: str
    path: str
    role: str
    status: int


@dataclass(frozen=True, slots=True)
class SandboxMember:
    """A member of the sandbox, as whoever types the password into Wix's login page knows it."""

    email: str
    password: str = field(repr=False)
    id: str = ""


class SandboxControl:
    """
    One sandbox: what it is reached and known by, and what tests do to it.

    Everything here is about Wix; what the site has stored of it stays as it is.
    """

    def __init__(self, server: SandboxServer) -> None:
        self.origin = server.origin
        self._server = server
        self._http = build_session()
        self._made: dict[str, SandboxMember] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.origin}>"

    @property
    def client_id(self) -> str:
        return str(self._server.credentials["client_id"])

    @property
    def client_secret(self) -> str:
        return str(self._server.credentials["client_secret"])

    @property
    def instance_id(self) -> str:
        return str(self._server.credentials["instance_id"])

    @property
    def public_key(self) -> str:
        return str(self._server.credentials["public_key"])

    @property
    def api_key(self) -> str:
        return str(self._server.credentials["api_key"])

    @property
    def site_id(self) -> str:
        return str(self._server.credentials["site_id"])

    @property
    def account_id(self) -> str:
        return str(self._server.credentials["account_id"])

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return what ``WIX_HEADLESS`` has to say for calls to come here."""
        return {
            "API_URL": self.origin,
            "CLIENT_ID": self.client_id,
            "CLIENT_SECRET": self.client_secret,
            "CLIENT_INSTANCE_ID": self.instance_id,
            "CLIENT_PUBLIC_KEY": [self.public_key],
            "API_KEY": self.api_key,
            "SITE_ID": self.site_id,
            "ACCOUNT_ID": self.account_id,
            **more,
        }

    @property
    def members(self) -> list[SandboxMember]:
        """The members whose passwords are known: the seeded ones, and those made here."""
        seeded = [SandboxMember(**one) for one in self._server.credentials["members"]]
        return [*seeded, *self._made.values()]

    def password_of(self, email: str) -> str:
        """
        Return the password of a member, which is another one in each run.

        Raises:
            LookupError: If there is no such member, or it chose its password itself.
        """
        known = {member.email: member.password for member in self.members}
        try:
            return known[email]
        except KeyError:
            raise LookupError(
                f"No password is known of {email}; it is of {', '.join(known)}. "
                "add_member() makes another."
            ) from None

    def control(self, path: str, verb: str = "POST", /, **body: Any) -> dict[str, Any]:
        """
        Call the control plane (docs/sandbox.md), and return its answer.

        Raises:
            ValueError: If it refuses; with its reason.
        """
        address = f"{self.origin}/_sandbox/{path}"
        answer = self._http.request(verb, address, json=body or None, timeout=TIMEOUT)
        found: dict[str, Any] = answer.json()
        if answer.status_code != HTTPStatus.OK:
            raise ValueError(f"The sandbox refuses {verb} {path}: {found['message']}")
        return found

    def reset(self) -> None:
        """Forget everything that has happened, and plant the seed again; the keys stay."""
        self._made.clear()
        # What was allowed is allowed for good, as for whoever starts a sandbox by hand.
        self._server.state.allowed_redirects.clear()
        self.control("reset")

    def allow_redirects(self, uris: Iterable[str]) -> None:
        """Let logins come back to *uris*, and all other pages to their domains, until the reset."""
        for uri in uris:
            self.control("redirects", uri=uri)

    # What goes wrong

    def fail(
        self,
        path: str = "*",
        *,
        times: int = 1,
        status: int = 500,
        mode: FaultMode = "status",
        body: Any = None,
        delay: float = 0.0,
        retry_after: str = "",
    ) -> None:
        """
        Let the next calls go wrong.

        Args:
            path: Of Wix, such as ``/stores/v3/products/query``; ``*`` stands for any part.
            mode: ``status`` answers *status* with *body*, ``html`` with a gateway's page;
                ``garbage`` answers what is no JSON, ``truncate`` half of it; ``reset`` ends the
                connection, ``delay`` is late by so many seconds, and right.
            delay: Seconds before the answer, in every mode.
        """
        self.control(
            "fail",
            path=path,
            times=times,
            status=status,
            mode=mode,
            body=body,
            delay=delay,
            retryAfter=retry_after,
        )

    def heal(self) -> None:
        """Let no further call go wrong."""
        self.control("fail", "DELETE")

    def expire_tokens(self, *, role: str = "", access: bool = True, refresh: bool = False) -> None:
        """
        End the tokens that are out.

        Args:
            role: Only those of one role: ``visitor``, ``member``, ``app`` or ``user``.
            refresh: Refresh tokens too, so that their logins are over at Wix.
        """
        self.control("expire-tokens", role=role, access=access, refresh=refresh)

    def move_clock(self, **passed: float) -> None:
        """Let time pass: ``hours=5``, and whatever else a ``timedelta`` is made of."""
        self.control("clock", advance=round(timedelta(**passed).total_seconds()))

    # What has been asked

    @property
    def requests(self) -> list[SeenRequest]:
        """The requests since the reset, in the order of their answers."""
        return self.requests_to("")

    def requests_to(self, path: str) -> list[SeenRequest]:
        """Return those whose path begins with *path*."""
        found: list[SeenRequest] = self.control(f"requests?path={quote(path)}", "GET")["requests"]
        return found

    def token_requests(self) -> int:
        """Return how many tokens were asked for."""
        return len([one for one in self.requests_to("/oauth2/token") if "info" not in one["path"]])

    def forget_requests(self) -> None:
        """Begin the list of requests anew."""
        self.control("requests", "DELETE")

    # Who is there

    def act_as(self, **who: Any) -> dict[str, Any]:
        """
        Return new tokens, as Wix's token endpoint answers them.

        Args:
            who: ``role`` is ``member`` (if nothing is said), ``visitor``, ``user`` of the dashboard
                or ``app``; ``member`` an id or address; ``instance_id``, ``client_id`` and
                ``site_id`` make the token somebody else's.
        """
        return self.control("act-as", **who)

    def sign_instance(self, **who: Any) -> str:
        """
        Return the ``instance`` that Wix adds to the address of a page in its dashboard.

        Args:
            who: As for ``act_as``; the site's owner if nothing is said. ``fields`` are put into
                it, and ``secret`` signs it instead of the app's own.
        """
        return str(self.control("instance", **who)["instance"])

    def add_member(self, email: str, *, first_name: str = "", last_name: str = "") -> SandboxMember:
        """Make a member who can log in; it is gone after the reset."""
        names = {"firstName": first_name, "lastName": last_name}
        made = self.control("members", loginEmail=email, **names)
        member = SandboxMember(email=email, password=made["password"], id=made["member"]["id"])
        self._made[email] = member
        return member

    def change_member(
        self,
        member: str,
        *,
        status: str | None = None,
        privacy_status: str | None = None,
        login_email: str | None = None,
        login_email_verified: bool | None = None,
    ) -> None:
        """
        Change a member, given by id or address, as the site's owner could.

        Args:
            status: ``APPROVED``, ``BLOCKED``, ``PENDING`` or ``OFFLINE``.
            privacy_status: ``PUBLIC`` or ``PRIVATE``.
        """
        self.control(
            f"members/{quote(member, safe='')}",
            status=status,
            privacyStatus=privacy_status,
            loginEmail=login_email,
            loginEmailVerified=login_email_verified,
        )

    # What Wix signs

    def sign_event(self, event_type: str, **more: Any) -> str:
        """
        Return the body of a webhook as Wix would send it.

        Args:
            more: The fields of ``sign-event`` (docs/sandbox.md). What the catalogue knows of the
                type's entity is added, so that it need not be told.
        """
        known = load_event_types().get(event_type)
        if known is not None and "data" not in more:
            more = {"entity_fqdn": known.entity, "slug": known.slug, **more}
        return str(self.control("sign-event", type=event_type, **more)["jwt"])

    def sign_plugin_request(
        self,
        plugin_type: str,
        request: dict[str, Any],
        *,
        metadata: dict[str, Any] | None = None,
        **more: Any,
    ) -> str:
        """
        Return the body of a call to a service plugin as Wix would send it.

        Args:
            metadata: Replaces what would be in it, under Wix's own names.
            more: The other fields of ``sign-plugin-request``, such as ``member``.
        """
        asked = {"type": plugin_type, "request": request, "metadata": metadata or {}, **more}
        return str(self.control("sign-plugin-request", **asked)["jwt"])


def build_session() -> Session:
    """Return a session of HTTP that goes to this machine, whatever proxies the environment has."""
    session = Session()
    session.trust_env = False
    return session
