"""What the README says is so: its calls succeed, its errors exist."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from tests.docs.pages import ROOT, read_blocks
from tests.docs.reader import Reader, Visitor
from wix_headless import exceptions
from wix_headless.testing.clients import read_form

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


def read_section(title):
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(table):
    cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


@pytest.mark.django_db
def test_its_calls_succeed_for_everybody_who_may_speak(documented, sandbox):
    cache.clear()  # so that what it keeps is read anew
    sandbox.forget_requests()

    assert documented.get("/run/", data={"page": "README.md"}).content == b"run"

    asked = [one for one in sandbox.requests_to("/") if not one["path"].startswith("/oauth2/")]
    assert {one["status"] for one in asked} == {200}
    assert {one["role"] for one in asked} == {"member", "app", "visitor"}
    assert any(one["path"].endswith("/redirect-session") for one in asked)


def test_it_shows_at_least_ten_calls():
    code = "\n".join(block.text for block in read_blocks(README))

    calls = re.findall(r"\b(?:wix|app)(?:\.\w+)*\.\w+\(|\bupload_file\(", code)

    assert len(set(calls)) >= 10


def test_its_table_of_errors_names_errors():
    names = first_cells(read_section("Calling Wix"))

    assert len(names) > 5
    assert [name for name in names if not hasattr(exceptions, name)] == []


def test_from_an_empty_folder_to_a_member(tmp_path):
    with Reader(tmp_path) as reader, Visitor(reader.site) as visitor:
        reader.follow(read_section("Set it up"))

        assert len(visitor.get("/").json()["products"]) > 10
        page = visitor.get("/account/")
        who = {"email": "ada@example.com", "password": reader.members["ada@example.com"]}
        page = visitor.post(page.url, page, read_form(page.text) | who)

        assert page.url == f"{reader.site}/account/"
        assert page.json()["member"]["id"]
