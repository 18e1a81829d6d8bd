"""The reference's lists are those that the code has now, and nothing public is left out."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from typing import get_args

import pytest

from tests.docs.pages import DOCS, ROOT
from wix_headless import decorators, signals, strategies
from wix_headless.audit import Event
from wix_headless.conf import WixSettings
from wix_headless.models import StoredToken
from wix_headless.models import __all__ as models

MIXINS = {"MemberRequiredMixin", "ElevatedMixin", "WixEndpointMixin", "DashboardPageMixin"}

#: Tables that people read about, but not in code.
INTERNAL = {"DatabaseNow", "LoginAttempt", "CodeAttempt", "InstallAttempt", "ApiUsage"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the pages as the tool would write them now."""
    folder = tmp_path_factory.mktemp("reference")
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "tools/list_reference.py", folder],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "30", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    "name", ["reference/settings.md", "reference/urls.md", "explanation/dependencies.md"]
)
def test_a_list_is_the_present_one(written, name):
    assert (written / name).read_text() == (DOCS / name).read_text(), (
        "python tools/list_reference.py"
    )


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="other Pythons write the help of a command otherwise"
)
def test_the_commands_help_is_the_present_one(written):
    test_a_list_is_the_present_one(written, "reference/commands.md")


def test_every_setting_says_what_it_is():
    listed = re.findall(
        r"^\| `(\w+)` \|", (DOCS / "reference/settings.md").read_text(), re.MULTILINE
    )

    assert listed == [field.name for field in dataclasses.fields(WixSettings)]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("views.md", set(decorators.__all__) | MIXINS),
        ("clients.md", {n for n in strategies.__all__ if n != "AuthStrategy"}),
        ("signals.md", {n for n in vars(signals) if n.startswith(("member_", "token_", "call_"))}),
        ("models.md", set(models) - INTERNAL),
    ],
)
def test_what_is_public_is_on_its_page(page, names):
    text = (DOCS / "reference" / page).read_text()

    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", text)] == []


def test_every_signal_has_its_arguments_beside_it():
    source = (ROOT / "wix_headless/signals.py").read_text()

    for name in [n for n in vars(signals) if n.startswith(("member_", "token_", "call_"))]:
        assert re.search(rf"with [^\n]*``\w+``[^\n]*\n{name} = ", source), name


def test_every_event_of_the_audit_is_on_its_page():
    page = (DOCS / "audit.md").read_text()

    assert set(re.findall(r"^\| `(\w+)` *\|", page, re.MULTILINE)) == set(get_args(Event))


def test_every_reason_of_a_tokens_end_is_on_the_page_of_the_audit():
    page = (DOCS / "audit.md").read_text()
    listed = page.partition("`end_reason`:")[2].partition(".")[0]

    assert set(re.findall(r"`(\w+)`", listed)) == set(StoredToken.EndReason.values)
