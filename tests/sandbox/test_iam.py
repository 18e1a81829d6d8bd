"""A site's own login page: register, log in, codes, captchas, forgotten passwords."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sandbox.support import Login, code_of, query_of, violation_of

IAM = "/_api/iam/authentication/v2"
VERIFY = "/_api/iam/verification/v1/auth/verify"
ADA = "ada@example.com"
NEW = "new@example.com"


@pytest.fixture
def register(visitor):
    def register(email=NEW, password="clay and paper", **more):
        body = {"loginId": {"email": email}, "password": password, **more}
        return visitor.post(f"{IAM}/register", body)

    return register


@pytest.fixture
def log_in(visitor, ada):
    def log_in(email=ADA, password=ada["password"], **more):
        body = {"loginId": {"email": email}, "password": password, **more}
        return visitor.post(f"{IAM}/login", body)

    return log_in


@pytest.fixture
def switch(anybody):
    def switch(**settings):
        assert anybody.post("/_sandbox/settings", settings).status_code == 200

    return switch


def mails(caller):
    return caller.get("/_sandbox/mails").json()["mails"]


def enter(visitor, browser, keys, token, **more):
    """Show a session token where a login begins; return what the site's callback hears."""
    login = Login(visitor, keys["client_id"], sessionToken=token, **more)
    return login, query_of(browser.open(login.url))


def test_a_password_becomes_a_session_and_tokens(visitor, browser, keys, log_in):
    answer = log_in().json()
    assert answer["state"] == "SUCCESS"

    login, came = enter(visitor, browser, keys, answer["sessionToken"])

    tokens = login.exchange(visitor, came["code"]).json()
    info = visitor.post("/oauth2/token-info", {"token": tokens["access_token"]}).json()
    assert (info["subjectType"], info["subjectId"]) == ("MEMBER", answer["identity"]["id"])


def test_a_session_token_works_once_and_for_five_minutes(sandbox, visitor, browser, keys, log_in):
    token = log_in().json()["sessionToken"]
    assert "code" in enter(visitor, browser, keys, token)[1]
    assert enter(visitor, browser, keys, token)[1]["error"] == "access_denied"

    late = log_in().json()["sessionToken"]
    sandbox.state.offset += timedelta(seconds=301)
    assert enter(visitor, browser, keys, late)[1]["error"] == "access_denied"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"email": "nobody@example.com"}, 404, "-19999"),
        ({"password": "wrong"}, 401, "-19976"),
    ],
)
def test_who_is_not_let_in_is_told_why(log_in, body, status, code):
    answer = log_in(**body)

    assert (answer.status_code, code_of(answer)) == (status, code)


def test_a_profile_may_have_a_nickname(register, anybody):
    member_id = register(profile={"firstName": "Zoë", "nickname": "Zo"}).json()["identity"]["id"]

    member = anybody.post(f"/_sandbox/members/{member_id}", {}).json()["member"]
    assert member["profile"]["nickname"] == "Zo"
    assert member["contact"]["firstName"] == "Zoë"


def test_an_address_registers_once(register):
    assert register(profile={"firstName": "Nell"}).json()["state"] == "SUCCESS"

    again = register("NEW@example.com")

    assert (again.status_code, code_of(again)) == (409, "-19995")


def test_what_is_no_address_is_named_so(register):
    violation = violation_of(register("nobody"))

    assert violation["field"] == "loginId.email"
    assert violation["data"] == {"type": "EMAIL"}


@pytest.mark.parametrize("password", ["", "short", "x" * 101])
def test_a_password_has_a_size(register, password):
    assert violation_of(register(password=password))["field"] == "password"


def test_the_owner_approves(switch, register, log_in):
    switch(require_approval=True)

    assert register().json()["state"] == "REQUIRE_OWNER_APPROVAL"
    waiting = log_in(NEW, "clay and paper").json()
    assert waiting["state"] == "REQUIRE_OWNER_APPROVAL"
    assert "sessionToken" not in waiting


def test_a_blocked_member_is_not_let_in(anybody, log_in):
    anybody.post(f"/_sandbox/members/{ADA}", {"status": "BLOCKED"})

    assert log_in().status_code == 403


