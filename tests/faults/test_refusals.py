"""Only Wix's refusal of this very token ends a login; a refusal of the client ends none."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages

from wix_headless.exceptions import ClientRefusedError, InvalidRequestError, ServerError
from wix_headless.models import StoredToken
from wix_headless.signals import token_rejected

pytestmark = pytest.mark.django_db

WRONG_ID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def rejected():
    """Return the roles of the tokens that were said to be rejected."""
    heard = []

    def listen(**told):
        heard.append(told["role"])

    token_rejected.connect(listen)
    yield heard
    token_rejected.disconnect(listen)


@pytest.fixture
def configure(settings):
    def configure(**values):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | values

    return configure


def test_a_wrong_client_id_logs_nobody_out(speaker, sandbox, configure, rejected):
    configure(CLIENT_ID=WRONG_ID)
    # Whose app it is tells the row of the app: with another id it is not even looked at.
    before = StoredToken.objects.get(pk=speaker.row_id)
    with pytest.raises(ClientRefusedError, match="CLIENT_ID"):
        speaker.get_page()
    assert bytes(speaker.row.sealed) == bytes(before.sealed)
    assert speaker.row.version == before.version

    configure(CLIENT_ID=sandbox.client_id)
    speaker.end_pause()
    speaker.assert_speaks()
    assert rejected == []


def test_a_wrong_client_secret_costs_the_app_no_token(browser, sandbox, configure, rejected):
    from tests.faults.speakers import Speaker
    from wix_headless.tokens import Role

    app = Speaker(Role.APP, browser)
    configure(CLIENT_SECRET="22222222-2222-4333-8444-555555555555")
    before = bytes(app.row.sealed)
    with pytest.raises(ClientRefusedError, match="CLIENT_SECRET"):
        app.get_page()
    assert bytes(app.row.sealed) == before

    configure(CLIENT_SECRET=sandbox.client_secret)
    app.end_pause()
    app.assert_speaks()
    assert rejected == []


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_client_is_a_setting(speaker, sandbox, rejected, error, status):
    sandbox.fail("/oauth2/token", status=status, body={"error": error})

    with speaker.unharmed_by(ClientRefusedError, error):
        speaker.get_page()

    speaker.assert_speaks()
    assert rejected == []


def test_a_refused_token_ends_the_login_and_the_member_is_told(member, sandbox, rejected):
    sandbox.expire_tokens(role="member", access=True, refresh=True)

    page = member.get_page()

    assert (page.status_code, page["Location"]) == (302, "/me/")
    assert [str(message) for message in get_messages(page.wsgi_request)] == [
        "You have been logged out."
    ]
    assert rejected == ["member"]
    assert (member.row.sealed, member.row.end_reason) == (None, "rejected")
    assert member.browser.get("/role/").json()["role"] == "visitor"


def test_a_visitor_whose_token_is_refused_is_another_visitor(browser, sandbox, rejected):
    from tests.faults.speakers import Speaker
    from wix_headless.tokens import Role

    visitor = Speaker(Role.VISITOR, browser)
    sandbox.expire_tokens(role="visitor", access=True, refresh=True)

    assert visitor.get_page().status_code == 200
    assert rejected == []


class TestUnclearRefusals:
    """What token-info of the refresh token says decides."""

    @pytest.fixture(autouse=True)
    def _unclear(self, member, sandbox):
        sandbox.fail("/oauth2/token", status=400, body={"error": "invalid_request"})

    def test_of_an_active_token_is_a_refusal_of_the_client(self, member, rejected):
        with member.unharmed_by(ClientRefusedError, "invalid_request"):
            member.get_page()

        member.assert_speaks()
        assert rejected == []

    def test_of_an_ended_token_ends_the_login(self, member, sandbox, rejected):
        sandbox.expire_tokens(role="member", access=True, refresh=True)

        assert member.get_page().status_code == 302
        assert rejected == ["member"]

    @pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429}, {"mode": "reset"}])
    def test_without_an_answer_nothing_ends(self, member, sandbox, rejected, fault):
        sandbox.fail("/oauth2/token-info", **fault)

        with member.unharmed_by(InvalidRequestError, "invalid_request"):
            member.get_page()

        member.assert_speaks()
        assert rejected == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_words_of_a_refusal_count_for_nothing_in_a_failure(member, sandbox, rejected, status):
    sandbox.fail("/oauth2/token", status=status, body={"error": "invalid_grant"})

    with member.unharmed_by(ServerError, "invalid_grant"):
        member.get_page()

    member.assert_speaks()
    assert rejected == []
