"""
What of Wix's this package is built on, each fact for itself.

Against the sandbox in every run; ``pytest --live`` asks the real Wix, for whoever has a project's
keys. It makes some visitors and redirect sessions there, and changes nothing else.
"""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import pytest

from wix_headless.exceptions import (
    ClientRefusedError,
    ForbiddenError,
    NotFoundError,
    PreconditionError,
    ResponseError,
    SignInRefusedError,
    UnauthorizedError,
)
from wix_headless.protocol import grants
from wix_headless.protocol.authorization import build_authorization, login_request, logout_request
from wix_headless.protocol.errors import is_expired_token
from wix_headless.protocol.grants import Refusal
from wix_headless.protocol.members import current_member_request
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.tokens import Role, Secret

GARBAGE = Secret("OauthNG.JWS.not-a-token")


def become_visitor(wix):
    return wix.endpoint.fetch(grants.anonymous_request(wix.client_id), role=Role.VISITOR)


def refuse(wix, request):
    with pytest.raises(ResponseError) as caught:
        wix.endpoint.send(request, {})
    return grants.classify_refusal(caught.value)


# Visitors.


def test_whoever_asks_is_a_new_visitor(wix):
    tokens = become_visitor(wix)

    assert tokens.access_token
    assert tokens.refresh_token
    assert tokens.expires_at - tokens.issued_at == grants.DEFAULT_LIFETIME
    assert become_visitor(wix).access_token != tokens.access_token


def test_token_info_tells_whose_a_token_is(wix):
    info = wix.endpoint.fetch_info(become_visitor(wix).access_token)

    assert (info.active, info.subject_type, info.client_id) == (True, "VISITOR", wix.client_id)
    assert info.subject_id


def test_a_renewal_stays_the_same_visitor(wix):
    old = become_visitor(wix)

    request = grants.refresh_request(wix.client_id, old.refresh_token)
    new = wix.endpoint.fetch(request, role=Role.VISITOR, old=old)

    assert new.access_token != old.access_token
    assert new.refresh_token
    told = [wix.endpoint.fetch_info(one.access_token).subject_id for one in (old, new)]
    assert told[0] == told[1]


def test_a_visitor_is_no_member(wix):
    with pytest.raises(NotFoundError) as caught:
        wix.speak().members.get_current_member()

    assert caught.value.hint


# Refusals: what ends a login, and what must not.


def test_a_refused_token_is_not_a_refused_client(wix):
    request = grants.refresh_request(wix.client_id, GARBAGE)

    assert refuse(wix, request) in {Refusal.GRANT, Refusal.UNCLEAR}


@pytest.mark.parametrize("client_id", [str(uuid.uuid4()), "no-guid"], ids=["unknown", "no GUID"])
def test_a_refused_client_is_not_a_refused_token(wix, client_id):
    request = grants.refresh_request(client_id, become_visitor(wix).refresh_token)

    assert refuse(wix, request) in {Refusal.CLIENT, Refusal.UNCLEAR}


def test_token_info_settles_what_is_unclear(wix):
    assert not wix.endpoint.fetch_info(GARBAGE).active


def test_a_code_of_nobody_is_refused(wix):
    strategy = OAuthStrategy(wix.client_id)

    with pytest.raises(SignInRefusedError):
        strategy.exchange_code(
            wix.endpoint,
            code=Secret("no-code"),
            code_verifier=Secret("v" * 43),
            redirect_uri=wix.callback or "https://example.com/",
        )


def test_a_call_with_a_token_of_nobody_is_told_from_other_failures(wix):
    with pytest.raises(ResponseError) as caught:
        wix.transport.send(current_member_request(), {"Authorization": GARBAGE})

    assert is_expired_token(caught.value)


# Calls.


def test_a_refusal_carries_its_code_and_a_request_id(wix):
    with pytest.raises(ForbiddenError) as caught:
        wix.speak().ecom.orders.search_orders(search={})

    assert caught.value.request_id
    assert "elevated" in caught.value.hint


def test_products_are_read(wix):
    try:
        found = wix.speak().stores.products_v3.query_products(query={})
    except PreconditionError as error:
        pytest.skip(f"the project has no products of catalog V3: {error.hint}")

    assert isinstance(found["products"], list)


def test_pages_follow_each_other(wix):
    services = wix.speak().bookings.services.query_services
    try:
        two = list(services.items(query={"paging": {"limit": 1}}, max_items=2))
    except (NotFoundError, PreconditionError) as error:
        pytest.skip(f"the project has no Wix Bookings ({error.status_code})")

    assert len({one["id"] for one in two}) == len(two)


# Redirect sessions.


@pytest.mark.parametrize("prompt", ["login", "none"])
def test_a_login_leads_to_a_page_of_wixs(wix, prompt):
    if not wix.callback:
        pytest.skip("needs WIX_PUBLIC_URL")
    authorization = build_authorization(wix.client_id, wix.callback)
    headers = OAuthStrategy(wix.client_id).authorize(wix.transport)

    answer = wix.transport.send(login_request(authorization, prompt=prompt), headers)

    url = urlsplit(answer.data["redirectSession"]["fullUrl"])
    assert url.scheme in {"https", urlsplit(wix.transport.api_url).scheme}
    assert url.hostname


def test_a_logout_leads_there_too(wix):
    if not wix.callback:
        pytest.skip("needs WIX_PUBLIC_URL")
    headers = OAuthStrategy(wix.client_id).authorize(wix.transport)

    answer = wix.transport.send(logout_request(wix.client_id, wix.callback), headers)

    assert urlsplit(answer.data["redirectSession"]["fullUrl"]).hostname


# The app, and the owner's key.


def test_the_app_gets_a_token_of_its_own(wix):
    (secret,) = wix.need("CLIENT_SECRET")
    app = AppStrategy(
        wix.client_id, Secret(secret), instance_id=wix.settings.get("CLIENT_INSTANCE_ID", "")
    )

    info = wix.speak(app).fetch_token_info()

    assert (info.active, info.subject_type, info.client_id) == (True, "APP", wix.client_id)


def test_a_wrong_secret_is_a_mistake_in_the_settings(wix):
    app = AppStrategy(wix.client_id, Secret(str(uuid.uuid4())))

    with pytest.raises(ClientRefusedError):
        wix.speak(app).fetch_token_info()


def test_the_owners_key_reads_members(wix):
    key, site_id = wix.need("API_KEY", "SITE_ID")

    found = wix.speak(ApiKeyStrategy(key, site_id=site_id)).members.query_members(query={})

    assert isinstance(found["members"], list)


def test_a_wrong_key_is_refused(wix):
    _, site_id = wix.need("API_KEY", "SITE_ID")
    stranger = ApiKeyStrategy("IST.no-key", site_id=site_id)

    with pytest.raises(UnauthorizedError):
        wix.speak(stranger).members.query_members(query={})
