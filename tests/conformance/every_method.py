"""Every method of the installed SDK packages, called with made-up values, beside our own calls."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.conformance.report import Report
from tests.support.sdk_calls import SeenCall, is_callable, read_seen_call

SCRIPT = Path(__file__).parent / "sdk" / "every_method.js"
PATIENCE_SECONDS = 120

#: Fewer would mean that the SDK's packages have a new form, and nothing is compared any more.
AT_LEAST = 500


def compare_every_method(report: Report) -> None:
    """Compare verb, path, query and body of each; what differs is in *report* afterwards."""
    done = subprocess.run(  # noqa: S603 - our own script
        [shutil.which("node") or "node", str(SCRIPT)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode:
        report.fail("both", f"Node ended with {done.returncode}: {done.stderr[-500:]}")
    calls = [call for line in done.stdout.splitlines() if (call := read_seen_call(line))]
    known = [call for call in calls if is_callable(call)]
    found = [_look(call) for call in known]
    refused = [name for name, verdict in found if verdict is None]
    mismatches = [verdict for _, verdict in found if verdict]
    for mismatch in mismatches:
        report.fail("both", mismatch)
    compared = len(known) - len(refused)
    report.say(f"{len(calls) - len(known)} methods have no public path that the SDK knows of")
    report.say(f"{len(refused)} made-up calls lack a value in their path, which we refuse")
    summary = f"methods compared: {compared}, mismatches: {len(mismatches)}"
    if compared < AT_LEAST:
        report.fail("both", f"{summary}; {AT_LEAST} at least should be compared")
    elif not mismatches:
        report.hold("both", summary)


def _look(call: SeenCall) -> tuple[str, str | None]:
    """Return the call's name and how ours differs; None if ours is refused, as it should be."""
    try:
        return call.name, call.find_difference(call.fields)
    except TypeError as error:
        is_empty_path = " needs " in str(error) and "/undefined" in call.path
        return call.name, None if is_empty_path else str(error)
