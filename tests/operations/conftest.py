"""Calls to count, and nothing counted before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from wix_headless.client import FinishedCall
from wix_headless.tokens import Role
from wix_headless.usage.counting import tally


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    tally.forget()
    yield
    tally.forget()


def make_call(**values: Any) -> FinishedCall:
    """Return a call that went well, but for *values*."""
    return FinishedCall(
        **{
            "name": "members.query_members",
            "verb": "POST",
            "path": "/members/v1/members/query",
            "role": Role.VISITOR,
            "status_code": 200,
            "error": "",
            "request_id": "1700000000.1",
            "seconds": 0.1,
            **values,
        }
    )
