"""Wix's JavaScript SDK as a contender: finds it, and keeps its Node process running."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.rounds import Contender, Cost
from benchmarks.upstream import ACCESS_TOKEN

HERE = Path(__file__).parent
#: The conformance suite has the SDK, at the versions of its lock.
SDK_FOLDER = HERE.parent / "tests" / "conformance"


def find_sdk_obstacle() -> str:
    """Say why the SDK cannot run here, or nothing."""
    if shutil.which("node") is None:
        return "Node is missing"
    if not (SDK_FOLDER / "node_modules" / "@wix" / "sdk").is_dir():
        return "Wix's SDK is not installed (make conformance does it)"
    return ""


def describe_sdk() -> str:
    """Return the versions of Node and of the SDK."""
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    package = SDK_FOLDER / "node_modules" / "@wix" / "sdk" / "package.json"
    return f"Node {node.stdout.strip()}, @wix/sdk {json.loads(package.read_text())['version']}"


class Sdk:
    """Node with the SDK in it, which calls the server at *origin* when it is told to."""

    def __init__(self, origin: str) -> None:
        self._environment = {
            "PATH": os.environ.get("PATH", ""),
            "BENCH_ORIGIN": origin,
            "BENCH_TOKEN": ACCESS_TOKEN,
            "BENCH_SDK": str(SDK_FOLDER),
        }

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", str(HERE / "sdk_calls.mjs")],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()  # ends its input, and so the process
        self._process.wait(10)

    def contender(self, lanes: int) -> Contender:
        """Return the contender that has so many calls under way at once."""

        def run(count: int) -> Cost:
            return Cost(**self._ask({"count": count, "lanes": lanes}))

        return run

    def _ask(self, what: dict[str, int]) -> dict[str, float]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("Node has not been started.")
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("Node ended; what it said stands above.")
        costs: dict[str, float] = json.loads(answer)
        return costs
