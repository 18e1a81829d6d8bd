"""What the explanations name is there: tests, dependencies, pages, files."""

from __future__ import annotations

import importlib
import re
import tomllib
from itertools import chain
from urllib.parse import unquote

import pytest
from packaging.requirements import Requirement

from tests.docs.pages import DOCS, ROOT, all_pages
from wix_headless.checks.ids import CheckId

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

FENCES = re.DOTALL | re.MULTILINE

PAGES = {str(page.relative_to(ROOT)): page for page in all_pages()}


def read_rows(text):
    """Return the rows of all tables, as lists of cells."""
    rows = re.findall(r"^\|(.+)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows]


def test_every_threat_names_a_test_that_there_is():
    page = (DOCS / "explanation/security.md").read_text(encoding="utf-8")
    rows = read_rows(page.partition("\n## Threats\n")[2].partition("\n## ")[0])[2:]

    assert len(rows) > 30
    for threat, what, test in rows:
        assert threat
        assert what
        module, _, name = test.strip("`").partition("::")
        source = (ROOT / module).read_text(encoding="utf-8")
        assert re.search(rf"^ *(async )?def {name}\(", source, re.MULTILINE), test


def test_every_dependency_has_its_reason():
    rows = read_rows((DOCS / "explanation/dependencies.md").read_text(encoding="utf-8"))
    project = PYPROJECT["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]

    listed = {row[-2].strip("`"): row[-1] for row in rows if row[-2].startswith("`")}

    assert listed.keys() == {Requirement(one).name for one in wanted} - {project["name"]}
    assert [name for name, reason in listed.items() if not reason] == []


def test_the_picture_has_every_floor():
    page = (DOCS / "explanation/architecture.md").read_text(encoding="utf-8")
    picture = page.partition("```text\n")[2].partition("```")[0]
    contract = PYPROJECT["tool"]["importlinter"]["contracts"][0]

    modules = {name for layer in contract["layers"] for name in layer.split(" | ")}

    assert [name for name in sorted(modules) if not re.search(rf"\b{name}\b", picture)] == []


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    page = PAGES[name]
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=FENCES)

    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, heading = unquote(target).partition("#")
        if "://" in target:
            continue
        found = (page.parent / path) if path else page
        assert found.exists(), target
        if heading:
            assert heading in read_anchors(found), target


def test_what_people_see_when_something_does_not_work_is_what_is_said():
    page = (DOCS / "howto/trouble.md").read_text(encoding="utf-8")
    said = (ROOT / "wix_headless/views/problems.py").read_text(encoding="utf-8")
    seen = [row[0] for row in read_rows(page.partition("\n## Calling Wix\n")[0])]

    titles = re.findall(r"\*([^*]+)\*", " ".join(seen))

    assert len(titles) > 3
    assert [title for title in titles if title not in said] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_check_that_a_page_names_is_one(name):
    ids = {str(one).rpartition(".")[2] for one in CheckId}

    assert set(re.findall(r"\b[EW]0\d\d\b", PAGES[name].read_text(encoding="utf-8"))) <= ids


@pytest.mark.parametrize("name", PAGES)
def test_dotted_names_are_those_of_something(name):
    text = PAGES[name].read_text(encoding="utf-8")

    for dotted in set(re.findall(r"`(wix_headless(?:\.[a-z]\w*)+)", text)):
        assert is_there(dotted), dotted


def is_there(dotted):
    """Whether *dotted* is a module of ours, or what one holds."""
    try:
        importlib.import_module(dotted)
    except ImportError:
        module, _, name = dotted.rpartition(".")
        return hasattr(importlib.import_module(module), name)
    return True


def read_anchors(page):
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}
