"""Fixtures: one running project for each kind, and browsers that visit it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.projects.browser import Browser
from tests.projects.kinds import KINDS, Kind
from tests.projects.running import Project


@pytest.fixture(scope="package", params=KINDS, ids=str)
def project(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """The kinds one after the other, each started once."""
    kind: Kind = request.param
    if kind.needs_redis and "REDIS_URL" not in os.environ:
        pytest.skip("sessions in a cache of several processes need Redis: set REDIS_URL")
    if sys.platform == "win32":
        pytest.skip("the servers are handed an open socket, which Windows can't do")
    with Project(kind, tmp_path_factory.mktemp(kind.name)) as running:
        yield running


@pytest.fixture
def new_browser(project: Project) -> Iterator[Callable[[], Browser]]:
    """Make browsers of different people; at the end, none may have seen a failure unasked."""
    browsers: list[Browser] = []
    with ExitStack() as opened:

        def make() -> Browser:
            browsers.append(opened.enter_context(project.new_browser()))
            return browsers[-1]

        yield make
    trails = [hop for browser in browsers for hop in browser.trail]
    assert [hop for hop in trails if hop[0] >= 500 and not hop[1].endswith("/breaks/")] == []


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()
