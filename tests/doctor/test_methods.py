"""The doctor tells of methods in use that Wix takes away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.catalogue import find_deprecated
from wix_headless.conf import wix_settings
from wix_headless.doctor.exams import Exam, Line
from wix_headless.doctor.methods import examine_methods
from wix_headless.models import ApiUsage

pytestmark = pytest.mark.django_db


def examine():
    exam = Exam(site="default", line=Line(wix_settings.API_URL))
    return [(one.verdict, one.says) for one in examine_methods.examine(exam)]


def count(method, **values):
    values = {"hour": timezone.now(), "status": 200, "calls": 1} | values
    ApiUsage.objects.create(method=method, **values)


def test_methods_that_stay(sandbox):
    count("members.query_members")
    count("/members/v1/members")
    count("no.such_method")

    [(verdict, _)] = examine()

    assert verdict == "ok"


def test_methods_that_go(sandbox):
    method = find_deprecated()
    count(method.dotted_name)
    count(method.dotted_name, status=404)

    [(verdict, says)] = examine()

    assert verdict == "warning"
    assert method.dotted_name in says


@pytest.mark.parametrize(
    "values", [{"site": "outlet"}, {"hour": timezone.now() - timedelta(days=31)}]
)
def test_what_is_long_ago_or_anothers_is_not_told(sandbox, values):
    count(find_deprecated().dotted_name, **values)

    [(verdict, _)] = examine()

    assert verdict == "ok"


def test_where_nothing_is_counted_nothing_is_known(sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_USAGE": False}

    [(verdict, _)] = examine()

    assert verdict == "skipped"
