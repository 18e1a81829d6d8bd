"""``docs/doctor.md``: its Python runs, and its table has every check."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import DOCS, find_block, run
from wix_headless.conf import wix_settings
from wix_headless.doctor.exams import Exam, Line
from wix_headless.doctor.identities import examine_visitor
from wix_headless.doctor.permissions import CHECKS
from wix_headless.doctor.rounds import PROJECT_CHECKS, SITE_CHECKS

PAGE = DOCS / "doctor.md"


@pytest.mark.django_db
def test_rounds_are_done_from_python(healthy):
    assert run(find_block(PAGE, "do_rounds"))["broken"] == []

    healthy.control("settings", site_published=False)
    assert run(find_block(PAGE, "do_rounds"))["broken"] == ["default: published"]


def test_another_check_is_a_function(sandbox):
    exam = Exam(site="default", line=Line(wix_settings.API_URL))
    assert [one.verdict for one in examine_visitor.examine(exam)] == ["ok"]
    store = run(find_block(PAGE, "examine_store"))["examine_store"]

    assert [one.says for one in store.examine(exam)] == ["The site has a store."]
    sandbox.fail("/stores/*", status=428)
    assert [one.verdict for one in store.examine(exam)] == ["warning"]


def test_the_table_has_every_check_in_its_order():
    table = PAGE.read_text("utf-8").partition("## What it looks at")[2].partition("\nWhat")[0]

    names = re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)

    assert names == [one.name for one in (*PROJECT_CHECKS, *SITE_CHECKS, *CHECKS)]


def test_no_id_is_two_checks():
    names = [one.name for one in (*PROJECT_CHECKS, *SITE_CHECKS, *CHECKS)]

    assert len(names) == len(set(names))
