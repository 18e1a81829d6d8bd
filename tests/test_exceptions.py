"""The family of errors: as it is drawn, as it is exported, and as it speaks."""

from __future__ import annotations

import inspect
import pickle
import re

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation

from wix_headless import exceptions
from wix_headless.exceptions import (
    BearerError,
    MemberNotAllowedError,
    RateLimitedError,
    ResponseError,
    SignatureError,
    SignInRefusedError,
    WixError,
)

CLASSES = {
    name: value
    for name, value in vars(exceptions).items()
    if inspect.isclass(value) and issubclass(value, WixError)
}

FOREIGN = {
    "ImproperlyConfigured": ImproperlyConfigured,
    "AttributeError": AttributeError,
    "SuspiciousOperation": SuspiciousOperation,
}

#: What must be said to make one.
NEEDED = {
    kind: {"reason": "x"}
    for kind in (SignInRefusedError, MemberNotAllowedError, BearerError, SignatureError)
}


def read_drawing():
    """Return the bases of each class, as the drawing has them."""
    drawn, parents = {}, {}
    for line in (exceptions.__doc__ or "").splitlines():
        found = re.fullmatch(r" {4}([│ ├└─]*)(\w+Error)(?: \(also (\w+)\))?", line)
        if not found:
            continue
        depth = len(found[1]) // 4
        bases = [parents[depth - 1]] if depth else ["Exception"]
        drawn[found[2]] = bases + ([found[3]] if found[3] else [])
        parents[depth] = found[2]
    return drawn


def build(kind):
    facts = {"status_code": 418} if issubclass(kind, ResponseError) else NEEDED.get(kind, {})
    return kind(**facts)


def test_the_drawing_is_the_tree():
    real = {name: [base.__name__ for base in kind.__bases__] for name, kind in CLASSES.items()}

    assert read_drawing() == real


def test_every_class_is_exported_and_nothing_else():
    assert set(exceptions.__all__) == set(CLASSES)


@pytest.mark.parametrize(("name", "foreign"), sorted(FOREIGN.items()))
def test_django_and_python_react_to_the_second_parents(name, foreign):
    drawn = [kind for kind, bases in read_drawing().items() if name in bases]

    assert drawn
    assert all(issubclass(CLASSES[kind], foreign) for kind in drawn)


@pytest.mark.parametrize("kind", CLASSES.values(), ids=CLASSES)
def test_a_class_without_a_message_speaks_its_docstring(kind):
    spoken = str(build(kind))

    if kind in NEEDED:
        assert spoken.endswith(": x")
    else:
        assert spoken.startswith(inspect.getdoc(kind).splitlines()[0])


@pytest.mark.parametrize("kind", CLASSES.values(), ids=CLASSES)
def test_a_message_takes_the_docstrings_place(kind):
    facts = {"status_code": 418} if issubclass(kind, ResponseError) else NEEDED.get(kind, {})

    assert str(kind("Said so.", **facts)).startswith("Said so.")


def test_a_refused_call_ends_with_what_a_support_ticket_needs():
    error = ResponseError(
        "No such product",
        status_code=404,
        code="PRODUCT_NOT_FOUND",
        request_id="1769.42",
        method="GET /stores/v3/products/p",
        role="visitor",
    )

    assert str(error) == (
        "No such product "
        "[HTTP 404, PRODUCT_NOT_FOUND, GET /stores/v3/products/p as visitor, 1769.42]"
    )


def test_a_hint_comes_last():
    error = ResponseError("No", status_code=403, hint="Elevate.")

    assert error.hint == "Elevate."
    assert str(error) == "No [HTTP 403] Elevate."


def test_what_is_not_known_is_left_out():
    assert str(ResponseError("No", status_code=418, method="GET /x")) == "No [HTTP 418, GET /x]"
    assert str(ResponseError("No", status_code=418)) == "No [HTTP 418]"


def test_a_refused_call_carries_its_facts():
    error = RateLimitedError(
        "Slowly",
        status_code=429,
        code="RESOURCE_EXHAUSTED",
        request_id="r",
        retry_after=7.0,
        field_violations=({"field": "a"},),
        data={"limit": 200},
    )

    assert (error.status_code, error.code, error.request_id) == (429, "RESOURCE_EXHAUSTED", "r")
    assert error.retry_after == 7.0
    assert error.field_violations == ({"field": "a"},)
    assert error.data == {"limit": 200}


def test_facts_that_were_not_given_are_empty():
    error = ResponseError(status_code=500)

    assert (error.code, error.request_id, error.method, error.role) == ("", "", "", "")
    assert error.hint == ""
    assert (error.field_violations, error.data) == ((), {})


@pytest.mark.parametrize("kind", CLASSES.values(), ids=CLASSES)
def test_an_error_survives_the_way_to_another_process(kind):
    error = build(kind)

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert type(again) is kind
    assert str(again) == str(error)
    assert vars(again) == vars(error)
