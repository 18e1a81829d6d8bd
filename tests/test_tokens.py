"""Secrets that do not show themselves, tokens that know when they end, one gate to renew them."""

from __future__ import annotations

import json
import logging
import pprint
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.views.debug import ExceptionReporter

from wix_headless.exceptions import TransportError
from wix_headless.tokens import MemoryTokenStorage, Role, Secret, Tokens

ACCESS, REFRESH = "OauthNG.JWS.access-4711", "JWS.refresh-4712"
NOW = 1_800_000_000.0


def build_tokens(**values):
    given = {
        "access_token": Secret(ACCESS),
        "refresh_token": Secret(REFRESH),
        "expires_at": NOW + 14_400,
        "role": Role.VISITOR,
    }
    return Tokens(**given | values)


SHOWN = {
    "repr": repr,
    "format with !r": lambda value: f"{value!r}",
    "percent r": lambda value: "%r" % (value,),  # noqa: UP031 - one more way to show it
    "pprint": pprint.pformat,
    "in a list": lambda value: str([value]),
    "in a dict": lambda value: str({"token": value}),
    "in an exception's arguments": lambda value: repr(ValueError(value)),
    "as a missing key": lambda value: str(KeyError(value)),
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_a_secret_does_not_show_itself(show):
    assert ACCESS not in show(Secret(ACCESS))


@pytest.mark.parametrize("show", [*SHOWN.values(), str], ids=[*SHOWN, "str"])
def test_tokens_do_not_show_themselves(show):
    shown = show(build_tokens())

    assert ACCESS not in shown
    assert REFRESH not in shown
    assert "visitor" in shown


def test_a_secret_is_a_string_where_it_is_used():
    secret = Secret(ACCESS)

    assert str(secret) == ACCESS
    assert f"{secret}" == ACCESS
    assert json.dumps({"token": secret}) == f'{{"token": "{ACCESS}"}}'
    assert secret == ACCESS
    assert hash(secret) == hash(ACCESS)


def fail_with(tokens, access_token):
    headers = {"Authorization": access_token}
    raise RuntimeError(len(headers) + len(tokens.role))


def test_an_error_page_and_a_traceback_with_locals_show_no_token():
    tokens = build_tokens()

    with pytest.raises(RuntimeError) as caught:
        fail_with(tokens, tokens.access_token)

    page = ExceptionReporter(
        None, caught.type, caught.value, caught.value.__traceback__
    ).get_traceback_html()
    locals_shown = "".join(
        traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    )
    assert "headers" in page
    assert "headers" in locals_shown
    for secret in (ACCESS, REFRESH):
        assert secret not in page
        assert secret not in locals_shown


def test_a_debug_log_of_tokens_shows_none(caplog):
    caplog.set_level(logging.DEBUG)

    logging.getLogger("anybody").debug("%s and %r", build_tokens(), Secret(ACCESS))

    assert "anybody" in caplog.text
    assert ACCESS not in caplog.text


@pytest.mark.parametrize(
    ("seconds_left", "fresh"),
    [(-1, False), (0, False), (59, False), (59.999, False), (60, True), (61, True), (14_400, True)],
)
def test_a_token_is_fresh_when_it_outlives_a_call(seconds_left, fresh):
    assert build_tokens(expires_at=NOW + seconds_left).is_fresh(NOW) is fresh


def test_plain_strings_are_kept_secret_too():
    tokens = Tokens("access", "refresh", 0.0, "member")

    assert "access'" not in repr((tokens, tokens.access_token, tokens.refresh_token))
    assert (tokens.access_token, tokens.role) == ("access", Role.MEMBER)


def test_roles_are_the_words_that_people_read():
    assert [str(role) for role in Role] == ["visitor", "member", "app", "admin", "user"]


def test_twenty_threads_with_one_stale_token_make_one_renewal():
    stale = build_tokens(access_token=Secret("old"))
    storage = MemoryTokenStorage(stale)
    together = threading.Barrier(20)
    asked = []

    def renew(old):
        asked.append(old)
        return replace(old, access_token=Secret(f"new-{len(asked)}"))

    def work(_):
        together.wait()
        return storage.renew(stale, renew)

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(work, range(20)))

    assert asked == [stale]
    assert {result.access_token for result in results} == {"new-1"}
    assert storage.load().access_token == "new-1"


def test_without_tokens_the_first_of_many_threads_makes_them():
    storage = MemoryTokenStorage()
    together = threading.Barrier(20)
    asked = []

    def work(_):
        together.wait()
        return storage.renew(None, lambda old: asked.append(old) or build_tokens())

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(work, range(20)))

    assert asked == [None]
    assert len({id(result) for result in results}) == 1


def test_a_renewal_that_fails_leaves_the_tokens_as_they_were():
    tokens = build_tokens()
    storage = MemoryTokenStorage(tokens)

    def fail(_):
        raise TransportError

    with pytest.raises(TransportError):
        storage.renew(tokens, fail)

    assert storage.load() is tokens
    assert storage.renew(tokens, lambda old: replace(old, expires_at=1.0)).expires_at == 1.0


def test_what_is_cleared_during_a_renewal_stays_cleared():
    tokens = build_tokens()
    storage = MemoryTokenStorage(tokens)
    asked, may_answer = threading.Event(), threading.Event()

    def renew(old):
        asked.set()
        assert may_answer.wait(10)
        return replace(old, access_token=Secret("new"))

    renewing = threading.Thread(target=storage.renew, args=(tokens, renew))
    renewing.start()
    assert asked.wait(10)
    clearing = threading.Thread(target=storage.clear)
    clearing.start()
    may_answer.set()
    renewing.join(10)
    clearing.join(10)

    assert storage.load() is None
