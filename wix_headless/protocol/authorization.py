"""
The login's round trip through Wix: the request that begins it and the callback that ends it.

PKCE and state are oauthlib's; what differs from the RFCs is that Wix wants the authorization
request as JSON, inside a redirect session ("Redirect Sessions",
/docs/rest/business-management/authentication-management/redirect-sessions/introduction).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from oauthlib.common import generate_token
from oauthlib.oauth2 import WebApplicationClient
from oauthlib.oauth2.rfc6749.errors import MismatchingStateError, OAuth2Error
from requests_oauthlib import OAuth2Session

from wix_headless.exceptions import SignInRefusedError, StateMismatchError
from wix_headless.protocol.messages import Request
from wix_headless.tokens import Secret

REDIRECT_SESSION_PATH = "/headless/v1/redirect-session"

#: Connection ids of the two providers every client has ("Sign in with Google or Facebook (REST)").
IDENTITY_PROVIDERS = {
    "google": "0e6a50f5-b523-4e29-990d-f37fa2ffdd69",
    "facebook": "3ecad13f-52c3-483d-911f-31dbcf2a6d23",
}

#: Without it there is no refresh token.
SCOPE = "offline_access"

#: Parameters of which a callback may hold one at most.
_ONCE = ("state", "code", "error", "error_description")

_STATE_LENGTH = 43


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """
    The beginning of one login.

    Attributes:
        code_verifier: Stays here; the exchange shows it to Wix.
        code_challenge: Its S256 digest, which Wix sees first.
    """

    client_id: str
    redirect_uri: str
    state: Secret = field(repr=False)
    code_verifier: Secret = field(repr=False)
    code_challenge: str


def build_authorization(client_id: str, redirect_uri: str) -> AuthorizationRequest:
    """Make state, verifier and challenge for one login."""
    client = WebApplicationClient(client_id)
    state = Secret(generate_token(_STATE_LENGTH))
    # The state goes in as an argument: made by the session itself, it would be in its debug log.
    with OAuth2Session(client=client, redirect_uri=redirect_uri, scope=[SCOPE], pkce="S256") as rfc:
        url, _ = rfc.authorization_url("https://wix.invalid/", state=state)
    asked = dict(parse_qsl(urlsplit(url).query))
    return AuthorizationRequest(
        client_id=client_id,
        redirect_uri=redirect_uri,
        state=state,
        code_verifier=Secret(client.code_verifier),
        code_challenge=asked["code_challenge"],
    )


def login_request(
    authorization: AuthorizationRequest,
    *,
    idp: str = "",
    prompt: str = "login",
    session_token: Secret | None = None,
) -> Request:
    """
    Ask Wix where to send the browser for a login.

    Args:
        idp: ``google``, ``facebook``, or the id of a connection of the Wix project.
        prompt: ``login`` shows the page; ``none`` only looks whether somebody is logged in.
        session_token: Of whoever has just shown a password on the site's own page: logs them in
            there, too ("Handle Members with a Custom Login Page Using the JS SDK").
    """
    auth_request = {
        "redirectUri": authorization.redirect_uri,
        "clientId": authorization.client_id,
        "codeChallenge": authorization.code_challenge,
        "codeChallengeMethod": "S256",
        # A fragment, the SDK's default, would never reach a server.
        "responseMode": "query",
        "responseType": "code",
        "scope": SCOPE,
        "state": authorization.state,
    }
    if idp:
        auth_request["idp"] = IDENTITY_PROVIDERS.get(idp, idp)
    if session_token:
        auth_request["sessionToken"] = session_token
    return _redirect_request({"auth": {"authRequest": auth_request, "prompt": prompt}})


def logout_request(client_id: str, post_flow_url: str) -> Request:
    """Ask Wix where to send the browser so that its own session ends, too."""
    return _redirect_request(
        {"logout": {"clientId": client_id}, "callbacks": {"postFlowUrl": post_flow_url}}
    )


def _redirect_request(body: dict[str, object]) -> Request:
    return Request(
        verb="POST",
        path=REDIRECT_SESSION_PATH,
        body=body,
        name="redirects.create_redirect_session",
    )


def parse_state(query: str) -> Secret:
    """
    Return the state of a callback's query string.

    Raises:
        StateMismatchError: If it is missing, or anything is there twice: which of two values
            is believed must not depend on who reads them.
    """
    return Secret(read_once(query, _ONCE)["state"])


def read_once(query: str, names: Collection[str]) -> dict[str, str]:
    """
    Return those of *names* that a callback's query string holds; the state is always one of them.

    Raises:
        StateMismatchError: If the state is missing, or one of *names* is there twice.
    """
    try:
        found = parse_qs(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise StateMismatchError("The callback's query string cannot be read.") from None
    if any(len(found.get(name, ())) > 1 for name in names):
        raise StateMismatchError("The callback has a parameter twice.")
    parameters = {name: found[name][0] for name in names if name in found}
    if not parameters.get("state"):
        raise StateMismatchError("The callback has no state.")
    return parameters


def parse_callback(query: str, *, state: Secret) -> Secret:
    """
    Check that Wix's answer belongs to this login, and return the code in it.

    The state is compared before anything else is believed, also when Wix reports an error.

    Raises:
        StateMismatchError: If it belongs to another.

        SignInRefusedError: If there is no code, with OAuth's word for it in ``reason``.
    """
    # Written anew, so that oauthlib reads just what was checked: it leaves out tabs and line ends,
    # for one. Of the address only the query counts, and the scheme, as oauthlib reads no http.
    checked = urlencode(read_once(query, _ONCE), errors="replace")
    client = WebApplicationClient("")
    try:
        answered = client.parse_request_uri_response(f"https://callback.invalid/?{checked}", state)
    except MismatchingStateError:
        reason = None
    except OAuth2Error as error:
        reason = str(error.error or "invalid_request")
    else:
        return Secret(answered["code"])
    if reason is None:
        raise StateMismatchError("The callback's state is of another login.")
    raise SignInRefusedError(reason=reason[:100])
