"""Pictures: what a page embeds is what a story takes, and it is there, small, and told in words."""

from __future__ import annotations

import ast
import re
import struct

import pytest

from tests.docs.pages import DOCS, ROOT, all_pages

IMAGES = DOCS / "images"
EMBEDDED = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<path>[^)]+)\)")

#: With all of them, a page of these documents still opens at once.
MOST_BYTES = 120_000


def find_embedded():
    """Return what each embedded picture is said to show, by its path; one may be in two pages."""
    found = [
        ((page.parent / one["path"]).resolve(), one["words"])
        for page in all_pages()
        for one in EMBEDDED.finditer(page.read_text(encoding="utf-8"))
    ]
    assert found
    return found


def find_taken():
    """Return the names under which stories show their pages; a name has to be written out."""
    calls = [
        node
        for story in sorted((ROOT / "tests" / "browser").glob("test_*.py"))
        for node in ast.walk(ast.parse(story.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "show"
    ]
    return [ast.literal_eval(call.args[0]) for call in calls]


def test_every_embedded_picture_is_taken_by_a_story_and_every_taken_one_is_embedded():
    taken = find_taken()

    assert len(taken) == len(set(taken))
    assert {IMAGES / f"{name}.png" for name in taken} == {path for path, _ in find_embedded()}
    assert {IMAGES / f"{name}.png" for name in taken} == set(IMAGES.iterdir())


@pytest.mark.parametrize("path", sorted(IMAGES.iterdir()), ids=lambda path: path.stem)
def test_a_picture_is_small_and_of_the_usual_size(path):
    picture = path.read_bytes()

    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1280, 800)
    assert len(picture) < MOST_BYTES


def test_who_does_not_see_a_picture_is_told_what_it_shows():
    assert [(path.name, words) for path, words in find_embedded() if len(words.split()) < 8] == []
