"""The SDK's half of a run: finds Node, and lets it go through the flows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

from tests.conformance.relay import Relay
from tests.conformance.report import Report
from tests.support.sandbox import CALLBACK, Sandbox

FOLDER = Path(__file__).parent
PATIENCE_SECONDS = 120


def find_obstacle() -> str:
    """Say why the SDK cannot run here, or nothing."""
    if shutil.which("node") is None:
        return "Node 18 or newer is missing"
    if not (FOLDER / "node_modules" / "@wix" / "sdk").is_dir():
        return "Wix's SDK is not installed: `make conformance` does it"
    return ""


def run_sdk(sandbox: Sandbox, relay: Relay, report: Report, day: date) -> None:
    """Run every flow of ``sdk/`` in Node, and pass its lines on; *day* is one to book on."""
    node = shutil.which("node") or "node"
    keys = {"origin": sandbox.origin, **sandbox.credentials}
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "CONFORMANCE_SANDBOX": json.dumps(keys),
        "CONFORMANCE_RELAY": relay.origin,
        "CONFORMANCE_CALLBACK": CALLBACK,
        "CONFORMANCE_DAY": day.isoformat(),
    }
    done = subprocess.run(  # noqa: S603 - our own script
        [node, str(FOLDER / "sdk" / "run.js")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    for line in done.stdout.splitlines():
        report.pass_on(line)
    if done.returncode and not report.failures:
        report.fail("sdk", f"Node ended with {done.returncode} before it was through")
