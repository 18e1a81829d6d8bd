"""
Redirect sessions: tickets to the sandbox's own pages.

Follows "Redirect Session API" ``/docs/rest/business-management/authentication-management/redirect-sessions/introduction``
and "Allow Redirect URIs and Domains" ``/docs/go-headless/authentication/setup/allow-redirect-uris-and-domains``.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint

from wix_headless.sandbox.bookings import reservations, slots
from wix_headless.sandbox.errors import PageError, ValidationError, WixError
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import AuthRequest, Json, RedirectSession
from wix_headless.sandbox.shop import carts
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("redirects", __name__)

LIFE = timedelta(minutes=10)  # not published; the sandbox's choice
PATHS = {
    "auth": "/_api/oauth2/authorize",
    "login": "/_api/headless/login",
    "logout": "/_api/headless/logout",
    "ecomCheckout": "/_api/headless/checkout",
    "bookingsCheckout": "/_api/headless/bookings-checkout",
}
#: Those whose pages only stand in for Wix's, with their fields: is it a GUID, and is it needed?
STAND_INS: dict[str, dict[str, tuple[bool, bool]]] = {
    "bookingsBook": {"resourceId": (True, False)},
    "ecomOrderPaymentRequest": {"paymentRequestId": (True, True)},
    "eventsCheckout": {"reservationId": (True, True), "eventSlug": (False, True)},
    "paidPlansCheckout": {"planId": (True, True), "checkoutData": (False, False)},
    "storesProduct": {"productSlug": (False, True)},
}
CALLBACKS = (
    "postFlowUrl",
    "thankYouPageUrl",
    "cartPageUrl",
    "loginUrl",
    "bookingsServiceListUrl",
    "planListUrl",
)
PREFERENCES = ("useGenericWixPages", "maintainIdentity", "checkIfPublish")
GOOGLE = "0e6a50f5-b523-4e29-990d-f37fa2ffdd69"
FACEBOOK = "3ecad13f-52c3-483d-911f-31dbcf2a6d23"
CUSTOM = "7d3b9d0e-5c1c-4b53-9d0f-1f4f0d7f6a21"
PROVIDERS = {GOOGLE: "Google", FACEBOOK: "Facebook", CUSTOM: "Acme ID"}
CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")


@area.post("/headless/v1/redirect-session")
@area.post("/_api/redirects-api/v1/redirect-session")
@area.post("/redirect-session/v1/redirect-session")
def create_redirect_session() -> Json:
    """Make a single-use link to one of our pages."""
    memory = state()
    asked = body()
    intent = _intent(asked)
    _check_preferences(asked.sub("preferences"))
    session = RedirectSession(
        intent=intent,
        expires=memory.now() + LIFE,
        role=caller().role,
        subject_id=caller().subject_id,
        grant=caller().grant,
        callbacks=_callbacks(memory, asked, intent),
        auth=_auth_request(memory, asked.sub("auth")) if intent == "auth" else None,
        cart_id=_cart_id(memory, asked) if intent == "ecomCheckout" else "",
        slot=_slot(memory, asked.sub(intent)) if intent == "bookingsCheckout" else {},
        details=_details(memory, asked.sub(intent), intent) if intent in STAND_INS else {},
    )
    if intent == "logout":
        _check_client(memory, asked.sub("logout"))
    elif not memory.settings.site_published:
        raise WixError(428, "The site is not published.", code="SITE_NOT_PUBLISHED")
    memory.redirects[session.token] = session
    webhooks.announce(memory, "wix.headless.v1.redirect_session", "created", session.id)
    return {"redirectSession": _render(memory, session)}


def _render(memory: State, session: RedirectSession) -> Json:
    path = PATHS.get(session.intent, f"/_api/headless/stand-in/{session.intent}")
    endpoint = memory.origin + path
    params = {"sessionToken": session.token}
    if session.auth:
        params |= {
            "clientId": memory.credentials.client_id,
            "redirectUri": session.auth.redirect_uri,
            "responseMode": session.auth.response_mode,
            "state": session.auth.state,
            "prompt": session.auth.prompt,
        }
    session.full_url = f"{endpoint}?{urlencode(params)}"
    return {
        "id": session.id,
        "fullUrl": session.full_url,
        "shortUrl": f"{memory.origin}/_api/headless/r/{session.id}",
        "urlDetails": {"endpoint": endpoint, "searchParams": params},
        "sessionToken": session.token,
    }


def _intent(asked: Fields) -> str:
    known = [*PATHS, *STAND_INS]
    given = [intent for intent in known if asked.has(intent)]
    if len(given) != 1:
        raise WixError(400, f"Give exactly one intent of: {', '.join(known)}.")
    asked.sub(given[0])
    return given[0]


def _callbacks(memory: State, asked: Fields, intent: str) -> dict[str, str]:
    callbacks = asked.sub("callbacks")
    given = {name: callbacks.text(name) for name in CALLBACKS if callbacks.text(name)}
    if intent == "auth" and "postFlowUrl" in given:
        raise ValidationError("callbacks.postFlowUrl", "must not be given with auth")
    for name, url in given.items():
        if not memory.allows_return(url):
            description = "isn't listed as an allowed redirect domain"
            raise ValidationError(f"callbacks.{name}", description)
    return given


def _check_preferences(asked: Fields) -> None:
    """Read what is preferred of Wix's pages; these here are always the same."""
    for name in PREFERENCES:
        asked.boolean(name)
    added = asked.sub("additionalQueryParameters")
    for name in added.data:
        added.text(name)


