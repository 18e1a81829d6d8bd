"""``@wix_endpoint``: who gets in, as whom, and what everybody else hears."""

from __future__ import annotations

import logging

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.views import View

from tests.bearers.callers import ADA, NotedCache
from tests.bearers.urls import DONE
from wix_headless.decorators import wix_endpoint
from wix_headless.exceptions import ConfigurationError
from wix_headless.mixins import WixEndpointMixin
from wix_headless.models import ElevatedCall, StoredToken, WixMember
from wix_headless.storages.members import end_member

THEIRS = "00000000-0000-4000-8000-000000000000"


def refused(answer):
    assert answer.status_code == 401, (answer.status_code, answer.content)
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "no-store" in answer["Cache-Control"]
    return answer.json()["error"]


def reasons(caplog):
    return [one.facts["reason"] for one in caplog.records if one.name == "wix_headless.audit"]


@pytest.mark.parametrize("role", ["visitor", "member", "user"])
@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer  "])
def test_a_token_tells_who_calls(client, callers, sandbox, role, prefix):
    answer = client.get("/anybody/", headers={"Authorization": prefix + callers.token(role)})

    assert answer.status_code == 200
    assert answer.json()["role"] == role
    assert answer.json()["instance"] == sandbox.instance_id
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


@pytest.mark.parametrize("role", ["visitor", "member", "user"])
def test_so_does_the_signed_instance_of_a_frame(client, callers, sandbox, role):
    answer = client.get("/anybody/", {"instance": callers.instance(role)})

    assert answer.json()["role"] == role
    assert answer.json()["instance"] == sandbox.instance_id


def test_calls_speak_with_the_callers_own_token(client, callers, sandbox):
    sent = callers.headers()
    sandbox.forget_requests()

    answer = client.get("/me/", headers=sent)

    assert answer.json()["member"]["profile"]["nickname"]
    asked = [(one["path"], one["role"]) for one in sandbox.requests_to("/")]
    assert asked == [("/oauth2/token-info", "")] + 2 * [("/members/v1/members/my", "member")]
    assert not StoredToken.objects.exists()


def test_a_member_is_its_user_where_it_has_one(client, callers, browser):
    browser.log_in(ADA)
    member = WixMember.objects.get()

    found = client.get("/members-only/", headers=callers.headers()).json()

    assert (found["user"], found["subject"]) == (member.user.get_username(), member.member_id)


def test_a_member_who_never_logged_in_here_is_nobodys_user(client, callers):
    found = client.get("/members-only/", headers=callers.headers()).json()

    assert (found["role"], found["user"]) == ("member", "")


def test_a_member_whose_user_is_switched_off_is_out(client, callers, browser):
    browser.log_in(ADA)
    get_user_model().objects.update(is_active=False)

    answer = client.get("/anybody/", headers=callers.headers())

    assert (answer.status_code, answer.json()) == (403, {"error": "forbidden"})


def test_so_is_one_whom_wix_has_blocked_while_its_token_lives(client, callers, browser):
    browser.log_in(ADA)
    headers = callers.headers()
    end_member("default", WixMember.objects.get().member_id, "blocked")

    answer = client.get("/anybody/", headers=headers)

    assert (answer.status_code, answer.json()) == (403, {"error": "forbidden"})


@pytest.mark.parametrize("path", ["/members-only/", "/class/"])
def test_others_than_the_identities_get_403(client, callers, path):
    answer = client.post(path, headers=callers.headers("visitor"))

    assert answer.status_code == 403
    assert answer.json() == {"error": "forbidden", "identities": ["member"]}


@pytest.mark.parametrize(
    "header",
    ["", "short", "Basic dXNlcjpwYXNz", "Bearer", "Bearer a b c d e f g h i j k", "x" * 9000,
     "é" * 20, "token,token-token-token-token"],
)  # fmt: skip
@pytest.mark.usefixtures("db")
def test_what_can_be_no_token_is_refused_without_a_question(client, sandbox, header):
    sandbox.forget_requests()

    refused(client.get("/anybody/", headers={"Authorization": header}))

    assert sandbox.requests_to("/") == []


