"""Methods in use that Wix takes away."""

from __future__ import annotations

import pytest
from django.core.checks import WARNING, run_checks
from django.db import connection
from django.utils import timezone

from tests.support.catalogue import find_deprecated
from wix_headless.checks import CheckId
from wix_headless.models import ApiUsage

pytestmark = pytest.mark.django_db


def count(method, **values):
    values = {"hour": timezone.now(), "status": 200, "calls": 1} | values
    ApiUsage.objects.create(method=method, **values)


def find(databases=("default",)):
    found = run_checks(databases=databases)
    return [message for message in found if message.id == CheckId.DEPRECATED_METHOD]


def test_w028_a_method_in_use_that_goes():
    method = find_deprecated()
    count(method.dotted_name)
    count("members.query_members")

    (found,) = find()

    assert found.level == WARNING
    assert method.dotted_name in found.msg
    assert found.hint


def test_no_database_is_asked_unasked(django_assert_num_queries):
    count(find_deprecated().dotted_name)

    with django_assert_num_queries(0):
        assert find(databases=None) == []


@pytest.mark.django_db(transaction=True)
def test_a_project_without_tables_has_nothing_to_hear():
    with connection.schema_editor() as editor:
        editor.delete_model(ApiUsage)
    try:
        assert find() == []
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(ApiUsage)
