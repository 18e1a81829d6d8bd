"""What ``wix_check`` prints, how it ends, and what it never tells."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.doctor.reports import blot

pytestmark = pytest.mark.django_db

OTHER = "0ther-secret-4711"

#: Checks of the project as a whole.
PROJECT = {"settings", "wiring", "tables", "keys", "cache"}


def test_text_is_told_by_check_with_a_summary(healthy, wix_check):
    code, text = wix_check()

    assert code == 0
    assert text.startswith("Project\nok       settings: WIX_HEADLESS can be read; it has 1 site.")
    assert "\nSite default\nok       reach: Wix answers.\n" in text
    assert " 0 to look at, 0 broken," in text.splitlines()[-1]


def test_something_broken_comes_with_its_fix_and_exit_code_1(healthy, wix_check):
    healthy.control("settings", site_published=False)

    code, text = wix_check()

    assert code == 1
    broken = text.index("broken   published: The Wix site is not published")
    assert "         Publish it in the Wix dashboard" in text[broken:].splitlines()[1]
    assert "SITE_NOT_PUBLISHED" in text[broken:].splitlines()[2]
    assert "1 broken" in text.splitlines()[-1]


def test_warnings_count_when_they_are_asked_to(healthy, wix_check):
    healthy.control("settings", members_area=False)

    assert wix_check()[0] == 0
    assert wix_check("--strict")[0] == 1


def test_json_has_every_finding(healthy, wix_check):
    code, text = wix_check("--json")

    answer = json.loads(text)
    assert (code, answer["ok"]) == (0, True)
    assert answer["version"]
    for finding in answer["findings"]:
        assert set(finding) == {"site", "check", "title", "verdict", "says", "fix", "detail"}
        assert finding["site"] == ("default" if finding["check"] not in PROJECT else "")


def test_every_site_is_examined_or_the_one_that_was_asked_for(healthy, look, change, settings):
    outlet = {"CLIENT_ID": "12345678-1234-1234-1234-123456789012", "HOSTS": ["outlet.example"]}
    change(SITES={"outlet": outlet})

    def sites(*words):
        found = look(*words)
        assert "outlet" not in {one["site"] for one in found["wiring"]}
        return [(one["site"], one["verdict"]) for one in found["visitor"]]

    assert sites() == [("default", "ok"), ("outlet", "broken")]
    assert sites("--site", "outlet") == [("outlet", "broken")]
    assert sites("--site", "default") == [("default", "ok")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--site", "nowhere"], "There is no Wix site 'nowhere'"),
        (["--origin", "shop.example.com/path"], "a scheme and a host"),
        (["--origin", "https://shop.example.com"], "say --site, too"),
    ],
)
def test_a_wrong_option_ends_with_2(healthy, change, words, told):
    change(SITES={"outlet": {"CLIENT_ID": "x"}})

    with pytest.raises(CommandError, match=told) as caught:
        call_command("wix_check", *words)

    assert caught.value.returncode == 2


@pytest.mark.parametrize("words", [[], ["--json"], ["--report"]])
def test_no_secret_leaves_whatever_wix_repeats(healthy, wix_check, change, settings, words):
    token = "OauthNG.JWS.eyJhbGciOi.eyJkYXRh.c2lnbmF0dXJl"
    change(CLIENT_SECRET=OTHER)
    echo = f"{OTHER} {token} {healthy.api_key} {settings.SECRET_KEY}"
    healthy.fail("/oauth2/token", times=5, status=400, body={"message": echo})
    healthy.fail("/site-properties/*", times=5, status=403, body={"message": echo})

    code, text = wix_check(*words)

    assert code == 1
    secrets = [*settings.WIX_HEADLESS["ENCRYPTION_KEYS"], *echo.split()]
    assert not [secret for secret in secrets if secret in text]
    assert ("<secret>" in text) == (words != ["--report"])


def test_a_report_has_no_address_and_no_id(healthy, wix_check, change, settings, browser):
    browser.log_in("ada@example.com")
    settings.ALLOWED_HOSTS = ["shop.kiln.example", "testserver"]
    change(
        PUBLIC_URL="https://shop.kiln.example",
        SITES={"secret-brand": {"CLIENT_ID": "x", "PUBLIC_URL": "https://brand.example"}},
    )

    code, text = wix_check("--report", "--permissions")

    assert code == 1
    for private in (
        "kiln.example",
        "brand",
        healthy.origin,
        healthy.client_id,
        healthy.site_id,
        "ada@",
        "127.0.0.1",
    ):
        assert private not in text
    assert "site 1: broken redirect-uris: Wix will not send logins back to <address>" in text
    assert "site 2: broken visitor:" in text
    assert "project: ok settings:" in text
    assert "Wix: another address" in text
    assert "django-wix-headless: " in text


def test_a_report_does_not_tell_where_it_was_said_that_the_site_is(healthy, wix_check):
    _, text = wix_check("--report", "--origin", "https://staging.kiln.example:8443")

    assert "Wix will not send logouts and checkouts back to <name>" in text
    assert "kiln" not in text


def test_a_report_leaves_out_what_others_said(healthy, wix_check):
    healthy.fail("/oauth2/token", times=5, status=400, body={"message": "Mr Smith's shop"})

    assert "Mr Smith" in wix_check()[1]
    assert "Mr Smith" not in wix_check("--report")[1]


def test_a_project_with_nothing_set_up_is_told_so(wix_check, settings):
    settings.WIX_HEADLESS = {}
    settings.MIDDLEWARE = []
    with LoopbackServer(build_answer({})) as server:
        settings.WIX_HEADLESS = {"API_URL": server.origin}

        code, text = wix_check()

    assert code == 1
    assert "broken   visitor: There is no CLIENT_ID." in text
    assert "wix_headless.E003" in text


def test_an_answer_that_is_nonsense_is_a_finding(wix_check, settings, change):
    with LoopbackServer(build_answer("<html>")) as server:
        change(API_URL=server.origin, CLIENT_ID="x")

        code, text = wix_check()

    assert code == 1
    assert "broken   reach:" in text


def test_short_words_are_not_blotted(settings, change):
    change(API_KEY="the", CLIENT_SECRET="long-enough")

    assert blot("the long-enough word") == "the <secret> word"
