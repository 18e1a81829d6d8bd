"""``docs/checks.md`` is what its tool would write now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from wix_headless.checks import CheckId

ROOT = Path(__file__).parents[2]


def test_the_page_is_current(tmp_path):
    target = tmp_path / "checks.md"
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "tools/list_checks.py", target], cwd=ROOT, check=True, timeout=60
    )

    assert (ROOT / "docs" / "checks.md").read_text() == target.read_text()
    assert all(f"| `{check_id.value}` |" in target.read_text() for check_id in CheckId)


def test_every_summary_is_a_line_of_a_table():
    for check_id in CheckId:
        assert check_id.summary.strip()
        assert not set(check_id.summary) & set("|\n")
