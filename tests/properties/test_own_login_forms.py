"""Whatever is sent to the own login page, and whatever Wix answers it: a page, and no secret."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.own_login.conftest import ADA, Visitor
from tests.properties.inputs import addresses, json_values, shares_fixtures, texts
from wix_headless.exceptions import TransportError
from wix_headless.own_login import limiter
from wix_headless.protocol.errors import build_error
from wix_headless.protocol.own_login import Outcome, Refusal, classify_refusal, parse_outcome

pytestmark = pytest.mark.django_db

PAGES = ("login", "register", "code", "password")
FIELDS = ("email", "password", "code", "next", "replaces", "first_name", "last_name", "other")

emails = st.emails() | texts | st.just(ADA) | st.builds("{}@example.com".format, texts)
values = st.dictionaries(
    st.sampled_from(FIELDS) | texts.filter(bool), texts | emails | addresses, max_size=8
)
passwords = st.text(st.characters(codec="utf-8"), min_size=8, max_size=95)

#: What Wix could say: its own words with anything beside them, or anything at all.
answers = st.dictionaries(
    st.sampled_from(["state", "sessionToken", "stateToken", "identity", "message", "details"]),
    st.sampled_from(
        ["SUCCESS", "REQUIRE_EMAIL_VERIFICATION", "REQUIRE_OWNER_APPROVAL", {"id": "m"}]
    )
    | json_values,
)


@pytest.fixture
def visitor(sandbox, settings, db):
    settings.ROOT_URLCONF = "tests.own_login.urls"
    endless = "1000000/second"
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        f"LOGINS_PER_{what}": endless for what in ("CLIENT", "ADDRESS", "SITE")
    }
    limiter.forget_counts()
    return Visitor(sandbox)


def check(visitor, answer):
    """An answer is one of the page's own, and a redirect leads to it or to Wix."""
    assert answer.status_code in {200, 302, 400, 503}
    if answer.status_code == 302:
        target = urlsplit(answer["Location"])
        assert target.netloc in {"", urlsplit(visitor.sandbox.origin).netloc}


@given(st.sampled_from(PAGES), values)
@shares_fixtures
def test_whatever_is_filled_in_is_answered(visitor, page, filled):
    check(visitor, visitor.post(page, filled))


@given(st.sampled_from(PAGES), values)
@shares_fixtures
def test_whatever_is_asked_for_is_answered(visitor, page, query):
    check(visitor, visitor.site.get(f"/members/{page}/", query))


@given(
    st.sampled_from(PAGES),
    st.binary(max_size=300),
    st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=unicode_escape",
            "multipart/form-data; boundary=x",
            "multipart/form-data; boundary=x; charset=unicode_escape",
            "multipart/form-data; boundary=x; charset=utf-16",
            "multipart/form-data",
            "application/json",
            "text/plain; charset=rot13",
            "",
        ]
    ),
    st.booleans(),
)
# Python's own word on a codec that a browser may name; Django decodes with it.
@pytest.mark.filterwarnings("ignore:.*invalid:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:decoding with 'unicode_escape'")
@shares_fixtures
def test_whatever_bytes_are_sent_are_answered(visitor, page, body, content_type, is_field):
    if is_field:
        head = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
        body = b"\r\n".join([head % name.encode() + body for name in FIELDS[:4]] + [b"--x--\r\n"])

    check(
        visitor,
        visitor.site.generic("POST", f"/members/{page}/", body, content_type=content_type),
    )


@given(st.sampled_from(["login", "register"]), passwords)
@shares_fixtures
def test_no_password_comes_back(visitor, page, password):
    assume(password.strip())
    # Hypothesis also tries words of our own code, which the page may well hold.
    secret = f"{password}-4711"
    answer = visitor.post(page, {"email": "nobody", "password": secret})

    assert secret not in answer.content.decode()


@given(st.text(st.characters(codec="latin-1", exclude_characters=';,"\\ ')))
@shares_fixtures
def test_whatever_the_cookie_holds_is_answered(visitor, value):
    visitor.site.cookies["wix_login_code"] = value

    assert visitor.post("code", {"code": "123456"}).status_code == 400


def is_json(value):
    """Say whether the sandbox can be told of *value*: JSON has no infinities."""
    try:
        return bool(json.dumps(value, allow_nan=False))
    except ValueError:
        return False


@given(answers.filter(is_json), st.sampled_from([200, 200, 400, 401, 403, 404, 409, 418, 428, 500]))
@settings(shares_fixtures, max_examples=80)  # each asks the sandbox several times
def test_whatever_wix_answers_is_answered(visitor, answer, status):
    visitor.sandbox.heal()
    visitor.sandbox.fail("/_api/iam/*", times=9, status=status, body=answer)

    for page in ("login", "register", "password"):
        check(visitor, visitor.post(page, {"email": ADA, "password": "clay and paper"}))


@given(answers)
def test_an_answer_is_an_outcome_or_none_of_wixs(data):
    try:
        outcome = parse_outcome(data)
    except TransportError:
        return
    assert isinstance(outcome, Outcome)
    assert repr(outcome) == f"Outcome(state={outcome.state!r}, member_id={outcome.member_id!r})"


@given(json_values, st.integers(400, 599))
def test_every_refusal_is_about_something(body, status):
    error = build_error(status, body, {}, method="POST /x", request_id="")

    assert isinstance(classify_refusal(error), Refusal)
