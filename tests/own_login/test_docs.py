"""The examples of docs/own-login-page.md, where running them says more than that they run."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, include, path

from tests.docs.pages import ROOT, read_blocks
from wix_headless.own_login.limiter import find_faults

PAGE = ROOT / "docs" / "own-login-page.md"


def run(word):
    (block,) = [block for block in read_blocks(PAGE) if word in block.text]
    names = {"env": None, "wix_settings_from_env": lambda env: {}}
    names |= {"include": include, "path": path}
    exec(compile(block.text, str(PAGE), "exec"), names)  # noqa: S102 - ours
    return names


def test_a_client_is_what_the_proxy_itself_has_seen():
    find_client = run("def find_client")["find_client"]
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.5"}

    assert find_client(RequestFactory().get("/", headers=forged)) == "203.0.113.5"


def test_the_set_up_leads_somewhere(change):
    pytest.importorskip("redis")
    names = run("urlpatterns")

    change(**names["WIX_HEADLESS"])
    assert list(find_faults()) == []
    assert names["LOGIN_URL"] == "wix_login:login"
    assert {one.app_name for one in names["urlpatterns"]} == {"wix", "wix_login"}


def test_the_pages_that_are_named_are_there():
    text = PAGE.read_text(encoding="utf-8")
    for page in ("login/", "register/", "code/", "password/"):
        assert page in text
        assert get_resolver().resolve(f"/members/{page}").namespace == "wix_login"


def test_the_defaults_are_those_of_the_settings(settings):
    from wix_headless.conf import WixSettings

    text = PAGE.read_text(encoding="utf-8")
    for name in ("LOGINS_PER_CLIENT", "LOGINS_PER_ADDRESS", "LOGINS_PER_SITE"):
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{name}`")]
        assert f"`{getattr(WixSettings(), name)}`" in line