@pytest.mark.usefixtures("db")
def test_nothing_and_something_wrong_are_told_apart_and_no_more(client, sandbox, caplog):
    caplog.set_level(logging.INFO, "wix_headless.audit")

    assert refused(client.get("/anybody/")) == "missing_token"
    assert refused(client.get("/anybody/", {"instance": ""})) == "missing_token"
    made_up = {"Authorization": "OauthNG.JWS.made-up-by-somebody"}
    assert refused(client.get("/anybody/", headers=made_up)) == "invalid_token"

    assert reasons(caplog) == ["missing", "missing", "inactive"]


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        ({"client_id": THEIRS}, "client"),
        ({"site_id": THEIRS}, "site"),
        ({"instance_id": THEIRS}, "instance"),
        ({"client_id": THEIRS, "site_id": THEIRS, "instance_id": THEIRS}, "client"),
    ],
)
@pytest.mark.parametrize("role", ["visitor", "member", "user"])
def test_tokens_of_other_clients_sites_and_installations_are_refused(
    client, callers, caplog, role, theirs, reason
):
    caplog.set_level(logging.INFO, "wix_headless.audit")

    assert refused(client.get("/anybody/", headers=callers.headers(role, **theirs)))

    assert reasons(caplog) == [reason]


def test_the_apps_own_token_and_refresh_tokens_are_nobodys(client, callers, sandbox, caplog):
    caplog.set_level(logging.INFO, "wix_headless.audit")

    assert refused(client.get("/anybody/", headers=callers.headers("app")))

    assert reasons(caplog) == ["subject"]


def test_a_token_of_the_other_site_is_foreign_where_only_one_id_is_set(
    client, callers, sandbox, settings
):
    mine = callers.headers()
    for missing in ("SITE_ID", "CLIENT_INSTANCE_ID"):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | sandbox.settings(**{missing: ""})
        assert client.get("/anybody/", headers=mine).status_code == 200
    assert refused(client.get("/anybody/", headers=callers.headers(site_id=THEIRS)))


def test_without_either_id_nobody_is_let_in(client, callers, sandbox, settings):
    settings.WIX_HEADLESS |= sandbox.settings(SITE_ID="", CLIENT_INSTANCE_ID="")

    with pytest.raises(ConfigurationError, match="WIX_CLIENT_INSTANCE_ID"):
        client.get("/anybody/", headers=callers.headers())


def test_an_ended_token_is_refused(client, callers, sandbox):
    headers = callers.headers()
    sandbox.control("expire-tokens")

    assert refused(client.get("/anybody/", headers=headers)) == "invalid_token"


def test_what_wix_said_is_remembered_for_a_minute_by_digest_only(client, callers, sandbox):
    token = callers.token()
    sandbox.forget_requests()

    for _ in range(3):
        assert client.get("/anybody/", headers={"Authorization": token}).status_code == 200

    assert callers.questions() == 1
    ((key, value, seconds),) = NotedCache.kept
    assert token not in key + repr(value)
    assert 0 < seconds <= 60
    assert all(type(one) in {str, bool, float} for one in value.values())


def test_no_token_is_remembered_beyond_its_end(client, callers, sandbox):
    sandbox.control("clock", advance=-14400 + 20)
    token = callers.token()
    sandbox.control("clock", advance=14400 - 20)

    assert client.get("/anybody/", headers={"Authorization": token}).status_code == 200

    ((_, _, seconds),) = NotedCache.kept
    assert seconds <= 20


@pytest.mark.parametrize("kept", ["text", {}, {"active": True}, [1]])
def test_what_the_cache_makes_of_it_is_asked_anew(client, callers, kept):
    headers = callers.headers()
    assert client.get("/anybody/", headers=headers).status_code == 200
    ((key, _, _),) = NotedCache.kept
    NotedCache("", {}).set(key, kept, 60)

    assert client.get("/anybody/", headers=headers).status_code == 200


def test_what_a_cache_keeps_beyond_the_tokens_end_is_asked_anew(client, callers, sandbox):
    headers = callers.headers()
    client.get("/anybody/", headers=headers)
    ((key, value, _),) = NotedCache.kept
    NotedCache("", {}).set(key, value | {"expires_at": 1.0}, 60)
    sandbox.forget_requests()

    assert client.get("/anybody/", headers=headers).status_code == 200

    assert callers.questions() == 1


def test_when_wix_does_not_answer_nobody_is_judged(client, callers, sandbox):
    headers = callers.headers()
    sandbox.fail("/oauth2/token-info", status=503)

    answer = client.get("/anybody/", headers=headers)

    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
    assert answer["Retry-After"]
    assert not NotedCache.kept
    sandbox.heal()
    assert client.get("/anybody/", headers=headers).status_code == 200


