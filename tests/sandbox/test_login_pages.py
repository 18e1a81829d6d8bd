from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.support import (
    CALLBACK,
    Browser,
    Caller,
    Form,
    Login,
    add,
    code_of,
    query_of,
    violation_of,
)
from wix_headless.sandbox.server import SandboxServer


def log_in(visitor: Caller, keys: dict[str, Any], browser: Browser, who: dict[str, str]) -> Caller:
    login = Login(visitor, keys["client_id"])
    code = query_of(browser.submit(browser.open(login.url), **who))["code"]
    return Caller(visitor.origin, login.exchange(visitor, code).json()["access_token"])


def log_out(caller: Caller, client_id: str) -> str:
    request = {
        "logout": {"clientId": client_id},
        "callbacks": {"postFlowUrl": "http://localhost:8000/bye/?from=here"},
    }
    answer = caller.post("/headless/v1/redirect-session", request)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["redirectSession"]["fullUrl"])


@pytest.mark.parametrize(
    "path",
    [
        "/headless/v1/redirect-session",
        "/_api/redirects-api/v1/redirect-session",
        "/redirect-session/v1/redirect-session",
    ],
)
def test_redirect_sessions_have_three_paths(
    visitor: Caller, keys: dict[str, Any], path: str
) -> None:
    request = {"logout": {"clientId": keys["client_id"]}}

    session = visitor.post(path, request).json()["redirectSession"]

    assert session["fullUrl"].startswith(session["urlDetails"]["endpoint"])
    assert parse_qs(urlsplit(session["fullUrl"]).query)["sessionToken"] == [session["sessionToken"]]


