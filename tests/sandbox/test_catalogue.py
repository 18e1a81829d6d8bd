"""What is emulated beside the catalogue of Wix's own SDK: no path stands for another."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.sandbox.support import Caller
from wix_headless.client.catalogue import Method, catalogue
from wix_headless.sandbox.app import create_app
from wix_headless.sandbox.permissions import PERMISSIONS
from wix_headless.sandbox.state import State

SOME_ID = "00000000-0000-4000-8000-000000000000"

#: What Wix's documents call otherwise.
OTHERWISE = {"SITE_SETTINGS.VIEW": "site-settings.view"}


def find_rules() -> Iterator[tuple[Method, Rule]]:
    """Yield the methods of the catalogue that come to a route, and the route."""
    routes = create_app(State(plant=lambda memory: None)).url_map.bind("")
    for package in catalogue.packages():
        for method in (one for namespace in package.namespaces() for one in namespace.methods()):
            path = re.sub(r"\{[^}]+\}", SOME_ID, method.path)
            try:
                rule, _ = routes.match(path, method=method.verb, return_rule=True)
            except HTTPException:
                continue
            yield method, rule


def shape(path: str) -> str:
    return re.sub(r"<[^>]+>|\{[^}]+\}", "*", path)


RULES = list(find_rules())
EMULATED = [(one, rule) for one, rule in RULES if shape(one.path) == shape(rule.rule)]
TAKEN_FOR_ANOTHER = [one for one, rule in RULES if shape(one.path) != shape(rule.rule)]


def test_there_is_something_to_compare() -> None:
    assert len(EMULATED) > 80
    assert TAKEN_FOR_ANOTHER


@pytest.mark.parametrize("method", TAKEN_FOR_ANOTHER, ids=lambda one: one.dotted_name)
def test_what_is_not_emulated_says_so_though_it_looks_like_an_id(
    app: Caller, method: Method
) -> None:
    path = re.sub(r"\{[^}]+\}", SOME_ID, method.path)

    answer = app.call(method.verb, path, None if method.verb == "GET" else {})

    is_old_catalog = method.namespace == "products" and method.path.startswith("/stores/v1/")
    assert answer.status_code == (428 if is_old_catalog else 501)
    assert is_old_catalog or path in answer.json()["message"]


@pytest.mark.parametrize(("method", "rule"), EMULATED, ids=lambda one: getattr(one, "rule", ""))
def test_a_permission_is_called_as_wix_calls_it(method: Method, rule: Rule) -> None:
    row = PERMISSIONS.get((method.verb, rule.rule))

    if row is not None and method.permissions:
        assert row.name in [OTHERWISE.get(one, one) for one in method.permissions]
