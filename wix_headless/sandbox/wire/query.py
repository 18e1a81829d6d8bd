"""
Wix's query language: filters and sorting.

Follows ``guides/API Query Language.md`` in ``wix-incubator/wix-rest-docs``.
Each API declares its fields, and what is not declared is refused with a 400.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire.fields import Fields

DEEPEST_FILTER = 10
LONGEST_LIST = 100
MOST_SORTS = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field: how its values are read, and the operators it supports."""

    read: Callable[[Any], Any] = field(repr=False)
    operators: frozenset[str]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _money(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError
    return number


def _date(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


EQUAL = frozenset({"$eq", "$ne", "$in", "$nin", "$exists"})
ORDER = frozenset({"$gt", "$gte", "$lt", "$lte"})
ID = Kind(_text, EQUAL)
TEXT = Kind(_text, EQUAL | ORDER | {"$startsWith"})
DATE = Kind(_date, EQUAL | ORDER)
MONEY = Kind(_money, EQUAL | ORDER)
BOOL = Kind(_bool, frozenset({"$eq", "$ne", "$exists"}))
TEXTS = Kind(_text, frozenset({"$hasSome", "$hasAll", "$exists"}))
ITEMS = Kind(_text, frozenset({"$matchItems", "$exists"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What one API lets callers filter and sort by, and its order when nobody asks."""

    filters: Mapping[str, Kind]
    sorts: Sequence[str]
    default_sort: tuple[str, str] | None = None


def look_up(item: Json, path: str) -> Any:
    """Return the value at a dotted path, or None."""
    value: Any = item
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def matches(item: Json, wanted: Any, schema: Schema, depth: int = 0) -> bool:
    """Say whether *item* passes the filter *wanted*; raise Wix's 400 if that is no filter."""
    if not isinstance(wanted, dict) or depth > DEEPEST_FILTER:
        raise _bad("the filter must be an object, and not nested too deeply")
    # Every condition is looked at, even after a "no": a bad filter is bad whatever the data.
    verdicts = [_clause(item, key, value, schema, depth) for key, value in wanted.items()]
    return all(verdicts)


def _clause(item: Json, key: str, value: Any, schema: Schema, depth: int) -> bool:
    if key in ("$and", "$or"):
        if not isinstance(value, list):
            raise _bad(f"{key} needs a list of filters")
        results = [matches(item, one, schema, depth + 1) for one in value]
        return all(results) if key == "$and" else any(results)
    if key == "$not":
        return not matches(item, value, schema, depth + 1)
    if key not in schema.filters:
        raise _bad(f"{key} is not declared as filterable")
    conditions = value if isinstance(value, dict) else {"$eq": value}
    kind, actual = schema.filters[key], look_up(item, key)
    verdicts = [_compare(kind, key, op, actual, wanted) for op, wanted in conditions.items()]
    return all(verdicts)


def _compare(kind: Kind, key: str, operator: str, actual: Any, wanted: Any) -> bool:
    if operator not in kind.operators:
        raise _bad(f"{key} does not support the operator {operator}")
    if operator == "$exists":
        return (actual is not None) is _read(_bool, key, wanted)
    if operator == "$matchItems":
        return _matches_items(actual or [], key, wanted)
    if operator in ("$in", "$nin", "$hasSome", "$hasAll"):
        return _among(kind, key, operator, actual, wanted)
    if wanted is None and operator in ("$eq", "$ne"):
        return (actual is None) is (operator == "$eq")
    value = _read(kind.read, key, wanted)
    if actual is None:
        return operator == "$ne"
    return SCALAR[operator](kind.read(actual), value)


SCALAR: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda actual, wanted: bool(actual == wanted),
    "$ne": lambda actual, wanted: bool(actual != wanted),
    "$gt": lambda actual, wanted: bool(actual > wanted),
    "$gte": lambda actual, wanted: bool(actual >= wanted),
    "$lt": lambda actual, wanted: bool(actual < wanted),
    "$lte": lambda actual, wanted: bool(actual <= wanted),
    "$startsWith": lambda actual, wanted: bool(actual.lower().startswith(wanted.lower())),
}


def _among(kind: Kind, key: str, operator: str, actual: Any, wanted: Any) -> bool:
    if not isinstance(wanted, list) or len(wanted) > LONGEST_LIST:
        raise _bad(f"{operator} on {key} needs a list of at most {LONGEST_LIST}")
    values = [_read(kind.read, key, value) for value in wanted]
    if operator == "$hasSome":
        return any(value in (actual or []) for value in values)
    if operator == "$hasAll":
        return all(value in (actual or []) for value in values)
    found = actual is not None and kind.read(actual) in values
    return found is (operator == "$in")


def _matches_items(actual: list[Json], key: str, wanted: Any) -> bool:
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise _bad(f"$matchItems on {key} needs a list of objects")
    return all(any(one.items() <= item.items() for item in actual) for one in wanted)


def _read(read: Callable[[Any], Any], key: str, value: Any) -> Any:
    try:
        return read(value)
    except (TypeError, ValueError, InvalidOperation):
        raise _bad(f"{key} cannot be compared with {value!r}") from None


def _bad(reason: str) -> WixError:
    return WixError(400, f"Invalid filter: {reason}.", code="INVALID_FILTER")


def select(
    items: list[Json], asked: Fields, schema: Schema, *, sort_field: str = "sort"
) -> list[Json]:
    """Return the items that pass the query's filter, in its order."""
    found = [one for one in items if matches(one, asked.sub("filter").data, schema)]
    matches({}, asked.sub("filter").data, schema)  # a bad filter is bad on an empty table too
    for name, order in reversed(_sorting(asked, schema, sort_field)):
        kind = schema.filters.get(name, TEXT)
        present = [one for one in found if look_up(one, name) is not None]
        absent = [one for one in found if look_up(one, name) is None]
        present.sort(key=_sort_key(kind, name), reverse=order == "DESC")
        found = present + absent
    return found


def _sort_key(kind: Kind, name: str) -> Callable[[Json], Any]:
    return lambda one: kind.read(look_up(one, name))


def _sorting(asked: Fields, schema: Schema, sort_field: str) -> list[tuple[str, str]]:
    given = asked.items(sort_field, most=MOST_SORTS)
    for one in given:
        if one.required_text("fieldName") not in schema.sorts:
            name = one.text("fieldName")
            raise WixError(400, f"Invalid sort: {name} is not declared as sortable.")
    sorting = [(s.text("fieldName"), s.choice("order", ("ASC", "DESC"), "ASC")) for s in given]
    return sorting or ([schema.default_sort] if schema.default_sort else [])