def test_the_login_page_sends_a_member_back_with_code_and_state(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    login = Login(visitor, keys["client_id"])

    page = browser.open(login.url)
    back = query_of(browser.submit(page, **ada))

    assert {"email", "password"} <= Form(page.text).fields.keys()
    assert back["state"] == login.state
    assert back.keys() == {"code", "state"}


def test_a_fragment_is_used_when_asked_for(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    login = Login(visitor, keys["client_id"], responseMode="fragment")

    back = browser.submit(browser.open(login.url), **ada).headers["Location"]

    assert urlsplit(back).query == ""
    assert parse_qs(urlsplit(back).fragment).keys() == {"code", "state"}


def test_a_wrong_password_is_told_in_words(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    page = browser.open(Login(visitor, keys["client_id"]).url)

    wrong = browser.submit(page, email="ada@example.com", password="wrong")
    unknown = browser.submit(page, email="nobody@example.com", password="wrong")

    assert wrong.status_code == unknown.status_code == 401
    assert "not right" in wrong.text
    assert "not right" in unknown.text
    assert query_of(browser.submit(wrong, **ada))["code"]


def test_a_link_to_the_login_page_works_once(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"])
    first = browser.open(login.url)

    second = browser.open(login.url)

    assert (first.status_code, second.status_code) == (200, 400)
    assert "has been used" in second.text
    assert browser.open(first.url).status_code == 200  # but the page itself can be reloaded


def test_a_link_to_the_login_page_grows_old(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"])
    visitor.post("/_sandbox/clock", {"advance": 601})

    assert browser.open(login.url).status_code == 400


def test_a_login_form_belongs_to_its_browser(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    page = browser.open(Login(visitor, keys["client_id"]).url)

    assert Browser(browser.origin).open(page.url).status_code == 400
    assert browser.submit(page, form_token="forged", **ada).status_code == 403


def test_two_tabs_can_log_in_one_after_the_other(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    tabs = [browser.open(Login(visitor, keys["client_id"]).url) for _ in range(2)]

    codes = {query_of(browser.submit(tab, **ada))["code"] for tab in tabs}

    assert len(codes) == 2


def test_cancelling_is_access_denied(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"])

    back = query_of(browser.click(browser.open(login.url), "Cancel and go back"))

    assert (back["error"], back["state"]) == ("access_denied", login.state)
    assert back["error_description"]


def test_a_silent_login_finds_the_session_of_the_browser(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    log_in(visitor, keys, browser, ada)
    login = Login(visitor, keys["client_id"], prompt="none")

    back = query_of(browser.open(login.url))

    tokens = login.exchange(visitor, back["code"]).json()
    info = visitor.post("/oauth2/token-info", {"token": tokens["access_token"]}).json()
    assert info["subjectType"] == "MEMBER"


def test_a_silent_login_without_a_session_is_refused(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"], prompt="none")

    back = query_of(browser.open(login.url))

    assert (back["error"], back["state"]) == ("login_required", login.state)


def test_prompt_login_shows_the_page_even_to_a_member(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    log_in(visitor, keys, browser, ada)

    page = browser.open(Login(visitor, keys["client_id"]).url)

    assert page.status_code == 200
    assert "password" in Form(page.text).fields


def test_a_redirect_uri_that_is_not_allowed_is_told_on_wixs_page(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"], redirectUri=CALLBACK + "?next=/")

    page = browser.open(login.url)

    assert page.status_code == 400
    assert "Invalid redirect URI" in page.text


def test_a_login_outlives_a_visit_to_another_sandbox(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    browser.submit(browser.open(Login(visitor, keys["client_id"]).url), **ada)

    with SandboxServer() as other:  # to a browser the same host, on another port
        browser.open(f"{other.origin}/dashboard/webhooks")

    again = browser.open(Login(visitor, keys["client_id"], prompt="none").url)
    assert "code" in query_of(again)


def test_logging_in_changes_the_browsers_cookie(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    page = browser.open(Login(visitor, keys["client_id"]).url)
    before = browser.session.cookies.get_dict()

    browser.submit(page, **ada)

    after = browser.session.cookies.get_dict()
    assert after.keys() == before.keys()
    assert after != before
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_up_makes_a_member_and_logs_in(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"])
    form = browser.click(browser.open(login.url), "Sign up")
    fields = {"email": "new@example.com", "password": "secret-1", "first_name": "Nora"}

    code = query_of(browser.submit(form, **fields))["code"]

    me = Caller(visitor.origin, login.exchange(visitor, code).json()["access_token"])
    member = me.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]
    assert member["contact"]["firstName"] == "Nora"
    assert (member["status"], member["loginEmailVerified"]) == ("APPROVED", False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nobody", "password": "secret-1"}, "whole e-mail address"),
        ({"email": "ADA@example.com", "password": "secret-1"}, "already a member"),
        ({"email": "new@example.com", "password": "short"}, "at least 6"),
    ],
)
def test_signing_up_tells_what_is_wrong(
    visitor: Caller, keys: dict[str, Any], browser: Browser, fields: dict[str, str], words: str
) -> None:
    form = browser.click(browser.open(Login(visitor, keys["client_id"]).url), "Sign up")

    page = browser.submit(form, **fields)

    assert page.status_code == 400
    assert words in page.text


def test_new_members_wait_when_the_owner_approves_each(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    visitor.post("/_sandbox/settings", {"require_approval": True})
    login = Login(visitor, keys["client_id"])
    form = browser.click(browser.open(login.url), "Sign up")

    back = browser.submit(form, email="new@example.com", password="secret-1")

    tokens = login.exchange(visitor, query_of(back)["code"]).json()
    me = Caller(visitor.origin, tokens["access_token"])
    answer = me.get("/members/v1/members/my", params={"fieldsets": "EXTENDED"})
    assert answer.json()["member"]["status"] == "PENDING"


@pytest.mark.parametrize(
    ("connection", "title"),
    [
        ("0e6a50f5-b523-4e29-990d-f37fa2ffdd69", "Google"),
        ("3ecad13f-52c3-483d-911f-31dbcf2a6d23", "Facebook"),
    ],
)
def test_a_provider_offers_its_accounts(
    visitor: Caller, keys: dict[str, Any], browser: Browser, connection: str, title: str
) -> None:
    login = Login(visitor, keys["client_id"], idp=connection)
    ben = visitor.post("/_sandbox/act-as", {"member": "ben@example.com"}).json()["subject_id"]

    page = browser.open(login.url)
    back = query_of(browser.submit(page, member=ben))

    assert title in page.text
    tokens = login.exchange(visitor, back["code"]).json()
    info = visitor.post("/oauth2/token-info", {"token": tokens["access_token"]}).json()
    assert info["subjectId"] == ben


GOOGLE = "0e6a50f5-b523-4e29-990d-f37fa2ffdd69"


def test_a_providers_page_says_that_it_is_played(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    page = browser.open(Login(visitor, keys["client_id"], idp=GOOGLE).url)

    assert "The Wix sandbox plays Google here" in page.text
    assert "ada@example.com" in page.text
    assert "password" not in Form(page.text).fields


@pytest.mark.parametrize(
    ("email", "name", "first"),
    [("zoe@example.com", "Zoe Ito", "Zoe"), ("ada@example.com", "Somebody Else", "Ada")],
)
def test_another_account_is_a_new_member_unless_it_is_known(
    visitor: Caller,
    keys: dict[str, Any],
    browser: Browser,
    email: str,
    name: str,
    first: str,
) -> None:
    login = Login(visitor, keys["client_id"], idp=GOOGLE)
    form = browser.click(browser.open(login.url), "Use another account")

    code = query_of(browser.submit(form, email=email, name=name))["code"]

    me = Caller(visitor.origin, login.exchange(visitor, code).json()["access_token"])
    member = me.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]
    assert member["loginEmail"] == email
    assert member["loginEmailVerified"] is True
    assert member["contact"]["firstName"] == first


def test_another_account_needs_an_address(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"], idp=GOOGLE)
    form = browser.click(browser.open(login.url), "Use another account")

    page = browser.submit(form, email="nobody")

    assert page.status_code == 400
    assert "whole e-mail address" in page.text
    assert "Choose an account" in browser.click(page, "Back to the accounts").text


def test_a_providers_page_is_for_logins_that_asked_for_one(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    page = browser.open(Login(visitor, keys["client_id"]).url)

    assert browser.open(f"{page.url}/provider").status_code == 400


def test_every_return_says_whether_a_member_is_logged_in(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    def returned() -> str:
        request = {"login": {}, "callbacks": {"postFlowUrl": "http://localhost:8000/"}}
        session = visitor.post("/headless/v1/redirect-session", request).json()
        page = browser.open(session["redirectSession"]["fullUrl"])
        return query_of(browser.click(page, "Cancel and go back"))["wixMemberLoggedIn"]

    before = returned()
    log_in(visitor, keys, browser, ada)
    after = returned()
    gone = query_of(browser.open(log_out(visitor, keys["client_id"])))["wixMemberLoggedIn"]

    assert (before, after, gone) == ("false", "true", "false")


@pytest.mark.parametrize("email", ["dmitri@example.com", "esme@example.com"])
def test_pending_and_blocked_members_reach_the_callback(
    visitor: Caller, keys: dict[str, Any], browser: Browser, email: str
) -> None:
    who = next(m for m in keys["members"] if m["email"] == email)

    me = log_in(visitor, keys, browser, who)

    answer = me.get("/members/v1/members/my", params={"fieldsets": "EXTENDED"})
    assert answer.json()["member"]["status"] in ("PENDING", "BLOCKED")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"codeChallenge": ""}, "codeChallenge"),
        ({"codeChallenge": "short"}, "codeChallenge"),
        ({"codeChallengeMethod": "plain"}, "codeChallengeMethod"),
        ({"responseType": "token"}, "responseType"),
        ({"responseMode": "form_post"}, "responseMode"),
        ({"scope": "openid"}, "scope"),
        ({"redirectUri": None}, "redirectUri"),
        ({"clientId": "00000000-0000-4000-8000-000000000000"}, "clientId"),
        ({"clientId": "nonsense"}, "clientId"),
        ({"idp": "unknown"}, "idp"),
    ],
)
def test_a_bad_auth_request_names_its_field(
    visitor: Caller, keys: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    login = Login(visitor, **{"client_id": keys["client_id"]} | change)

    assert violation_of(login.answer)["field"] == f"auth.authRequest.{field}"


def test_what_logins_do_not_do_here_is_said(visitor: Caller, keys: dict[str, Any]) -> None:
    answer = Login(visitor, keys["client_id"], responseMode="web_message").answer

    assert answer.status_code == 501
    assert "web_message" in answer.json()["message"]


def test_the_auth_request_needs_its_wrapper(visitor: Caller, keys: dict[str, Any]) -> None:
    flat = {"auth": {"clientId": keys["client_id"], "redirectUri": CALLBACK}}

    answer = visitor.post("/headless/v1/redirect-session", flat)

    assert violation_of(answer)["field"] == "auth.authRequest"


@pytest.mark.parametrize(
    ("preferences", "field"),
    [
        ({"maintainIdentity": "yes"}, "preferences.maintainIdentity"),
        (
            {"additionalQueryParameters": {"lang": ["de"]}},
            "preferences.additionalQueryParameters.lang",
        ),
        ("none", "preferences"),
    ],
)
def test_preferences_have_their_form(
    visitor: Caller, keys: dict[str, Any], preferences: Any, field: str
) -> None:
    asked = {"logout": {"clientId": keys["client_id"]}, "preferences": preferences}

    answer = visitor.post("/headless/v1/redirect-session", asked)

    assert violation_of(answer)["field"] == field
    asked["preferences"] = {"useGenericWixPages": False, "additionalQueryParameters": {"a": "b"}}
    assert visitor.post("/headless/v1/redirect-session", asked).status_code == 200


@pytest.mark.parametrize("intents", [{}, {"logout": {}, "login": {}}])
def test_exactly_one_intent_is_wanted(visitor: Caller, intents: dict[str, Any]) -> None:
    answer = visitor.post("/headless/v1/redirect-session", intents)

    assert answer.status_code == 400
    assert "ecomCheckout" in answer.json()["message"]


def test_returns_must_be_on_an_allowed_domain(visitor: Caller, keys: dict[str, Any]) -> None:
    for url in ("https://evil.example/", "javascript:alert(1)", "//localhost/", "/relative"):
        request = {
            "logout": {"clientId": keys["client_id"]},
            "callbacks": {"postFlowUrl": url},
        }
        answer = visitor.post("/headless/v1/redirect-session", request)
        assert violation_of(answer)["field"] == "callbacks.postFlowUrl", url


def test_an_unpublished_site_has_no_login(visitor: Caller, keys: dict[str, Any]) -> None:
    visitor.post("/_sandbox/settings", {"site_published": False})

    answer = Login(visitor, keys["client_id"]).answer

    assert (answer.status_code, code_of(answer)) == (428, "SITE_NOT_PUBLISHED")


def test_logging_out_ends_the_browsers_session_and_the_tokens(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    me = log_in(visitor, keys, browser, ada)
    assert me.get("/members/v1/members/my").status_code == 200

    back = query_of(browser.open(log_out(me, keys["client_id"])))

    assert back == {"from": "here", "wixMemberLoggedIn": "false"}
    assert me.get("/members/v1/members/my").status_code == 401
    silent = Login(visitor, keys["client_id"], prompt="none")
    assert query_of(browser.open(silent.url))["error"] == "login_required"


def test_logging_out_by_a_visitors_token_ends_the_browsers_tokens_too(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    me = log_in(visitor, keys, browser, ada)

    browser.open(log_out(visitor, keys["client_id"]))

    assert me.get("/members/v1/members/my").status_code == 401
    assert visitor.get("/stores/v3/provision/version").status_code == 200


def test_logging_out_here_leaves_other_browsers_alone(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    elsewhere = log_in(visitor, keys, Browser(browser.origin), ada)
    here = log_in(visitor, keys, browser, ada)

    browser.open(log_out(here, keys["client_id"]))

    assert here.get("/members/v1/members/my").status_code == 401
    assert elsewhere.get("/members/v1/members/my").status_code == 200


def test_a_visitors_cart_comes_along(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    add(visitor, "harbour-bowl", 2)

    me = log_in(visitor, keys, browser, ada)

    lines = me.get("/ecom/v2/carts/current").json()["cart"]["lineItems"]
    assert [line["quantityInfo"]["confirmedQuantity"] for line in lines] == [2]
    assert visitor.get("/ecom/v2/carts/current").status_code == 404


def test_a_visitors_cart_is_added_to_the_members(
    visitor: Caller, member: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    add(member, "harbour-bowl", 1)
    add(visitor, "harbour-bowl", 2)
    add(visitor, "studio-mug", 1)

    me = log_in(visitor, keys, browser, ada)

    lines = me.get("/ecom/v2/carts/current").json()["cart"]["lineItems"]
    quantities = {line["name"]["original"]: line["quantityInfo"] for line in lines}
    assert quantities["Harbour Bowl"]["confirmedQuantity"] == 3
    assert quantities["Studio Mug"]["confirmedQuantity"] == 1


def test_carts_stay_apart_when_told_to(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    visitor.post("/_sandbox/settings", {"merge_carts": False})
    add(visitor, "harbour-bowl", 2)

    me = log_in(visitor, keys, browser, ada)

    assert me.get("/ecom/v2/carts/current").status_code == 404
    assert visitor.get("/ecom/v2/carts/current").status_code == 200


def test_a_login_session_makes_the_browser_known(
    member: Caller, visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    request = {"login": {}, "callbacks": {"postFlowUrl": "http://localhost:8000/"}}
    url = member.post("/headless/v1/redirect-session", request).json()["redirectSession"]

    back = query_of(browser.open(url["fullUrl"]))

    assert back["wixMemberLoggedIn"] == "true"
    silent = Login(visitor, keys["client_id"], prompt="none")
    assert "code" in query_of(browser.open(silent.url))


def test_a_short_link_leads_to_the_long_one(
    visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    login = Login(visitor, keys["client_id"])
    short = login.answer.json()["redirectSession"]["shortUrl"]

    assert "password" in Form(browser.open(short).text).fields
    assert browser.open(short).status_code == 400
