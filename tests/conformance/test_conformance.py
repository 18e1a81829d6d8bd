"""The whole run as a test, where Node and Wix's SDK are installed."""

from __future__ import annotations

import io

import pytest

from tests.conformance.report import Report
from tests.conformance.run import run
from tests.conformance.sdk_side import find_obstacle


@pytest.mark.django_db
@pytest.mark.skipif(bool(find_obstacle()), reason=find_obstacle() or "nothing is missing")
def test_the_sdk_and_our_client_get_along_with_the_sandbox_and_with_each_other(settings):
    out = io.StringIO()
    report = Report(out)

    run(report, settings.WIX_HEADLESS)

    assert not report.failures, out.getvalue()
    assert report.checks > 200
