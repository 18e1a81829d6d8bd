"""docs/testing.md: its blocks are the tests of a project, and pass in the example site."""

from __future__ import annotations

import subprocess
import sys

from example_project.local import BASE_DIR
from tests.docs.pages import DOCS, find_block, read_blocks
from tests.example.running import environ

PAGE = DOCS / "testing.md"

NO_PLUGINS = """
from wix_headless.service_plugins.registry import registry

registry.implementations.clear()
"""


def test_the_blocks_pass_as_they_stand(tmp_path):
    blocks = read_blocks(PAGE)
    for number, block in enumerate(blocks):
        (tmp_path / f"test_block_{number}.py").write_text(block.text, encoding="utf-8")
    # The plugin whose rates are asked for, in place of the example site's.
    plugin = find_block("service-plugins.md", "class Shipping")
    (tmp_path / "conftest.py").write_text(NO_PLUGINS + plugin.text, encoding="utf-8")
    count = sum(block.text.count("def test_") for block in blocks)

    done = subprocess.run(  # noqa: S603 - our own words
        [
            *(sys.executable, "-W", "error", "-m", "pytest", "-q", str(tmp_path)),
            *("--rootdir", str(tmp_path), "-p", "no:cacheprovider"),
            *("--ds=example_project.settings", "--disable-socket", "--allow-hosts=127.0.0.1"),
        ],
        cwd=BASE_DIR,
        env=environ(DEMO_DIR=str(tmp_path), SECRET_KEY="made-for-this-test"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{count} passed" in done.stdout


def test_every_fixture_is_in_the_table():
    from wix_headless import pytest_plugin

    fixtures = {name for name in vars(pytest_plugin) if name.startswith("wix_")}
    rows = PAGE.read_text(encoding="utf-8").partition("| fixture |")[2].partition("\n\n")[0]

    assert {line.split("`")[1] for line in rows.splitlines()[2:]} == fixtures
