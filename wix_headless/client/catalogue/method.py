"""One method of Wix's APIs, as the catalogue knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wix_headless.client.names import build_python_name
from wix_headless.protocol.paging import Paging

_PLACEHOLDER = re.compile(r"\{([^}]+)\}")
_READ_WORDS = ("get", "list", "query", "search", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """
    Wix's word that a method should no longer be used.

    Attributes:
        replaced_by: The method to use instead, in our spelling if the catalogue has it.
        removal: The day (``2027-02-01``) from which Wix may take it away; empty if unsaid.
    """

    replaced_by: str = ""
    removal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """
    What it takes to call one method of Wix's APIs.

    Attributes:
        name: In Python's spelling; ``js_name`` is Wix's.
        path: With ``{placeholders}``, each the dotted place of a value in the request;
            ``path_parameters`` are those places, in the path's order.
        fields: The request's top-level fields by Wix's name, with their types in Wix's words.
        wire_names: Wix's names of those fields, by every spelling that is understood.
        fallback: Verb and path that take the request as a body when its query grows too long.
        masks: The fields that name other fields; on the wire they are one string with commas.
        is_read: The call surely changes nothing.
        is_complex: Nested values of the query travel as one JSON value.
        is_about_caller: It speaks of "the current member" or "my …": an app has no such thing.
        is_unmapped: Wix's own SDK does not know the public path.
        is_handwritten: ``fields`` is not complete.
    """

    package: str
    namespace: str
    name: str
    js_name: str
    verb: str
    path: str
    path_parameters: tuple[str, ...] = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)
    wire_names: Mapping[str, str] = field(repr=False)
    masks: tuple[str, ...] = field(repr=False)
    is_read: bool = field(repr=False)
    fallback: tuple[str, str] | None = field(default=None, repr=False)
    is_complex: bool = field(default=False, repr=False)
    is_about_caller: bool = field(default=False, repr=False)
    is_unmapped: bool = field(default=False, repr=False)
    is_handwritten: bool = field(default=False, repr=False)
    paging: Paging | None = field(default=None, repr=False)
    permissions: tuple[str, ...] = field(default=(), repr=False)
    deprecation: Deprecation | None = field(default=None, repr=False)

    def __hash__(self) -> int:
        return hash(self.dotted_name)

    @property
    def dotted_name(self) -> str:
        """The name people call it by; package and namespace of one name are said once."""
        if self.package == self.namespace:
            return f"{self.package}.{self.name}"
        return f"{self.package}.{self.namespace}.{self.name}"

    @property
    def sends_query(self) -> bool:
        """Whether the request travels in the query string instead of a body."""
        return self.verb in {"GET", "DELETE"}


def parse_method(package: str, namespace: str, js_name: str, entry: Mapping[str, Any]) -> Method:
    """Make a method of its entry in a data file; ``tools/build_catalogue.py`` writes those."""
    verb, _, path = entry["http"].partition(" ")
    name = build_python_name(js_name)
    fields = entry.get("fields", {})
    path_parameters = tuple(_PLACEHOLDER.findall(path))
    fallback_verb, _, fallback_path = entry.get("fallback", "").partition(" ")
    return Method(
        package=package,
        namespace=namespace,
        name=name,
        js_name=js_name,
        verb=verb,
        path=path,
        path_parameters=path_parameters,
        fields=fields,
        wire_names=_build_wire_names(fields, path_parameters),
        fallback=(fallback_verb, fallback_path) if fallback_path else None,
        masks=tuple(name for name, kind in fields.items() if kind == "FieldMask"),
        is_read=_is_read(name, verb, path),
        is_complex=entry.get("complex", False),
        is_about_caller=entry.get("caller", False),
        is_unmapped=entry.get("unmapped", False),
        is_handwritten=entry.get("handwritten", False),
        paging=Paging(**entry["paging"]) if "paging" in entry else None,
        permissions=tuple(entry.get("permissions", ())),
        deprecation=Deprecation(**entry["deprecated"]) if "deprecated" in entry else None,
    )


def _build_wire_names(
    fields: Mapping[str, str], path_parameters: tuple[str, ...]
) -> Mapping[str, str]:
    roots = (place.partition(".")[0] for place in path_parameters)
    known = dict.fromkeys([*fields, *roots])
    spelled = {build_python_name(name): name for name in known}
    return spelled | {name: name for name in known}


def _is_read(name: str, verb: str, path: str) -> bool:
    # The name alone does not tell: some GETs write,
    # and some POSTs that begin with "get" make what they don't find.
    last_segment = path.rpartition("/")[2].rpartition(":")[2]
    return _begins_like_read(name) and (
        verb == "GET" or _begins_like_read(build_python_name(last_segment))
    )


def _begins_like_read(name: str) -> bool:
    words = name.split("_")
    return words[0] in _READ_WORDS and words[:2] != ["get", "or"]