class TestCookies:
    def test_a_cookie_alone_lets_nobody_in(self, browser):
        browser.log_in(ADA)

        assert refused(browser.get("/anybody/")) == "missing_token"

    def test_a_cookie_beside_a_token_counts_for_nothing(self, browser, callers):
        browser.log_in(ADA)

        found = browser.get("/anybody/", headers=callers.headers("visitor")).json()

        assert (found["role"], found["user"]) == ("visitor", "")
        assert (found["session"], found["cookies"]) == ({}, {})

    def test_not_even_in_what_is_rendered_afterwards(self, callers, db):
        staff = Client()
        get_user_model().objects.create_superuser("boss", password="x")
        staff.login(username="boss", password="x")

        answer = staff.get("/late/", headers=callers.headers("visitor"))

        assert answer.content == b"visitor False"

    @pytest.mark.parametrize("every_request", [False, True])
    def test_the_browsers_session_stays_as_it_is(self, browser, callers, settings, every_request):
        settings.SESSION_SAVE_EVERY_REQUEST = every_request
        browser.log_in(ADA)

        answer = browser.get("/write-session/", headers=callers.headers("visitor"))

        assert (answer.status_code, dict(answer.cookies)) == (200, {})
        assert browser.get("/whoever/").json() == {"role": "member", "info": None}

    def test_no_csrf_token_is_asked_for(self, client, callers):
        assert client.post("/class/", headers=callers.headers()).status_code == 200

    def test_a_foreign_header_is_no_business_of_other_pages(self, browser):
        browser.log_in(ADA)

        answer = browser.get("/whoever/", headers={"Authorization": "Basic dXNlcjpwYXNz"})

        assert answer.json() == {"role": "member", "info": None}


class TestInstances:
    """The signed parameter."""

    @pytest.mark.parametrize(
        ("asked", "reason"),
        [
            ({"secret": "not the app's"}, "signature"),
            ({"fields": {"signDate": "2020-01-01T00:00:00.000Z"}}, "stale"),
            ({"fields": {"signDate": "2999-01-01T00:00:00.000Z"}}, "stale"),
            ({"fields": {"signDate": ""}}, "stale"),
            ({"fields": {"expirationDate": "2020-01-01T00:00:00.000Z"}}, "stale"),
            ({"fields": {"instanceId": ""}}, "malformed"),
            ({"client_id": THEIRS}, "client"),
            ({"instance_id": THEIRS}, "instance"),
        ],
    )
    def test_bad_ones_are_refused(self, client, callers, caplog, asked, reason):
        caplog.set_level(logging.INFO, "wix_headless.audit")

        assert refused(client.get("/anybody/", {"instance": callers.instance(**asked)}))

        assert reasons(caplog) == [reason]

    def test_a_forged_one_costs_wix_no_question(self, client, callers, sandbox):
        signature, _, data = callers.instance().partition(".")
        other = callers.instance("visitor").partition(".")[2]
        sandbox.forget_requests()

        for forged in (f"{signature}.{other}", f"{signature[:-1]}.{data}", f".{data}", data):
            assert refused(client.get("/anybody/", {"instance": forged})) == "invalid_token"

        assert callers.questions() == 0

    def test_the_same_holds_in_the_header(self, client, callers):
        stale = callers.instance(fields={"signDate": "2020-01-01T00:00:00.000Z"})
        forged = callers.instance(secret="not the app's")

        for bad in (stale, forged):
            assert refused(client.get("/anybody/", headers={"Authorization": bad}))
        good = {"Authorization": callers.instance()}
        assert client.get("/anybody/", headers=good).status_code == 200

    def test_an_access_token_is_no_instance(self, client, callers):
        assert refused(client.get("/anybody/", {"instance": callers.token()})) == "invalid_token"

    def test_two_of_them_are_none(self, client, callers):
        pair = [callers.instance(), callers.instance("visitor")]

        assert refused(client.get("/anybody/", {"instance": pair})) == "invalid_token"

    def test_a_header_counts_more_and_other_schemes_do_not_count(self, client, callers):
        query = {"instance": callers.instance()}

        token = client.get("/anybody/", query, headers=callers.headers("visitor"))
        password = client.get("/anybody/", query, headers={"Authorization": "Basic dXNlcjpwYXNz"})

        assert token.json()["role"] == "visitor"
        assert password.json()["role"] == "user"

    def test_wix_has_the_last_word(self, client, callers, sandbox):
        signed = callers.instance()
        sandbox.control("clock", advance=4 * 3600 + 1)

        assert refused(client.get("/anybody/", {"instance": signed}))

    def test_without_the_secret_none_is_believed(self, client, callers, sandbox, settings):
        settings.WIX_HEADLESS |= sandbox.settings(CLIENT_SECRET="")

        with pytest.raises(ConfigurationError, match="WIX_CLIENT_SECRET"):
            client.get("/anybody/", {"instance": callers.instance()})