class TestCodes:
    @pytest.fixture
    def started(self, switch, register, anybody):
        """Somebody who was sent a code: the state token, and the code."""
        switch(verify_email=True)
        answer = register().json()
        assert answer["state"] == "REQUIRE_EMAIL_VERIFICATION"
        assert "sessionToken" not in answer
        mail = mails(anybody)[-1]
        assert (mail["to"], mail["kind"]) == (NEW, "code")
        return answer["stateToken"], mail["code"]

    def test_the_code_out_of_the_mail_lets_in_once(self, visitor, started):
        token, code = started

        assert visitor.post(VERIFY, {"code": code, "stateToken": token}).json()["state"] == (
            "SUCCESS"
        )
        again = visitor.post(VERIFY, {"code": code, "stateToken": token})
        assert (again.status_code, code_of(again)) == (400, "VERIFICATION_FAILED")

    def test_five_wrong_codes_use_it_up(self, visitor, started):
        token, code = started
        wrong = "000000" if code != "000000" else "111111"

        for _ in range(5):
            assert visitor.post(VERIFY, {"code": wrong, "stateToken": token}).status_code == 400

        assert visitor.post(VERIFY, {"code": code, "stateToken": token}).status_code == 400

    def test_it_works_for_ten_minutes(self, sandbox, visitor, started):
        token, code = started
        sandbox.state.offset += timedelta(minutes=10, seconds=1)

        assert visitor.post(VERIFY, {"code": code, "stateToken": token}).status_code == 400

    def test_another_can_be_sent(self, visitor, anybody, started):
        member = anybody.post("/_sandbox/act-as", {"member": NEW}).json()["subject_id"]
        body = {"identityId": member, "target": "EMAIL"}

        answer = visitor.post("/_api/iam/verification/v1/start", body)

        assert answer.json()["verificationId"]
        assert len(mails(anybody)) == 2


def test_a_captcha_is_asked_for(switch, log_in, register):
    switch(require_captcha=True)

    for call in (log_in, register):
        assert code_of(call()) == "-19971"
        assert code_of(call(captchaTokens=[{"Recaptcha": "made-up"}])) == "-19970"
        good = call(captchaTokens=[{"InvisibleRecaptcha": "captcha-passed"}])
        assert good.json()["state"] == "SUCCESS"


class TestForgottenPasswords:
    @pytest.fixture
    def send(self, visitor, keys):
        def send(email=ADA, url="http://localhost:8000/account/login/", **more):
            redirect = {"url": url, "clientId": keys["client_id"]}
            body = {"email": email, "redirect": redirect, **more}
            return visitor.post("/_api/iam/recovery/v1/send-email", body)

        return send

    def test_the_link_leads_to_a_new_password_and_back(self, send, browser, anybody, log_in):
        assert send(language="en").json() == {}
        page = browser.open(mails(anybody)[-1]["url"])
        assert browser.submit(page, password="short").status_code == 400

        back = browser.submit(page, password="another clay")

        assert back.headers["Location"] == "http://localhost:8000/account/login/"
        assert log_in(password="another clay").json()["state"] == "SUCCESS"
        assert log_in().status_code == 401
        assert browser.open(page.url).status_code == 400

    def test_the_token_sets_a_password_by_the_api_once(self, send, visitor, anybody, log_in):
        send()
        token = mails(anybody)[-1]["url"].rpartition("/")[2]
        body = {"recoveryToken": token, "password": "another clay"}

        answer = visitor.post("/_api/iam/recovery/v1/recover", body)

        assert answer.json()["state"] == "SUCCESS"
        assert log_in(password="another clay").status_code == 200
        assert visitor.post("/_api/iam/recovery/v1/recover", body).status_code == 400

    def test_an_address_that_nobody_has_is_said_so(self, send):
        assert code_of(send("nobody@example.com")) == "-19999"

    def test_it_leads_back_to_this_site_alone(self, send):
        assert violation_of(send(url="https://evil.example/"))["field"] == "redirect.url"


def test_it_takes_a_visitors_token(anybody):
    body = {"loginId": {"email": ADA}, "password": "x"}

    assert anybody.post(f"{IAM}/login", body).status_code == 401
