"""Transports, clocks, and tokens as the sandbox gives them."""

from __future__ import annotations

import pytest

from tests.support.clocks import StoppedClock
from wix_headless.protocol.members import current_member_request
from wix_headless.tokens import Role, Secret, Tokens
from wix_headless.transport import Transport


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def transport(sandbox):
    return Transport(sandbox.origin)


@pytest.fixture
def issue(sandbox, clock):
    """Make tokens behind Wix's back."""

    def issue(role=Role.MEMBER, **values):
        member = {"member": "ada@example.com"} if role is Role.MEMBER else {}
        made = sandbox.act_as(role=role.value, **member)
        given = {
            "access_token": Secret(made["access_token"]),
            "refresh_token": Secret(made.get("refresh_token", "")),
            "expires_at": clock() + 14_400,
            "role": role,
            "issued_at": clock(),
        }
        return Tokens(**given | values)

    return issue


@pytest.fixture
def find_member(transport):
    """Ask Wix which member some headers speak for."""

    def find_member(headers):
        answer = transport.send(current_member_request(), headers)
        return answer.data["member"]["loginEmail"]

    return find_member
