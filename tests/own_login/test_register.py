"""Registering, codes by mail, forgotten passwords: what is said, and what is not."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from tests.own_login.conftest import ADA, NEW, PASSWORD
from wix_headless.models import CodeAttempt, WixMember

pytestmark = pytest.mark.django_db

COOKIE = "wix_login_code"
IAM = "/_api/iam/"


def plain(page, *, without=()):
    """Return what a page says to everybody."""
    text = page.content.decode()
    for word in (*without, str(page.context["csrf_token"])):
        text = text.replace(word, "")
    return text


def test_somebody_new_becomes_a_member(visitor):
    answer = visitor.register(first_name="Nell", last_name="Quill", next="/account/")

    back = visitor.go_through_wix(answer)

    assert back["Location"] == "/account/"
    user = get_user_model().objects.get()
    assert (user.email, user.first_name, user.last_name) == (NEW, "Nell", "Quill")


def test_who_has_to_be_approved_is_told_so(visitor, sandbox):
    sandbox.control("settings", require_approval=True)

    answer = visitor.register()

    assert answer.status_code == 200
    assert b"waiting for approval" in answer.content
    assert visitor.who["role"] == "visitor"


@pytest.mark.parametrize("password", ["short", "12345678", "password", "x" * 101, ""])
def test_this_sites_rules_for_passwords_come_first(visitor, settings, sandbox, password):
    validators = "django.contrib.auth.password_validation."
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": validators + "MinimumLengthValidator"},
        {"NAME": validators + "CommonPasswordValidator"},
    ]

    answer = visitor.register(password=password)

    assert answer.status_code == 200
    assert answer.context["form"].errors["password"]
    assert sandbox.requests_to(IAM) == []


def test_a_password_that_wix_will_not_have_is_named(visitor):
    answer = visitor.register(password="short")

    assert list(answer.context["form"].errors) == ["password"]


def test_what_wix_takes_for_no_address_is_named(visitor, sandbox):
    violation = {"field": "loginId.email", "data": {"type": "EMAIL"}}
    details = {"validationError": {"fieldViolations": [violation]}}
    sandbox.fail(IAM + "*", status=400, body={"message": "no", "details": details})

    assert list(visitor.register().context["form"].errors) == ["email"]


def test_other_refusals_are_one(visitor, sandbox):
    details = {"applicationError": {"code": "USER_EMAIL_OFAC_ADDRESS"}}
    sandbox.fail(IAM + "*", status=403, body={"message": "no", "details": details})

    assert b"could not be registered" in visitor.register().content


class TestCodes:
    @pytest.fixture(autouse=True)
    def _codes(self, sandbox):
        sandbox.control("settings", verify_email=True)

    @pytest.fixture
    def wrong(self, mails):
        return lambda: "000000" if mails()[-1]["code"] != "000000" else "111111"

    def test_the_code_out_of_the_mail_lets_in(self, visitor, mails):
        answer = visitor.register(next="/account/?tab=orders")
        assert answer["Location"] == "/members/code/"
        assert visitor.get("/members/code/").status_code == 200

        back = visitor.go_through_wix(visitor.post("code", {"code": f" {mails()[-1]['code']} "}))

        assert back["Location"] == "/account/?tab=orders"
        assert visitor.who["role"] == "member"
        assert visitor.site.cookies[COOKIE].value == ""
        assert not CodeAttempt.objects.exists()

    def test_a_login_asks_for_one_too(self, visitor, new_visitor, mails):
        visitor.register()
        other = new_visitor()

        other.type_in(NEW, PASSWORD)

        assert len(mails()) == 2
        other.go_through_wix(other.post("code", {"code": mails()[-1]["code"]}))
        assert other.who["role"] == "member"

    def test_a_registered_address_gets_the_answer_of_a_new_one(self, new_visitor, sandbox, wrong):
        fresh, known = new_visitor(), new_visitor()
        seen = []
        for visitor, email in ((fresh, NEW), (known, ADA)):
            sandbox.forget_requests()
            answer = visitor.register(email)
            page = visitor.get("/members/code/")
            refused = visitor.post("code", {"code": wrong()})
            cookie = answer.cookies[COOKIE]
            seen.append(
                (
                    answer.status_code,
                    answer["Location"],
                    sorted(answer.cookies),
                    {name: cookie[name] for name in cookie if name != "expires"},
                    len(cookie.value),
                    plain(page),
                    plain(refused),
                    [one["path"] for one in sandbox.requests_to(IAM)],
                    len(bytes(CodeAttempt.objects.latest("expires_at").sealed)),
                )
            )

        assert seen[0] == seen[1]
        assert "not right, or too old" in seen[0][6]

    def test_nobody_is_mailed_because_somebody_else_registers(self, visitor, mails):
        visitor.register(ADA)

        assert mails() == []

    def test_five_wrong_codes_end_it(self, visitor, mails, wrong):
        visitor.register()
        for _ in range(5):
            assert b"not right" in visitor.post("code", {"code": wrong()}).content

        answer = visitor.post("code", {"code": mails()[-1]["code"]})

        assert answer.status_code == 400
        assert answer.cookies[COOKIE].value == ""
        assert visitor.who["role"] == "visitor"

    def test_after_ten_minutes_it_is_over(self, visitor):
        visitor.register()
        CodeAttempt.objects.update(expires_at=timezone.now())

        answer = visitor.get("/members/code/")

        assert answer.status_code == 400
        assert b"took too long" in answer.content

    def test_it_is_for_the_browser_that_began(self, visitor, new_visitor, mails):
        visitor.register()

        other = new_visitor()

        assert other.post("code", {"code": mails()[-1]["code"]}).status_code == 400

    def test_a_code_works_once(self, visitor, mails, new_visitor):
        visitor.register()
        cookie = visitor.site.cookies[COOKIE].value
        visitor.post("code", {"code": mails()[-1]["code"]})
        thief = new_visitor()
        thief.site.cookies[COOKIE] = cookie

        assert thief.post("code", {"code": mails()[-1]["code"]}).status_code == 400

    def test_the_cookie_is_strict_and_for_this_page(self, visitor):
        cookie = visitor.register().cookies[COOKIE]

        assert cookie["samesite"] == "Strict"
        assert cookie["httponly"]
        assert cookie["path"] == "/members/code/"
        assert cookie["max-age"] == 600

    def test_it_is_sent_by_https_alone_where_that_is_spoken(self, new_visitor, settings):
        settings.SESSION_COOKIE_SECURE = True

        assert new_visitor().register().cookies[COOKIE]["secure"]

    def test_what_the_code_goes_with_is_nowhere_to_be_seen(self, visitor, sandbox):
        answer = visitor.register()
        page = visitor.get("/members/code/")

        memory = sandbox._server.state
        (token,) = memory.pending_codes
        shown = f"{answer.headers} {answer.cookies} {page.content.decode()} {page.headers}"
        assert token not in shown
        assert token.encode() not in bytes(CodeAttempt.objects.get().sealed)

    def test_the_code_is_not_sent_back(self, visitor, wrong):
        visitor.register()
        code = wrong()

        assert code.encode() not in visitor.post("code", {"code": code}).content

    @pytest.mark.parametrize("code", ["", "1", "1234567", "\x00" * 6])
    def test_what_is_no_code_costs_no_try(self, visitor, sandbox, code):
        visitor.register()
        sandbox.forget_requests()

        visitor.post("code", {"code": code})

        assert sandbox.requests_to(IAM) == []
        assert CodeAttempt.objects.get().tries_left == 5

    def test_a_wix_that_does_not_answer_is_a_page_and_the_code_still_works(
        self, visitor, sandbox, mails
    ):
        visitor.register()
        sandbox.fail("/_api/iam/verification/*", mode="reset", times=3)

        assert visitor.post("code", {"code": mails()[-1]["code"]}).status_code == 503

        sandbox.heal()
        visitor.go_through_wix(visitor.post("code", {"code": mails()[-1]["code"]}))
        assert visitor.who["role"] == "member"

    def test_the_owner_may_want_to_approve_as_well(self, visitor, sandbox, mails):
        sandbox.control("settings", require_approval=True)
        visitor.register()

        answer = visitor.post("code", {"code": mails()[-1]["code"]})

        assert b"waiting for approval" in answer.content
        assert not CodeAttempt.objects.exists()

    def test_staff_who_agreed_before_is_replaced_after(self, visitor, mails):
        staff = get_user_model().objects.create_user("boss", is_staff=True)
        visitor.site.force_login(staff, "django.contrib.auth.backends.ModelBackend")
        visitor.register(replaces=str(staff.pk))

        visitor.go_through_wix(visitor.post("code", {"code": mails()[-1]["code"]}))

        assert visitor.who["role"] == "member"


class TestForgottenPasswords:
    def test_a_link_is_mailed_and_leads_back(self, visitor, mails, sandbox):
        answer = visitor.post("password", {"email": ADA, "next": "/account/"})
        assert b"on its way" in visitor.get(answer["Location"]).content
        (mail,) = mails()
        assert (mail["to"], mail["kind"]) == (ADA, "recovery")

        back = visitor.site.wix_submit(mail["url"], password="another clay")

        assert back == "http://testserver/members/login/"
        visitor.go_through_wix(visitor.type_in(ADA, "another clay"))
        assert WixMember.objects.get().login_email == ADA

    def test_every_address_gets_the_same_answer(self, new_visitor, sandbox, mails):
        answers = []
        for email in (ADA, "nobody@example.com"):
            sandbox.forget_requests()
            answer = new_visitor().post("password", {"email": email})
            paths = [one["path"] for one in sandbox.requests_to(IAM)]
            answers.append((answer.status_code, answer["Location"], sorted(answer.cookies), paths))

        assert answers[0] == answers[1]
        assert len(mails()) == 1

    @pytest.mark.parametrize("status", [400, 403, 409])
    def test_what_wix_says_of_an_address_is_not_passed_on(self, visitor, sandbox, caplog, status):
        details = {"applicationError": {"code": "IDENTITY_GONE"}}
        body = {"message": f"{ADA} is gone", "details": details}
        sandbox.fail("/_api/iam/recovery/*", status=status, body=body)

        answer = visitor.post("password", {"email": ADA})

        assert "sent=1" in answer["Location"]
        assert "IDENTITY_GONE" in caplog.text
        assert ADA not in caplog.text

    def test_a_wix_that_does_not_answer_is_a_page(self, visitor, sandbox):
        sandbox.fail("/_api/iam/recovery/*", mode="reset", times=9)

        assert visitor.post("password", {"email": ADA}).status_code == 503

    def test_it_is_written_in_the_readers_language(self, visitor, sandbox, settings):
        settings.MIDDLEWARE = [
            *settings.MIDDLEWARE,
            "django.middleware.locale.LocaleMiddleware",
        ]

        # LocaleMiddleware leaves its language to the thread, where the next test would find it.
        with translation.override(translation.get_language()):
            answer = visitor.post("password", {"email": ADA}, headers={"Accept-Language": "pt-BR"})

        # The sandbox refuses what is no language of two letters.
        assert "sent=1" in answer["Location"]
        assert len(sandbox.control("mails", "GET")["mails"]) == 1

    def test_no_address_is_asked_for_twice(self, visitor, sandbox):
        answer = visitor.post("password", {"email": "nobody"})

        assert list(answer.context["form"].errors) == ["email"]
        assert sandbox.requests_to(IAM) == []


def test_texts_are_complete_sentences_in_every_page(visitor):
    # A slip in a template's block shows as an empty heading or button.
    for page in ("login", "register", "password"):
        text = visitor.get(f"/members/{page}/").content.decode()
        assert re.search(r"<h1>\w", text)
        assert re.search(r'<button class="button">\w', text)
        assert re.search(r"<title>\w", text)