class TestElevation:
    def test_it_takes_the_decorator_inside(self, client, callers, sandbox):
        headers = callers.headers()

        assert client.get("/elevated/", headers=headers).json()["members"] > 0
        assert ElevatedCall.objects.get().method == "members.query_members"
        assert StoredToken.objects.get().instance_id == sandbox.instance_id
        for path in ("/unmarked/", "/wrong-way-round/"):
            assert client.get(path, headers=headers).content.startswith(b"ElevationError")

    def test_it_is_refused_for_another_installation(self, client, callers):
        headers = callers.headers(instance_id=THEIRS)

        assert refused(client.get("/elevated/", headers=headers))
        assert not ElevatedCall.objects.exists()


def test_the_token_is_for_its_own_site(client, callers, settings):
    settings.WIX_HEADLESS |= {"SITES": {"outlet": {"CLIENT_ID": THEIRS}}}

    answer = client.get("/elsewhere/", headers=callers.headers())

    assert answer.content.startswith(b"ConfigurationError: The caller's token is for the Wix site")


def test_a_token_of_one_site_is_foreign_at_another(client, callers, settings, sandbox):
    outlet = {"CLIENT_ID": sandbox.client_id, "SITE_ID": THEIRS, "HOSTS": ["outlet.example"]}
    settings.WIX_HEADLESS |= {"SITES": {"outlet": outlet}}
    headers = callers.headers()

    assert client.get("/anybody/", headers=headers).status_code == 200
    assert refused(client.get("/anybody/", headers=headers | {"Host": "outlet.example"}))


def test_the_token_is_not_stored(client, callers):
    answer = client.get("/stored/", headers=callers.headers())

    assert answer.content.startswith(b"ConfigurationError")


@pytest.mark.django_db(transaction=True)
def test_async_views_do_the_same(async_client, callers):
    get = async_to_sync(async_client.get)

    assert get("/async/anybody/", headers=callers.headers("visitor")).json() == {
        "role": "visitor",
        "user": "",
    }
    assert get("/async/me/", headers=callers.headers()).json()["member"]
    assert refused(get("/async/anybody/"))
    assert get("/async/me/", headers=callers.headers("visitor")).status_code == 403
    post = async_to_sync(async_client.post)
    assert post("/class/async/", headers=callers.headers("visitor")).json() == {"role": "visitor"}


@pytest.mark.parametrize("identities", [set(), {"admin"}, {"member", "app"}, "staff"])
def test_who_is_let_in_is_said_and_known(identities):
    with pytest.raises(ImproperlyConfigured, match="identities"):
        wix_endpoint(identities=identities)

    class Endpoint(WixEndpointMixin, View):
        pass

    with pytest.raises(ImproperlyConfigured, match="identities"):
        Endpoint.as_view(identities=identities)
    with pytest.raises(ImproperlyConfigured, match="identities"):
        Endpoint.as_view()


def test_login_required_everywhere_leaves_endpoints_to_their_gate(client, callers, settings):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]

    assert client.get("/anybody/", headers=callers.headers("visitor")).status_code == 200
    assert client.get("/page/", {"instance": callers.instance()}).status_code == 200
    assert refused(client.get("/anybody/")) == "missing_token"


def test_what_was_left_to_do_before_the_view_is_done(client, callers, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.bearers.urls.before"]
    DONE.clear()

    assert client.get("/elevated/", headers=callers.headers()).status_code == 200

    assert DONE == ["/elevated/"]


def test_no_token_is_in_any_log(client, callers, caplog):
    caplog.set_level(logging.DEBUG)
    token, signed = callers.token(), callers.instance()

    client.get("/me/", headers={"Authorization": token})
    client.get("/anybody/", {"instance": signed})
    client.get("/anybody/", headers={"Authorization": f"{token}x"})

    told = "".join(f"{one.getMessage()} {one.__dict__}" for one in caplog.records)
    assert token not in told
    assert signed not in told


@pytest.mark.django_db(transaction=True)
def test_async_views_know_no_cookie_either(async_client, callers):
    boss = get_user_model().objects.create_superuser("boss", password="x")
    async_client.force_login(boss, "django.contrib.auth.backends.ModelBackend")

    answer = async_to_sync(async_client.get)("/async/anybody/", headers=callers.headers("visitor"))

    assert answer.json() == {"role": "visitor", "user": ""}


@pytest.mark.django_db(transaction=True)
def test_async_views_know_the_members_user(async_client, callers, browser):
    browser.log_in(ADA)

    answer = async_to_sync(async_client.get)("/async/anybody/", headers=callers.headers())

    assert answer.json() == {"role": "member", "user": WixMember.objects.get().user.get_username()}
