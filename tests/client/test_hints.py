"""What an error tells its developer to do, as the sandbox provokes it and as Wix words it."""

from __future__ import annotations

import pytest

from wix_headless.client import WixClient
from wix_headless.client.catalogue import catalogue
from wix_headless.client.hints import build_hint
from wix_headless.exceptions import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PreconditionError,
    RateLimitedError,
    ResponseError,
    UnauthorizedError,
)
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.tokens import Role, Secret, Tokens
from wix_headless.transport import Transport

MY_MEMBER = "/members/v1/members/my"


@pytest.fixture
def speak(sandbox):
    """Make a client that speaks in a role."""

    def speak(role):
        return WixClient(make_strategy(sandbox, role), transport=Transport(sandbox.origin))

    return speak


def make_strategy(sandbox, role):
    if role == "app":
        return AppStrategy(
            sandbox.client_id, sandbox.client_secret, instance_id=sandbox.instance_id
        )
    if role == "admin":
        return ApiKeyStrategy(sandbox.api_key, site_id=sandbox.site_id)
    tokens = None
    if role == "member":
        made = sandbox.act_as(role="member", member="ada@example.com")
        tokens = Tokens(
            access_token=Secret(made["access_token"]),
            refresh_token=Secret(made["refresh_token"]),
            expires_at=10**11,
            role=Role.MEMBER,
        )
    return OAuthStrategy(sandbox.client_id, tokens=tokens)


def build(status, code="", *, call="", path="GET /x/v1/y", role=Role.VISITOR, **facts):
    error = ResponseError(status_code=status, code=code, method=path, **facts)
    return build_hint(error, role=role, method=catalogue.find_method(call) if call else None)


# As the sandbox refuses.


@pytest.mark.parametrize("role", ["visitor", "member"])
def test_a_403_names_the_permission_and_how_to_speak_as_the_app(speak, role):
    with pytest.raises(ForbiddenError) as caught:
        speak(role).business_tools.site_properties.get_site_properties()

    hint = caught.value.hint
    assert "business_tools.site_properties.get_site_properties needs the permission" in hint
    [permission] = catalogue.find_method(
        "business_tools.site_properties.get_site_properties"
    ).permissions
    assert permission in hint
    assert f"this {role} has not got it" in hint
    assert "request.wix.elevated" in hint
    assert "WixClient(AppStrategy.from_settings())" in hint


def test_the_hint_ends_the_error(speak):
    with pytest.raises(ForbiddenError) as caught:
        speak("visitor").business_tools.site_properties.get_site_properties()

    error = caught.value
    assert error.hint
    assert str(error).endswith(f"{error.request_id}] {error.hint}")


def test_a_403_of_a_raw_call_names_the_call(speak):
    with pytest.raises(ForbiddenError) as caught:
        speak("visitor").get("/site-properties/v4/properties")

    assert caught.value.hint.startswith("GET /site-properties/v4/properties needs a permission")


def test_a_visitor_is_told_to_log_in_for_the_current_member(speak):
    with pytest.raises(NotFoundError) as caught:
        speak("visitor").members.get_current_member()

    assert "A visitor is nobody's member" in caught.value.hint
    assert "@member_required" in str(caught.value)


def test_so_is_one_who_asks_by_the_path(speak):
    with pytest.raises(NotFoundError) as caught:
        speak("visitor").get(MY_MEMBER)

    assert "A visitor is nobody's member" in caught.value.hint


@pytest.mark.parametrize("role", ["app", "admin"])
def test_nobodys_member_is_told_to_ask_by_id(speak, role):
    with pytest.raises(NotFoundError) as caught:
        speak(role).get(MY_MEMBER)

    assert caught.value.hint == (
        f"The {role} is nobody's member: use members.get_member with an id."
    )


def test_another_404_says_enough_by_itself(speak):
    with pytest.raises(NotFoundError) as caught:
        speak("visitor").stores.products_v3.get_product("11111111-1111-4111-8111-111111111111")

    assert caught.value.hint == ""
    assert str(caught.value).endswith("]")


def test_the_wrong_version_of_the_catalogue_is_told_with_the_call_that_knows(speak):
    client = speak("visitor")

    with pytest.raises(PreconditionError) as caught:
        client.post("/stores/v1/products/query", json={})

    assert caught.value.code == "CATALOG_V3_CALLING_CATALOG_V1_API"
    assert "stores.catalog_versioning.get_catalog_version()" in caught.value.hint
    assert client.stores.catalog_versioning.get_catalog_version() == {
        "catalogVersion": "V3_CATALOG"
    }


