"""What ``tools/check_archives.py`` says of a wheel and a source archive."""

from __future__ import annotations

import importlib.util

import pytest

from tests.docs.pages import ROOT

SPEC = importlib.util.spec_from_file_location("archives", ROOT / "tools" / "check_archives.py")
archives = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(archives)


@pytest.fixture
def tracked():
    """What the package consists of, with one file of each kind."""
    kinds = {kind.replace("*", "x") for kind in archives.KINDS}
    return kinds | {"wix_headless/__init__.py", "wix_headless/conf.py"}


@pytest.fixture
def sdist(tracked):
    return tracked | set(archives.BESIDE) | {".env.example"}


@pytest.fixture
def wheel(tracked):
    return tracked | {"django_wix_headless-1.dist-info/METADATA"}


def test_what_is_whole_has_no_problems(wheel, sdist, tracked):
    assert list(archives.find_problems(wheel, sdist, tracked)) == []


@pytest.mark.parametrize("kind", archives.KINDS)
def test_a_kind_that_was_left_behind_is_named(kind, wheel, sdist, tracked):
    name = kind.replace("*", "x")

    found = list(archives.find_problems(wheel - {name}, sdist, tracked))

    assert found == [f"The wheel lacks {name}.", f"The wheel has no {kind}."]


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("wix_headless/draft.py", "The wheel has wix_headless/draft.py, git has not."),
        ("tests/conftest.py", "The wheel has tests/conftest.py."),
    ],
)
def test_what_should_not_be_there_is_named(more, complaint, wheel, sdist, tracked):
    assert list(archives.find_problems(wheel | {more}, sdist, tracked)) == [complaint]


@pytest.mark.parametrize("name", ["example_project/.env.local", "db.sqlite3"])
def test_what_is_nobodys_business_is_named(name, wheel, sdist, tracked):
    found = list(archives.find_problems(wheel, sdist | {name}, tracked))

    assert found == [f"The source archive has {name}."]


def test_a_source_archive_has_more_than_the_package(wheel, sdist, tracked):
    found = list(archives.find_problems(wheel, sdist - {"LICENSE"}, tracked))

    assert found == ["The source archive lacks LICENSE."]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="git knows what is kept")
def test_the_kinds_are_all_that_are_no_modules():
    others = {name for name in archives.read_tracked() if not name.endswith((".py", ".po"))}

    assert others
    assert [one for one in others if not any(map_to(one, kind) for kind in archives.KINDS)] == []


def map_to(name, kind):
    return archives.fnmatch(name, kind) or name.rpartition("/")[0].startswith(
        kind.rpartition("/")[0]
    )
