"""``pytest --live`` itself, with a sandbox in the place of the real Wix."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.partner import find_live

HERE = Path(__file__).parent


def run_live(*paths, **variables):
    ours = ("WIX_", "PYTEST_")
    known = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", "-q", "--live", *paths],
        cwd=HERE.parents[1],
        env=known | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_asks_whom_the_keys_are_of(sandbox):
    keys = {
        f"WIX_{name}": value
        for name, value in sandbox.settings().items()
        if name in {"API_URL", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_INSTANCE_ID"}
    }

    # Nothing but the contract is asked of the real Wix, whatever is named.
    done = run_live("tests/contract/test_promises.py", "tests/test_tokens.py", **keys)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.search(r"[1-9]\d* passed, [1-9]\d* skipped, [1-9]\d* deselected", done.stdout)
    assert sandbox.requests_to("/oauth2/token")
    assert not any(secret in done.stdout for secret in keys.values())


def test_without_keys_it_says_where_they_come_from(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("WIX_")]:
        monkeypatch.delenv(name)

    with pytest.raises(LookupError, match="npx wix env pull"):
        find_live(tmp_path / ".env.local")


def test_its_keys_are_in_no_output(monkeypatch, tmp_path):
    monkeypatch.setenv("WIX_CLIENT_ID", "client")
    monkeypatch.setenv("WIX_CLIENT_SECRET", "secret-4711")

    assert "secret-4711" not in repr(find_live(tmp_path / ".env.local"))
