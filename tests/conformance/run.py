"""One run: the sandbox, the SDK, our client, and the two compared."""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, datetime, timedelta

from django.test import override_settings

from tests.conformance.comparison import compare
from tests.conformance.differences import DIFFERENCES, Difference, sort_out
from tests.conformance.every_method import compare_every_method
from tests.conformance.ours.stage import run_flows
from tests.conformance.relay import Relay
from tests.conformance.report import Report
from tests.conformance.sdk_side import run_sdk
from tests.support.sandbox import CALLBACK, Sandbox
from wix_headless.sandbox.server import SandboxServer


def run(report: Report, settings: dict[str, object]) -> None:
    """Run everything; what does not hold is in *report* afterwards."""
    day = datetime.now(UTC).date() + timedelta(days=3)
    with SandboxServer(allow_redirects=[CALLBACK]) as server, Relay(server.origin) as relay:
        sandbox = Sandbox(server)
        report.say("Wix's SDK against the sandbox")
        run_sdk(sandbox, relay, report, day)
        sdk = relay.take()

        report.say("\nOur client, the same steps")
        ours_settings = settings | sandbox.settings(API_URL=relay.origin)
        with override_settings(WIX_HEADLESS=ours_settings):
            run_flows(sandbox, relay, report, day)
        ours = relay.take()

    report.say(f"\nThe requests of both: {len(sdk)} of the SDK, {len(ours)} of ours")
    unmeant, counts = sort_out(compare(sdk, ours))
    steps = dict.fromkeys(one.step for one in [*sdk, *ours])
    for step in steps:
        here = [found for found in unmeant if found.step == step]
        for found in here:
            report.fail("both", str(found))
        if not here:
            report.hold("both", step)
    report.say("\nDifferences that are meant")
    for known, count in zip(DIFFERENCES, counts, strict=True):
        show(report, known, count)
    report.say("\nEvery method of the installed packages, with made-up values")
    compare_every_method(report)


def show(report: Report, known: Difference, count: int) -> None:
    """Print a line of the table, and a failure if there is no longer such a difference."""
    sdk = known.sdk.pattern if isinstance(known.sdk, re.Pattern) else known.sdk
    report.say(f"{count:5} x {known.field}{known.where}")
    report.say(f"          SDK   {sdk}")
    report.say(f"          ours  {known.ours}")
    for line in textwrap.wrap(known.reason, 84):
        report.say(f"          {line}")
    if not count:
        report.fail("both", f"this is no longer a difference: {known.field}{known.where}")
