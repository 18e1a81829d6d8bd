"""The app's permissions: who may use them, where, and what is written down about it."""

from __future__ import annotations

import logging

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ImproperlyConfigured
from django.test import AsyncClient, RequestFactory

from wix_headless.client import WixClient
from wix_headless.context import attach_context, speaking_as_app
from wix_headless.context.elevation import ElevatedClient
from wix_headless.decorators import elevate, elevated
from wix_headless.exceptions import ElevationError
from wix_headless.models import ElevatedCall, StoredToken
from wix_headless.strategies import OAuthStrategy

pytestmark = pytest.mark.django_db

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def sign_in(browser):
    def sign_in(name="someone", **fields):
        user = User.objects.create_user(name, **fields)
        browser.site.force_login(user, MODEL_BACKEND)
        return user

    return sign_in


def test_staff_see_the_report(browser, sign_in):
    sign_in(is_staff=True)

    page = browser.get("/report/")

    assert page.status_code == 200
    assert page.json()["members"] == page.json()["again"] >= 5


def test_anonymous_visitors_go_to_the_admins_login(browser, sandbox):
    page = browser.get("/report/")

    assert page["Location"] == "/admin/login/?next=/report/"
    assert sandbox.requests_to("/") == []


def test_known_users_who_may_not_are_refused(browser, sign_in, sandbox):
    sign_in()

    assert browser.get("/report/").status_code == 403
    assert sandbox.requests_to("/") == []


def test_members_of_the_wix_site_are_no_staff(browser):
    browser.log_in()

    assert browser.get("/report/").status_code == 403


def test_a_script_gets_401(browser):
    page = browser.get("/report/", headers={"sec-fetch-mode": "cors"})

    assert (page.status_code, page.json()["login_url"]) == (401, "/admin/login/")


def test_a_permission_lets_others_pass(browser, sign_in):
    user = sign_in()
    assert browser.get("/report/permitted/").status_code == 403

    user.user_permissions.add(Permission.objects.get(codename="view_wixmember"))

    assert browser.get("/report/permitted/").status_code == 200


def test_staff_without_the_permission_are_refused(browser, sign_in):
    sign_in(is_staff=True)

    assert browser.get("/report/permitted/").status_code == 403


class Generous(BaseBackend):
    """Gives each permission to everybody, also to whoever is not signed in."""

    def has_perm(self, user_obj, perm, obj=None):
        return True


def test_a_permission_of_nobody_in_particular_does_not_count(browser, settings):
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Generous", MODEL_BACKEND]

    answer = browser.get("/report/permitted/")

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/")
    assert not ElevatedCall.objects.exists()


def test_a_test_decides_where_there_is_one(browser):
    assert browser.get("/report/tested/?word=sesame").status_code == 200
    assert browser.get("/report/tested/?word=other").status_code == 302


def test_public_means_anybody(browser):
    answer = browser.get("/report/public/")

    assert answer.status_code == 200
    assert "Cache-Control" not in answer


@pytest.mark.parametrize("word", ["sesame", "other"])
def test_what_not_everybody_sees_no_cache_keeps(browser, word):
    answer = browser.get(f"/report/tested/?word={word}")

    assert answer["Cache-Control"] == "private, no-store"


def test_two_ways_to_decide_are_a_mistake():
    with pytest.raises(ImproperlyConfigured, match="one of"):
        elevated(permission="a.b", public=True)


@pytest.mark.parametrize("path", ["/report/unmarked/", "/report/unmarked-elevate/"])
def test_outside_a_marked_view_it_raises_and_names_the_decorator(browser, sign_in, path, sandbox):
    sign_in(is_staff=True)

    page = browser.get(path)

    assert b"@elevated" in page.content
    assert sandbox.requests_to("/members") == []


def test_it_closes_when_the_view_fails():
    request = RequestFactory().get("/")
    context = attach_context(request)

    @elevated(public=True)
    def view(request):
        assert request.wix.elevated
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        view(request)

    with pytest.raises(ElevationError):
        assert context.elevated


def test_it_closes_when_the_view_returns(browser, sign_in):
    sign_in(is_staff=True)

    page = browser.get("/report/")

    with pytest.raises(ElevationError):
        _ = page.wsgi_request.wix.elevated


def test_a_client_taken_out_of_the_view_is_worth_nothing(browser, sign_in):
    sign_in(is_staff=True)
    page = browser.get("/report/")
    client = ElevatedClient(page.wsgi_request.wix.speaker)

    with pytest.raises(ElevationError):
        client.members.query_members(query={})


def test_calls_about_the_caller_are_refused(browser, sign_in, sandbox):
    sign_in(is_staff=True)

    page = browser.get("/report/nosy/")

    assert b"call it on request.wix" in page.content
    assert sandbox.requests_to("/members") == []


