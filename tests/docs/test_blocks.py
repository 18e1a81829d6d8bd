"""Every block of Python in README and docs/ runs, in the view of a member who is staff."""

from __future__ import annotations

import ast
import importlib

import pytest

from tests.docs import running
from tests.docs.pages import ROOT, all_pages, read_blocks

#: Pages whose blocks need surroundings of their own, and the tests that run each of them there.
RUN_BY = {
    "docs/api-key.md": "tests/test_docs_strategies.py",
    "docs/app.md": "tests/test_docs_strategies.py",
    "docs/dashboard-and-endpoints.md": "tests/bearers/test_docs.py",
    "docs/doctor.md": "tests/doctor/test_docs.py",
    "docs/events.md": "tests/events/test_docs.py",
    "docs/external-login.md": "tests/docs/test_external_login.py",
    "docs/operations.md": "tests/operations/test_docs.py",
    "docs/service-plugins.md": "tests/service_plugins/test_docs.py",
    "docs/testing.md": "tests/testing/test_docs.py",
    "docs/strategies.md": "tests/test_docs_strategies.py",
    "docs/tutorial.md": "tests/docs/test_tutorial.py",
}

PAGES = {str(page.relative_to(ROOT)): page for page in all_pages() if read_blocks(page)}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES.keys() - RUN_BY.keys()))
def test_the_blocks_of_a_page_run(name, documented):
    assert documented.get("/run/", data={"page": name}).content == b"run"


@pytest.mark.parametrize("name", sorted(RUN_BY.keys() - {"docs/tutorial.md"}))  # a whole project
def test_the_settings_of_such_a_page_name_what_is_there(name):
    for block in read_blocks(PAGES[name]):
        if not block.reason and running.is_settings(block):
            running.run_settings(block)


def test_pages_that_are_run_elsewhere_are():
    for page, module in RUN_BY.items():
        assert page in PAGES
        assert PAGES[page].name in (ROOT / module).read_text(encoding="utf-8"), (page, module)


def test_a_block_that_does_not_run_says_why_in_a_sentence():
    marks = sum(
        page.read_text(encoding="utf-8").count("\n<!-- not run:") for page in PAGES.values()
    )
    reasons = [block.reason for page in PAGES.values() for block in read_blocks(page)]
    reasons = [reason for reason in reasons if reason]

    assert len(reasons) == marks, "a mark stands directly above its block"
    assert all(len(reason.split()) > 3 for reason in reasons), reasons


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_a_block_imports_is_there(name):
    for block in read_blocks(PAGES[name]):
        for node in ast.walk(running.parse(block)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("wix_headless"):
                assert [one.name for one in node.names if not is_there(node.module, one.name)] == []


def is_there(module, name):
    if hasattr(importlib.import_module(module), name):
        return True
    return importlib.util.find_spec(f"{module}.{name}") is not None
