"""What a refused request becomes, whatever the body."""

from __future__ import annotations

import pytest
from requests.structures import CaseInsensitiveDict

from wix_headless.exceptions import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PreconditionError,
    RateLimitedError,
    ResponseError,
    ServerError,
    UnauthorizedError,
)
from wix_headless.protocol.errors import (
    LONGEST_CODE,
    LONGEST_MESSAGE,
    build_error,
    find_code,
    is_expired_token,
    parse_retry_after,
)


def build(status=400, body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return build_error(
        status, body, CaseInsensitiveDict(headers), method="GET /x", request_id="r-1"
    )


def application_error(**values):
    return {"message": "", "details": {"applicationError": values}}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, ResponseError),
        (400, InvalidRequestError),
        (401, UnauthorizedError),
        (402, ResponseError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (408, ResponseError),
        (409, ConflictError),
        (418, ResponseError),
        (428, PreconditionError),
        (429, RateLimitedError),
        (500, ServerError),
        (501, ServerError),
        (502, ServerError),
        (503, ServerError),
        (504, ServerError),
        (599, ServerError),
    ],
)
def test_the_status_decides_the_class(status, kind):
    error = build(status)

    assert type(error) is kind
    assert error.status_code == status


def test_an_application_error_is_read():
    error = build(
        404,
        {
            "message": "Product not found",
            "details": {
                "applicationError": {
                    "code": "PRODUCT_NOT_FOUND",
                    "description": "There is none.",
                    "data": {"productId": "p"},
                }
            },
        },
    )

    assert str(error) == "Product not found [HTTP 404, PRODUCT_NOT_FOUND, GET /x, r-1]"
    assert (error.code, error.request_id, error.method) == ("PRODUCT_NOT_FOUND", "r-1", "GET /x")
    assert error.data == {"productId": "p"}


def test_without_a_message_its_description_speaks():
    error = build(404, application_error(code="X", description="There is none."))

    assert str(error).startswith("There is none. [")


def test_a_validation_error_names_its_fields():
    violation = {
        "field": "query.paging",
        "description": "must be at most 100",
        "violatedRule": "MAX_VALUE",
        "ruleName": "",
        "data": {"threshold": 100},
    }
    body = {
        "message": "Invalid",
        "details": {"validationError": {"fieldViolations": [violation, "nonsense", None]}},
    }

    error = build(400, body)

    assert error.field_violations == (violation,)
    assert error.code == ""


def test_the_token_endpoints_form_is_read():
    error = build(400, {"error": "invalid_grant", "error_description": "It has ended."})

    assert error.code == "invalid_grant"
    assert str(error).startswith("It has ended. [HTTP 400, invalid_grant")


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        [],
        "<html>Bad gateway</html>",
        0,
        {"message": "", "details": {}},
        {"message": None, "details": None},
        {"message": 7, "details": [1]},
        {"message": " \n", "details": {"applicationError": "no"}},
        {"details": {"applicationError": {"code": None, "description": 1, "data": []}}},
        {"details": {"validationError": {"fieldViolations": {"a": 1}}}},
        {"error": {"code": "nested"}, "error_description": []},
        {"error": True},
    ],
)
def test_a_body_that_says_nothing_leaves_the_status(body):
    error = build(502, body)

    assert str(error) == "Wix answered 502 [HTTP 502, GET /x, r-1]"
    assert (error.code, error.field_violations, error.data) == ("", (), {})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (application_error(code="A"), "A"),
        (application_error(code=-10_005), "-10005"),
        ({"error": "invalid_grant"}, "invalid_grant"),
        ({"error": "b", **application_error(code="A")}, "A"),
        ({"error": "b", **application_error(code="")}, "b"),
        ({"error": "b", **application_error(code=None)}, "b"),
        ({"code": "not there"}, ""),
        ({"error": "x" * 500}, "x" * LONGEST_CODE),
    ],
)
def test_the_code_is_found_in_either_form(body, code):
    assert find_code(body) == code


def test_a_long_message_is_cut():
    error = build(400, {"message": "x" * 5000})

    assert str(error).startswith("x" * LONGEST_MESSAGE + "… [")
    assert "x" * (LONGEST_MESSAGE + 1) not in str(error)


def test_a_message_of_just_the_length_is_whole():
    assert str(build(400, {"message": "x" * LONGEST_MESSAGE})).startswith(
        "x" * LONGEST_MESSAGE + " ["
    )


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("60", 60.0),
        ("0", 0.0),
        (" 1.5 ", 1.5),
        ("86399", 86_399.0),
        ("86400", None),
        ("-1", None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_nothing(header, seconds):
    assert build(429, {}, retry_after=header).retry_after == seconds


def test_without_retry_after_nothing_is_known():
    assert build(429, {}).retry_after is None


@pytest.mark.parametrize(
    ("status", "code", "expired"),
    [
        (401, "", True),
        (401, "PERMISSION_DENIED", True),
        (400, "WDE0117", True),
        (400, "WDE0110", False),
        (400, "", False),
        (403, "WDE0117", False),
        (404, "", False),
        (428, "UNAUTHENTICATED", False),
        (500, "UNAUTHENTICATED", False),
    ],
)
def test_only_some_refusals_may_mean_an_ended_token(status, code, expired):
    assert is_expired_token(build(status, application_error(code=code))) is expired


@pytest.mark.parametrize(
    ("header", "date", "seconds"),
    [
        ("Sat, 21 Nov 2026 13:00:20 GMT", "Sat, 21 Nov 2026 13:00:00 GMT", 20.0),
        ("Sat, 21 Nov 2026 13:00:00 GMT", "Sat, 21 Nov 2026 13:00:20 GMT", None),
        ("Sat, 21 Nov 2026 13:00:20 GMT", "", None),
        ("Sat, 21 Nov 2026 13:00:20 GMT", "soon", None),
        ("Sat, 99 Nov 2026 13:00:20 GMT", "Sat, 21 Nov 2026 13:00:00 GMT", None),
        ("Sat, 21 Nov 2096 13:00:20 GMT", "Sat, 21 Nov 2026 13:00:00 GMT", None),
    ],
)
def test_a_date_to_come_back_at_is_measured_by_the_answers_own(header, date, seconds):
    headers = {"Retry-After": header, "Date": date}

    assert parse_retry_after(headers) == seconds
