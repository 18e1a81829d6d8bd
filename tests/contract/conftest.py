"""Fixtures: the Wix that the promises are tried on."""

from __future__ import annotations

import pytest

from tests.contract.partner import Partner, find_live, of_sandbox


@pytest.fixture(scope="session")
def live() -> Partner:
    try:
        return find_live()
    except LookupError as error:
        pytest.exit(str(error.args[0]), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.fixture
def wix(request: pytest.FixtureRequest) -> Partner:
    if request.config.getoption("--live"):
        found: Partner = request.getfixturevalue("live")
        return found
    return of_sandbox(request.getfixturevalue("sandbox").settings())
