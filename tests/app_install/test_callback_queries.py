"""Whatever comes back to the callback: nothing is installed by what somebody made up."""

from __future__ import annotations

from urllib.parse import parse_qs, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app_install.conftest import read_query
from tests.properties.inputs import shares_fixtures, spell_parameter, texts
from wix_headless.exceptions import SignInError
from wix_headless.models import AppInstance, InstallAttempt
from wix_headless.protocol.installing import InstallAnswer, parse_install_answer
from wix_headless.storages.attempts import begin_install, install_cookie_name
from wix_headless.tokens import Secret

names = (
    st.sampled_from(
        ["state", "code", "instanceId", "signedInstance", "error", "State", "code[]", "tenantId"]
    )
    | texts
)
parameters = st.tuples(names, texts, st.booleans())
queries = (
    texts
    | st.text("&=;%#?/\\[]@: \t\n\r\x00é12aAbcodestaterrInstgd.", max_size=100)
    | st.lists(parameters, max_size=6).map(
        lambda found: "&".join(spell_parameter(*parameter) for parameter in found)
    )
)


@given(queries)
def test_an_answer_has_an_instance_and_a_proof_or_is_refused(query):
    try:
        answer = parse_install_answer(f"state=s&{query}")
    except SignInError:
        return
    assert isinstance(answer, InstallAnswer)
    assert answer.instance_id
    assert answer.code or answer.signed_instance
    assert repr(answer) == f"InstallAnswer(instance_id={answer.instance_id!r})"


@given(queries)
@shares_fixtures
@pytest.mark.django_db
def test_no_query_installs_anything_or_ends_what_is_under_way(owner, query):
    begin(owner)

    answer = call_back(owner, query)

    assert is_a_page_with_a_way_on(answer)
    assert InstallAttempt.objects.count() == 1
    assert not AppInstance.objects.exists()


@given(queries | texts.map(lambda code: f"code={quote(code)}&instanceId=a"))
@shares_fixtures
@pytest.mark.django_db
def test_nor_does_any_behind_a_true_state(owner, query):
    query = f"state={begin(owner)}&{query}"

    assert is_a_page_with_a_way_on(call_back(owner, query))
    assert not AppInstance.objects.exists()
    comes_twice = any(len(values) > 1 for values in parse_qs(query, True).values())
    assert comes_twice or not InstallAttempt.objects.exists()


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=4096))
@shares_fixtures
@pytest.mark.django_db
def test_what_wix_sends_along_goes_on_to_it_as_it_came_or_not_at_all(owner, token):
    answer = owner.site.get("/wix-app/install/", {"token": token})

    if answer.status_code == 302:
        assert read_query(answer["Location"])["token"] == token
    else:
        assert answer.status_code == 400


def begin(owner):
    """Begin the one installation of this browser."""
    InstallAttempt.objects.all().delete()
    owner.site.cookies.clear()
    state = Secret("s-4711-state")
    secret = begin_install(state, site="default", next_url="/")
    owner.site.cookies[install_cookie_name(state)] = secret
    return state


def call_back(owner, query):
    # As a server hands it on: the bytes that came, each as one character.
    raw = query.encode().decode("latin-1")
    return owner.site.get("/wix-app/callback/", QUERY_STRING=raw)


def is_a_page_with_a_way_on(page):
    return (
        page.status_code == 400
        and b"<h1>" in page.content
        and b'href="/wix-app/install/' in page.content
        and "no-store" in page["Cache-Control"]
    )
