"""Whatever comes back to the callback: a login is finished by its own browser, or not at all."""

from __future__ import annotations

from urllib.parse import parse_qs, quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.inputs import shares_fixtures, spell_parameter, texts
from wix_headless.exceptions import SignInError, StateMismatchError
from wix_headless.models import LoginAttempt, StoredToken
from wix_headless.protocol.authorization import build_authorization, parse_callback, parse_state
from wix_headless.storages.attempts import begin_login, cookie_name
from wix_headless.tokens import Secret

STATE = Secret("s-4711-state")
ONCE = ["state", "code", "error", "error_description"]

names = st.sampled_from([*ONCE, "State", "state ", "code[]", "scope", "bounced", "next"]) | texts
parameters = st.tuples(names, texts, st.booleans())
queries = (
    texts
    | st.text("&=;%#?/\\[]@: \t\n\r\x00é12aAbcodestaterror", max_size=100)
    | st.lists(parameters, max_size=6).map(
        lambda found: "&".join(spell_parameter(*parameter) for parameter in found)
    )
    | st.integers(1, 200).map(lambda number: "a=1&" * number)
)


def answer_parameter(name):
    return st.tuples(st.just(name), texts, st.booleans())


@given(queries)
def test_any_query_string_is_refused_by_an_error_of_ours(query):
    with pytest.raises(SignInError):
        parse_callback(query, state=STATE)


@given(queries)
def test_whatever_stands_behind_a_true_state_is_a_code_or_an_error_of_ours(more):
    try:
        code = parse_callback(f"state={STATE}&{more}", state=STATE)
    except SignInError:
        return
    assert isinstance(code, Secret)
    assert code


@given(texts.filter(bool), texts.filter(bool))
def test_only_its_own_state_opens_a_login(mine, theirs):
    assume(mine != theirs)

    with pytest.raises(StateMismatchError):
        parse_callback(f"state={quote(theirs)}&code=c", state=mine)


@given(st.data())
def test_a_parameter_that_comes_twice_is_refused_however_it_is_spelt(data):
    twice = data.draw(st.sampled_from(ONCE))
    others = data.draw(st.lists(parameters, max_size=4))
    both = [data.draw(answer_parameter(twice)) for _ in range(2)]
    found = data.draw(
        st.permutations([("state", STATE, False), ("code", "c", False), *both, *others])
    )
    query = "&".join(spell_parameter(*parameter) for parameter in found)

    for refused in (lambda: parse_state(query), lambda: parse_callback(query, state=STATE)):
        with pytest.raises(StateMismatchError, match=r"twice|cannot be read"):
            refused()


# The view.


def call_back(browser, query):
    # As a server hands it on: the bytes that came, each as one character.
    answer = browser.site.get("/wix/callback/", QUERY_STRING=query.encode().decode("latin-1"))
    assert "_auth_user_id" not in browser.site.session
    return answer


def is_a_page_with_a_way_on(page):
    return (
        page.status_code == 400
        and b"<h1>" in page.content
        and b'href="/wix/login/?next=' in page.content
        and "no-store" in page["Cache-Control"]
    )


def begin(browser, prompt):
    """Begin the one login of this browser, without asking Wix for its page."""
    browser.site.cookies.clear()
    login = build_authorization("client-id", "http://testserver/wix/callback/")
    secret = begin_login(login, site="default", next_url="/private/", prompt=prompt)
    browser.site.cookies[cookie_name(login.state)] = secret
    return login.state


@given(queries)
@shares_fixtures
@pytest.mark.django_db
def test_no_query_breaks_the_callback_or_ends_a_login_under_way(browser, query):
    LoginAttempt.objects.all().delete()
    begin(browser, "login")

    assert is_a_page_with_a_way_on(call_back(browser, query))
    assert LoginAttempt.objects.count() == 1


@given(queries | texts.map(lambda code: f"code={quote(code)}"), st.sampled_from(["login", "none"]))
@shares_fixtures
@pytest.mark.django_db
def test_no_query_behind_a_true_state_logs_anybody_in(browser, query, prompt):
    LoginAttempt.objects.all().delete()
    query = f"state={begin(browser, prompt)}&{query}"

    answer = call_back(browser, query)

    if prompt == "login" or LoginAttempt.objects.exists():
        assert is_a_page_with_a_way_on(answer)
    else:
        # Nobody was to notice this login: it ends where it began.
        assert (answer.status_code, answer["Location"]) == (302, "/private/")
    comes_twice = any(len(values) > 1 for values in parse_qs(query, True).values())
    assert comes_twice or not LoginAttempt.objects.exists()
    assert StoredToken.objects.count() == 0


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60))
@shares_fixtures
@pytest.mark.django_db
def test_no_cookie_but_its_own_finishes_a_login(browser, cookie):
    state = begin(browser, "login")
    browser.site.cookies[cookie_name(state)] = cookie

    assert is_a_page_with_a_way_on(call_back(browser, f"state={state}&code=c"))
    assert LoginAttempt.objects.exists()