def test_a_site_that_is_not_published_is_told(speak, sandbox):
    sandbox.control("settings", site_published=False)

    with pytest.raises(PreconditionError) as caught:
        speak("visitor").redirects.create_redirect_session(login={})

    assert caught.value.hint.startswith("Publish the Wix site")


def test_a_callback_elsewhere_is_told_where_to_allow_it(speak):
    with pytest.raises(InvalidRequestError) as caught:
        speak("visitor").redirects.create_redirect_session(
            login={}, callbacks={"postFlowUrl": "https://elsewhere.example/"}
        )

    assert "redirect domains" in caught.value.hint
    assert "elsewhere.example" not in caught.value.hint


def test_a_rate_is_told(speak, sandbox):
    sandbox.fail(MY_MEMBER, times=9, status=429)

    with pytest.raises(RateLimitedError) as caught:
        speak("member").using(timeout=5).get(MY_MEMBER)

    assert "200 calls a minute" in caught.value.hint


def test_a_strange_api_key_is_told(sandbox):
    client = WixClient(ApiKeyStrategy("not-a-key"), transport=Transport(sandbox.origin))

    with pytest.raises(UnauthorizedError) as caught:
        client.get("/members/v1/members")

    assert "WIX_API_KEY" in caught.value.hint
    assert "not-a-key" not in str(caught.value)


# As Wix words it.


@pytest.mark.parametrize(
    ("role", "remedy"),
    [
        (Role.APP, "add its scope to the app's permissions at Wix, and accept them anew"),
        (Role.ADMIN, "give it to this API key in Wix's API Keys manager"),
        (Role.USER, "this Wix user's role on the site has not got it"),
    ],
)
def test_who_cannot_elevate_is_told_what_else_to_do(role, remedy):
    hint = build(403, call="ecom.orders.get_order", role=role)

    assert hint.startswith("ecom.orders.get_order needs the permission ")
    assert remedy in hint
    assert "elevated" not in hint


def test_a_visitor_is_not_sent_to_the_app_for_what_is_the_callers_own():
    hint = build(403, call="members.get_current_member")

    assert "the visitor has to log in first" in hint
    assert "elevated" not in hint


@pytest.mark.parametrize("call", ["members.query_members", ""])
def test_members_need_their_app(call):
    hint = build(403, call=call, path="POST /members/v1/members/query", role=Role.APP)

    assert hint.endswith("Members exist only on a site with the Members Area app.")


def test_a_collection_has_permissions_of_its_own():
    hint = build(403, "WDE0027", call="data.items.query")

    assert "permissions of its own" in hint
    assert "request.wix.elevated" in hint


def test_a_member_whom_wix_does_not_know_is_told_why():
    hint = build(404, call="members.get_current_member", role=Role.MEMBER)

    assert hint == "The member was deleted at Wix, or the site has no Members Area app."


@pytest.mark.parametrize(
    ("facts", "app"),
    [
        ({"code": "STORES_NOT_INSTALLED", "call": "stores.products_v3.query_products"}, "Stores"),
        ({"code": "FAILED_PRECONDITION", "path": "POST /bookings/v2/bookings"}, "Wix Bookings"),
        ({"code": "", "path": "GET /pricing-plans/v2/plans"}, "Wix Pricing Plans"),
        ({"code": "APP_NOT_INSTALLED", "call": "members.query_members"}, "Wix Members Area"),
        ({"code": "APP_NOT_INSTALLED"}, "the app that this API belongs to"),
    ],
)
def test_a_missing_app_is_named(facts, app):
    hint = build(428, **facts)

    assert app in hint
    assert "installed" in hint


def test_a_428_that_speaks_for_itself_gets_no_guess():
    assert build(428, "CART_ALREADY_ORDERED", path="POST /ecom/v2/carts/current/x") == ""


def test_what_was_refused_is_named_but_not_what_was_sent():
    violation = {"field": "query.paging.limit", "description": "ada@example.com is no number"}

    hint = build(400, field_violations=(violation, {"description": "of no field"}))

    assert hint == "See field_violations: query.paging.limit."


def test_a_premium_plan_is_told():
    assert "premium plan" in build(402)


@pytest.mark.parametrize("status", [400, 401, 404, 409, 418, 500, 503])
def test_where_nothing_is_known_nothing_is_said(status):
    assert build(status) == ""
