"""What ends a login besides its own logout, and what a late answer must not undo."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from tests.storages.test_renewal import build_tokens
from wix_headless.login.sign_in import end_login
from wix_headless.middleware import WixMiddleware
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages import leases
from wix_headless.storages.sessions import MemberTokenStorage, VisitorTokenStorage, stored_row
from wix_headless.tokens import Role

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def find_login():
    return StoredToken.objects.get(role="member")


@pytest.fixture
def ada(browser):
    browser.log_in(ADA)
    return get_user_model().objects.get(wix_member__isnull=False)


class TestUsers:
    def test_a_user_who_is_switched_off_has_no_tokens_left(self, browser, ada):
        ada.is_active = False
        ada.save()

        row = find_login()
        assert (row.sealed, row.end_reason) == (None, "inactive")
        assert browser.get("/role/").json()["role"] == "visitor"

    def test_switched_off_without_a_signal_it_does_not_speak_either(self, browser, ada):
        get_user_model().objects.update(is_active=False)

        assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}

    def test_a_new_password_ends_all_logins(self, browser, new_browser, ada):
        new_browser().log_in(ADA)

        ada.set_password("a new one")
        ada.save()

        assert {row.end_reason for row in StoredToken.objects.filter(role="member")} == {"password"}
        assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}

    def test_the_session_that_changes_it_goes_on(self, browser, new_browser, ada):
        other = new_browser()
        other.log_in(ADA)

        browser.site.post("/password/", {"password": "a new one"})

        assert browser.get("/role/").json()["role"] == "member"
        assert other.get("/role/").json()["role"] == "visitor"
        ends = StoredToken.objects.filter(role="member").values_list("end_reason", flat=True)
        assert sorted(ends) == ["", "password"]

    def test_other_changes_of_a_user_end_nothing(self, ada, django_assert_num_queries):
        ada.first_name = "Augusta"
        with django_assert_num_queries(1):
            ada.save()
        with django_assert_num_queries(1):
            ada.save(update_fields=["first_name"])

        assert find_login().ended_at is None

    def test_somebody_elses_logout_does_not(self, browser, ada):
        request = RequestFactory().get("/")
        request.session = browser.site.session

        end_login(None, request, get_user_model().objects.create_user("other"))

        assert find_login().ended_at is None

    def test_a_deleted_user_takes_its_tokens_along(self, browser, ada):
        ada.delete()

        assert not StoredToken.objects.filter(role="member").exists()
        assert not WixMember.objects.exists()
        assert browser.get("/role/").json()["role"] == "visitor"


def test_djangos_logout_ends_the_tokens_also_where_there_is_no_request_wix(browser, ada):
    request = RequestFactory().get("/")
    request.session = SessionStore(browser.site.cookies["sessionid"].value)
    request.user = ada

    logout(request)

    assert find_login().end_reason == "logout"


class TestSessionsThatAreGone:
    """A visitor's first answer comes back when another tab has logged in meanwhile."""

    @pytest.fixture
    def answer(self):
        def answer(view):
            request = RequestFactory().get("/")
            request.session = SessionStore()
            request.session["kept"] = "before"
            request.session.create()
            session = request.session = SessionStore(request.session.session_key)
            request.user = AnonymousUser()
            WixMiddleware(view)(request)
            return session

        return answer

    @pytest.fixture
    def speak(self, sandbox):
        def speak(request):
            request.wix.stores.products_v3.query_products(query={})
            SessionStore(request.session.session_key).flush()
            return HttpResponse()

        return speak

    def test_it_is_not_saved_for_our_sake(self, answer, speak):
        session = answer(speak)

        assert not session.modified
        assert StoredToken.objects.get().end_reason == "replaced"

    def test_what_the_view_wrote_is_the_views_affair(self, answer, speak):
        def view(request):
            request.session["written"] = True
            return speak(request)

        assert answer(view).modified

    def test_one_that_is_there_is_saved(self, answer, sandbox):
        def view(request):
            request.wix.stores.products_v3.query_products(query={})
            return HttpResponse()

        session = answer(view)

        assert session.modified
        assert stored_row(session, "default")[1] == str(StoredToken.objects.get().pk)


@pytest.mark.django_db(transaction=True)
class TestTokensThatCannotBeStoredAtOnce:
    """Wix has replaced the old token by then: the new one is all there is."""

    @pytest.fixture
    def storage(self, db):
        session = SessionStore()
        session.create()
        writes = []
        storage = VisitorTokenStorage(session, site="default", defer=writes.append)
        storage.renew(None, lambda old: build_tokens("old", role=Role.VISITOR))
        storage.writes = writes
        return storage

    @pytest.fixture
    def broken_database(self):
        """Make the database refuse to write tokens, as one that restarts does."""

        def refuse(execute, sql, params, many, context):
            if sql.startswith("UPDATE") and '"sealed"' in sql.replace("`", '"'):
                raise OperationalError("the server is restarting")
            return execute(sql, params, many, context)

        return lambda: connection.execute_wrapper(refuse)

    def test_they_are_used_and_stored_after_the_view(self, storage, broken_database):
        with broken_database():
            tokens = storage.renew(
                storage.load(), lambda old: build_tokens("new", role=Role.VISITOR)
            )
        assert tokens.access_token == "access-new"
        assert leases.token_rows().get().version == 1

        for write in storage.writes:
            write()

        again = VisitorTokenStorage(storage.session, site="default")
        assert again.load().access_token == "access-new"
        assert leases.token_rows().get().lease is None

    def test_unless_somebody_ended_them_meanwhile(self, storage, broken_database):
        with broken_database():
            storage.renew(storage.load(), lambda old: build_tokens("new", role=Role.VISITOR))
        leases.end_row(leases.token_rows().get(), StoredToken.EndReason.REVOKED)

        for write in storage.writes:
            write()

        assert leases.token_rows().get().sealed is None


@pytest.mark.django_db(transaction=True)
def test_a_streamed_answer_writes_what_it_has_to_at_once():
    heard = []
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()

    def view(request):
        request.wix.speaker.defer(lambda: heard.append("in the view"))
        assert not heard
        return HttpResponse()

    WixMiddleware(view)(request)
    request.wix.speaker.defer(lambda: heard.append("while it streams"))

    assert heard == ["in the view", "while it streams"]


def test_a_member_of_another_user_is_not_found(browser, ada):
    session = SessionStore(browser.site.cookies["sessionid"].value)

    assert MemberTokenStorage(session, site="default", user_id=ada.pk).load() is not None
    assert MemberTokenStorage(session, site="default", user_id=ada.pk + 1).load() is None


def test_a_write_that_fails_after_the_view_costs_neither_the_page_nor_the_other_writes(caplog):
    heard = []
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()

    def refuse():
        raise OperationalError("the server is restarting")

    def view(request):
        request.wix.speaker.defer(refuse)
        request.wix.speaker.defer(lambda: heard.append("written"))
        return HttpResponse("done")

    assert WixMiddleware(view)(request).content == b"done"
    assert heard == ["written"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