def _auth_request(memory: State, auth: Fields) -> AuthRequest:
    auth.require("authRequest")
    asked = auth.sub("authRequest")
    _check_client(memory, asked)
    asked.choice("codeChallengeMethod", ("S256",))
    asked.choice("responseType", ("code",))
    if asked.choice("responseMode", ("query", "fragment", "web_message"), "query") == "web_message":
        raise WixError(501, "The sandbox does not emulate the response mode web_message.")
    if not CHALLENGE.fullmatch(asked.required_text("codeChallenge")):
        raise ValidationError(asked.name("codeChallenge"), "is not a SHA-256 in base64url")
    # Whether the redirect URI is allowed is for the page to say, not for us.
    return AuthRequest(
        redirect_uri=asked.required_text("redirectUri"),
        code_challenge=asked.text("codeChallenge"),
        response_mode=asked.text("responseMode", "query"),
        scope=asked.choice("scope", ("", "offline_access")),
        state=asked.text("state"),
        prompt=_prompt(auth, asked),
        idp=asked.choice("idp", ("", *PROVIDERS)),
        session_token=asked.text("sessionToken"),
    )


def _prompt(auth: Fields, asked: Fields) -> str:
    """Read the prompt beside authRequest; the newer one inside it can only say ``none``."""
    inner = asked.choice("prompt", ("", "none"))
    return inner or auth.choice("prompt", ("login", "none"), "login")


def _check_client(memory: State, asked: Fields) -> None:
    if asked.guid("clientId") != memory.credentials.client_id:
        raise ValidationError(asked.name("clientId"), "is not a client of this project")


def _cart_id(memory: State, asked: Fields) -> str:
    """Return the cart behind a checkout id; with Cart V2 they are one."""
    checkout_id = asked.sub("ecomCheckout").guid("checkoutId")
    cart = carts.find(memory, caller(), memory.checkouts.get(checkout_id, checkout_id))
    if cart.order_id:
        raise WixError(428, "The cart was already ordered.", code="CART_ALREADY_ORDERED")
    if not cart.items:
        raise ValidationError("ecomCheckout.checkoutId", "is a cart with nothing in it")
    return cart.id


def _slot(memory: State, asked: Fields) -> Json:
    """Return the slot to book; whether it is still free is for the page to say."""
    asked.require("slotAvailability")
    availability = asked.sub("slotAvailability")
    availability.require("slot")
    slots.zone(asked, "timezone")
    slot, staff = reservations.read_slot(memory, availability.sub("slot"))
    return {
        "serviceId": slot.service.id,
        "start": slot.start.isoformat(),
        "staffId": staff.id if staff else "",
    }


def _details(memory: State, asked: Fields, intent: str) -> dict[str, str]:
    """Return what is said of the page; of products alone the sandbox knows what there is."""
    details = {}
    for name, (is_guid, is_needed) in STAND_INS[intent].items():
        if is_needed:
            asked.require(name)
        if asked.has(name):
            longest = 2048 if name == "checkoutData" else 150
            details[name] = asked.guid(name) if is_guid else asked.text(name, longest=longest)
    slug = details.get("productSlug")
    if slug and slug not in {one.slug for one in memory.products.values() if one.visible}:
        raise WixError(404, f"There is no product {slug}.")
    return details


def take(memory: State, token: str, intent: str) -> RedirectSession:
    """Use up the redirect session behind *token*."""
    session = memory.redirects.get(token)
    if session is None or session.intent != intent or memory.now() >= session.expires:
        raise used_up()
    return memory.redirects.pop(token)


def used_up() -> PageError:
    """Return what a browser is told that comes with a used or strange ticket."""
    return PageError(
        "This link has been used",
        "A link to this page works once, and for ten minutes. Go back to the site and start again.",
    )
