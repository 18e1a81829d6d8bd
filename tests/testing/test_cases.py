"""``WixSandboxMixin``, as classes of Django's own test runner use it."""

from __future__ import annotations

import unittest

import pytest
import requests
from django.conf import settings
from django.test import LiveServerTestCase, SimpleTestCase, TestCase, TransactionTestCase
from django.test.utils import override_settings

from wix_headless.models import StoredToken, WixMember
from wix_headless.testing import WixSandboxMixin, WixTestClient
from wix_headless.testing.clients import read_form

ADA, BEN = "ada@example.com", "ben@example.com"


class Members:
    """What holds in every kind of class."""

    def test_a_member_is_logged_in(self):
        self.client.wix_login()

        assert self.client.get("/role/").json()["role"] == "member"
        assert WixMember.objects.get().login_email == ADA

    def test_it_is_gone_in_the_next(self):
        assert not StoredToken.objects.exists()
        assert self.wix_sandbox.requests == []

    def test_several_are(self):
        ben = self.wix_login(BEN, headers={"accept-language": "de"})

        assert isinstance(ben, WixTestClient)
        assert ben.get("/role/").json()["role"] == "member"
        assert self.client.get("/role/").json()["role"] == "visitor"

    def test_time_passes(self):
        self.client.wix_login()
        self.wix_sandbox.move_clock(hours=5)
        self.wix_sandbox.forget_requests()

        assert self.client.get("/me/").status_code == 200
        assert self.wix_sandbox.token_requests() == 1


class TestCaseTests(WixSandboxMixin, Members, TestCase):
    pass


class TransactionTestCaseTests(WixSandboxMixin, Members, TransactionTestCase):
    pass


class LiveServerTests(WixSandboxMixin, LiveServerTestCase):
    def test_a_browser_logs_in_at_the_live_server(self):
        browser = requests.Session()
        page = browser.get(f"{self.live_server_url}/wix/login/?next=/role/", timeout=10)
        who = {"email": ADA, "password": self.wix_sandbox.password_of(ADA)}

        answer = browser.post(page.url, data=read_form(page.text) | who, timeout=10)

        assert answer.url == f"{self.live_server_url}/role/"
        assert answer.json()["role"] == "member"


def run(case):
    """Run the tests of a class, and return what became of them."""
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return result


def test_the_settings_are_the_projects_own_before_and_after(settings):
    seen = []

    class Case(WixSandboxMixin, SimpleTestCase):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            seen.append(settings.WIX_HEADLESS.get("API_URL"))

        def test(self):
            seen.append(settings.WIX_HEADLESS["API_URL"])

    result = run(Case)

    assert result.wasSuccessful(), result.errors
    assert seen == [None, Case.wix_sandbox.origin]
    assert "API_URL" not in settings.WIX_HEADLESS


def test_settings_of_the_class_are_completed_and_not_replaced():
    class Case(WixSandboxMixin, SimpleTestCase):
        def test(self):
            assert settings.WIX_HEADLESS["API_URL"] == self.wix_sandbox.origin
            assert settings.WIX_HEADLESS["CALLS_PER_MINUTE"] == 7

    result = run(override_settings(WIX_HEADLESS={"CALLS_PER_MINUTE": 7})(Case))

    assert result.wasSuccessful(), result.errors


def test_behind_djangos_class_it_would_never_run_and_is_refused():
    with pytest.raises(TypeError, match="Wrong: WixSandboxMixin goes before Django's"):

        class Wrong(TestCase, WixSandboxMixin):
            pass
