"""
The query language of Wix Data, whose items have whatever fields somebody gave them.

Follows "About the Wix API Query Language"
``/docs/api-reference/articles/work-with-wix-apis/data-retrieval/about-the-wix-api-query-language``
and "Data Types in Wix Data": a date is ``{"$date": "…"}``, in items as in filters.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.query import look_up

DEEPEST = 10
MOST_SORTS = 10


def select(items: list[Json], asked: Fields) -> list[Json]:
    """Return the items that pass the filter, in the order asked for; else the newest first."""
    wanted = asked.sub("filter").data
    matches({}, wanted)  # a bad filter is bad on an empty collection too
    found = [one for one in items if matches(one, wanted)]
    sorting = asked.items("sort", most=MOST_SORTS)
    for one in reversed(sorting):
        name = one.required_text("fieldName")
        descending = one.choice("order", ("ASC", "DESC"), "ASC") == "DESC"
        found.sort(key=_by(name), reverse=descending)
    if not sorting:
        found.sort(key=_by("_createdDate"), reverse=True)
    return found


def _by(name: str) -> Callable[[Json], tuple[int, Any]]:
    return lambda item: _rank(look_up(item, name))


def matches(item: Json, wanted: Any, depth: int = 0) -> bool:
    """Say whether *item* passes the filter; raise Wix's 400 if that is none."""
    if not isinstance(wanted, dict) or depth > DEEPEST:
        raise _bad("the filter must be an object, and not nested too deeply")
    verdicts = [_clause(item, key, value, depth + 1) for key, value in wanted.items()]
    return all(verdicts)


def _clause(item: Json, key: str, value: Any, depth: int) -> bool:
    if key in ("$and", "$or", "$not"):
        several = value if isinstance(value, list) else [value]
        verdicts = [matches(item, one, depth) for one in several]
        if key == "$or":
            return any(verdicts)
        return all(verdicts) if key == "$and" else not any(verdicts)
    if key.startswith("$"):
        raise _bad(f"{key} is not an operator")
    is_conditions = isinstance(value, dict) and value and "$date" not in value
    conditions = value if is_conditions else {"$eq": value}
    results = [_compare(look_up(item, key), op, one) for op, one in conditions.items()]
    return all(results)


def _compare(actual: Any, operator: str, wanted: Any) -> bool:
    test = OPERATORS.get(operator)
    if test is None:
        raise _bad(f"{operator} is not an operator")
    return test(parse(actual), parse(wanted))


def parse(raw: Any) -> Any:
    """Return a value of an item or a filter as Python has it: dates as dates."""
    if isinstance(raw, dict) and "$date" in raw:
        try:
            return datetime.fromisoformat(raw["$date"])
        except (TypeError, ValueError):
            raise _bad(f"{raw['$date']!r} is not a date") from None
    return [parse(one) for one in raw] if isinstance(raw, list) else raw


def _rank(raw: Any) -> tuple[int, Any]:
    """Return what values of any kind can be ordered by: nothing first, then kind by kind."""
    value = parse(raw)
    if isinstance(value, bool):
        return 1, value
    if isinstance(value, int | float):
        return 2, value
    if isinstance(value, str):
        return 3, value.casefold()
    if isinstance(value, datetime):
        return 4, value.timestamp()
    return (0, 0) if value is None else (5, str(value))


def _equal(actual: Any, wanted: Any) -> bool:
    if isinstance(actual, list) and not isinstance(wanted, list):
        return wanted in actual
    return bool(actual == wanted)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(actual: Any, wanted: Any) -> bool:
        (kind, mine), (other, theirs) = _plain_rank(actual), _plain_rank(wanted)
        return kind == other and kind != 0 and test(mine, theirs)

    return compare


def _plain_rank(value: Any) -> tuple[int, Any]:
    return (4, value.timestamp()) if isinstance(value, datetime) else _rank(value)


def _texts(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def compare(actual: Any, wanted: Any) -> bool:
        if not isinstance(wanted, str):
            raise _bad("a text is needed")
        return isinstance(actual, str) and test(actual.casefold(), wanted.casefold())

    return compare


def _list(wanted: Any) -> list[Any]:
    if not isinstance(wanted, list):
        raise _bad("a list is needed")
    return wanted


def _many(actual: Any) -> list[Any]:
    return actual if isinstance(actual, list) else [actual]


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": _equal,
    "$ne": lambda actual, wanted: not _equal(actual, wanted),
    "$gt": _ordered(lambda mine, theirs: bool(mine > theirs)),
    "$gte": _ordered(lambda mine, theirs: bool(mine >= theirs)),
    "$lt": _ordered(lambda mine, theirs: bool(mine < theirs)),
    "$lte": _ordered(lambda mine, theirs: bool(mine <= theirs)),
    "$in": lambda actual, wanted: actual in _list(wanted),
    "$nin": lambda actual, wanted: actual not in _list(wanted),
    "$hasSome": lambda actual, wanted: any(one in _many(actual) for one in _list(wanted)),
    "$hasAll": lambda actual, wanted: all(one in _many(actual) for one in _list(wanted)),
    "$contains": _texts(lambda actual, wanted: wanted in actual),
    "$startsWith": _texts(lambda actual, wanted: actual.startswith(wanted)),
    "$endsWith": _texts(lambda actual, wanted: actual.endswith(wanted)),
    "$exists": lambda actual, wanted: (actual is not None) is bool(wanted),
    "$isEmpty": lambda actual, wanted: (actual in (None, "", [])) is bool(wanted),
}


def _bad(reason: str) -> WixError:
    return WixError(400, f"WDE0075: Invalid filter: {reason}.", code="WDE0075")