def test_request_wix_never_changes_whom_it_speaks_for(browser, sign_in):
    sign_in(is_staff=True)

    assert browser.get("/report/role/").json() == {"role": "visitor", "in_template": "visitor"}


def test_class_based_views_are_guarded_and_named(browser, sign_in):
    assert browser.get("/report/class/").status_code == 302

    sign_in(is_staff=True)

    assert browser.get("/report/class/").status_code == 200
    assert ElevatedCall.objects.get().view == "tests.site.views.ReportView"


@pytest.mark.django_db(transaction=True)
def test_async_class_based_views_are_too(browser, sign_in):
    client = AsyncClient()
    get = async_to_sync(client.get)
    assert get("/report/class/async/").status_code == 302

    sign_in(is_staff=True)
    client.cookies["sessionid"] = browser.site.cookies["sessionid"].value

    assert get("/report/class/async/").content == b"app"


def test_each_call_leaves_a_row(browser, sign_in):
    user = sign_in(is_staff=True)

    browser.get("/report/")

    rows = list(ElevatedCall.objects.all())
    assert len(rows) == 2
    for row in rows:
        assert (row.user, row.view) == (user, "tests.site.views.report")
        assert (row.method, row.outcome) == ("members.query_members", "ok")
        assert row.status_code == 200
        assert row.request_id


def test_a_refused_call_leaves_one_too(browser, sign_in, sandbox):
    sign_in(is_staff=True)
    sandbox.fail("/members/v1/members/query", status=403)
    browser.site.raise_request_exception = False

    browser.get("/report/")

    row = ElevatedCall.objects.get()
    assert (row.outcome, row.status_code) == ("ForbiddenError", 403)


def test_a_call_of_nobody_leaves_one_without_a_user(browser):
    browser.get("/report/public/")

    assert ElevatedCall.objects.get().user is None


@pytest.mark.django_db(transaction=True)
def test_the_row_survives_a_view_that_fails_in_its_transaction(browser, sign_in):
    from django.db import connection

    sign_in(is_staff=True)
    browser.site.raise_request_exception = False
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        assert browser.get("/report/failing/").status_code == 500
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False

    assert ElevatedCall.objects.count() == 1


def test_each_call_is_one_line_in_the_audit_log(browser, sign_in, caplog):
    user = sign_in(is_staff=True)
    caplog.set_level(logging.INFO, "wix_headless.audit")

    browser.get("/report/")

    lines = [r.getMessage() for r in caplog.records if r.name == "wix_headless.audit"]
    (line, _) = [line for line in lines if line.startswith("elevated_call ")]
    assert f"user={user.pk}" in line
    assert "view=tests.site.views.report" in line


def test_all_elevated_calls_share_one_token(browser, new_browser, sign_in, sandbox):
    sign_in(is_staff=True)
    other = new_browser()

    for _ in range(3):
        browser.get("/report/")
        other.get("/report/public/")

    assert sandbox.token_requests() == 1
    assert StoredToken.objects.get(role="app").instance_id == sandbox.instance_id


def test_another_secret_is_another_token(browser, sign_in, sandbox, settings):
    sign_in(is_staff=True)
    browser.get("/report/")
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_SECRET": "another"}
    browser.site.raise_request_exception = False

    assert browser.get("/report/").status_code == 500


def test_a_missing_secret_is_named(browser, sign_in, settings):
    sign_in(is_staff=True)
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_SECRET": ""}

    with pytest.raises(ImproperlyConfigured, match="WIX_CLIENT_SECRET"):
        browser.get("/report/")


def test_elevate_takes_a_method_that_was_not_called():
    with pytest.raises(TypeError, match="not yet called"):
        elevate({"members": []})


def test_elevate_takes_no_method_of_another_client(sandbox):
    client = WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)

    with pytest.raises(ElevationError, match="one speaker"):
        elevate(client.members.query_members)


def test_elevate_takes_no_cached_method(rf):
    """It would go on speaking as a visitor, with a name that says otherwise."""
    wix = attach_context(rf.get("/")).cached(60)

    with pytest.raises(ElevationError, match="one speaker"):
        elevate(wix.stores.products_v3.query_products)


@pytest.mark.parametrize("client", ["wix", "awix"])
def test_an_elevated_call_is_made_as_using_said(rf, client):
    request = rf.get("/")
    attach_context(request)
    with speaking_as_app(request, "a view"):
        wix = getattr(request, client).using(timeout=30, language="de")

        assert wix.elevated.options == wix.options
        assert elevate(wix.members.query_members).caller.options == wix.options
        assert getattr(request, client).elevated.options.timeout is None
