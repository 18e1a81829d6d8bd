"""The captcha that Wix can be told to ask for: a field of the project's, and Wix's tokens."""

from __future__ import annotations

import pytest
from django import forms

from wix_headless.own_login.captcha import RecaptchaField

pytestmark = pytest.mark.django_db

IAM = "/_api/iam/"


class PassField(forms.CharField):
    """A captcha of a project's own."""

    def clean(self, value):
        return [{"InvisibleRecaptcha": super().clean(value)}]


@pytest.fixture(autouse=True)
def _wanted(sandbox):
    sandbox.control("settings", require_captcha=True)


def test_a_project_without_one_is_told_in_its_log(visitor, caplog):
    answer = visitor.type_in()

    assert b"no robot" in answer.content
    assert "LOGIN_CAPTCHA" in caplog.text


@pytest.mark.parametrize("field", [PassField, f"{__name__}.PassField"])
@pytest.mark.parametrize("page", ["login", "register"])
def test_a_field_of_the_projects_own_lets_in(visitor, change, sandbox, field, page):
    change(LOGIN_CAPTCHA=field)
    send = visitor.type_in if page == "login" else visitor.register

    assert list(send().context["form"].errors) == ["captcha"]
    assert sandbox.requests_to(IAM) == []
    assert b"no robot" in send(captcha="made-up").content
    visitor.go_through_wix(send(captcha="captcha-passed"))
    assert visitor.who["role"] == "member"


class TestRecaptcha:
    @pytest.fixture(autouse=True)
    def _recaptcha(self, change):
        change(LOGIN_CAPTCHA="wix_headless.own_login.captcha.RecaptchaField")

    def test_googles_token_goes_to_wix(self, visitor):
        answer = visitor.type_in(**{"g-recaptcha-response": "captcha-passed"})

        visitor.go_through_wix(answer)
        assert visitor.who["role"] == "member"

    def test_the_page_has_the_box_and_no_script_of_its_own(self, visitor):
        page = visitor.get("/members/login/").content.decode()

        assert 'class="g-recaptcha" data-sitekey="6Ld0J8' in page
        assert page.count("<script") == 1
        assert '<script src="https://www.google.com/recaptcha/api.js" async defer></script>' in page

    @pytest.mark.parametrize("token", ["", "x" * 8193])
    def test_without_a_token_wix_is_not_asked(self, visitor, sandbox, token):
        answer = visitor.type_in(**{"g-recaptcha-response": token})

        assert list(answer.context["form"].errors) == ["captcha"]
        assert sandbox.requests_to(IAM) == []

    def test_the_forgotten_password_needs_none(self, visitor, mails):
        visitor.post("password", {"email": "ada@example.com"})

        assert len(mails()) == 1


def test_another_kind_is_one_word():
    class Invisible(RecaptchaField):
        kind = "InvisibleRecaptcha"

    assert Invisible().clean("token") == [{"InvisibleRecaptcha": "token"}]
