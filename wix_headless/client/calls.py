"""A call in Python, turned into a request: of a method, the one that Wix's own SDK would send."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import UUID

from wix_headless.client.catalogue import Method
from wix_headless.client.names import build_python_name, build_wire_name
from wix_headless.client.notices import build_unknown_field, warn_deprecated, warn_unknown_field
from wix_headless.client.query_string import build_query, is_too_long
from wix_headless.exceptions import UnknownNameError
from wix_headless.protocol.messages import NO_BODY, Request

_PLACEHOLDER = re.compile(r"\{([^}]+)\}")


def build_request(
    method: Method, args: Sequence[Any], fields: Mapping[str, Any], *, strict: bool = False
) -> Request:
    """
    Return the request of one call.

    *args* are the first path parameters, in the path's order;
    *fields* everything else, in snake_case or as Wix spells it.
    An unknown field is warned about and sent, or an error when the call is *strict*.

    Raises:
        TypeError: If a path parameter is missing, empty or given twice, or a value can't be sent.

        ValueError: If a path parameter would lead to another path.

        UnknownNameError: If nobody knows the method's public path.
    """
    return encode_payload(method, build_payload(method, args, fields, strict=strict))


def build_payload(
    method: Method, args: Sequence[Any], fields: Mapping[str, Any], *, strict: bool = False
) -> dict[str, Any]:
    """Return the call's values by Wix's names, path parameters among them; see build_request."""
    if method.is_unmapped:
        raise UnknownNameError(
            f"{method.dotted_name} has no public path that Wix's own SDK knows of,"
            " so it can't be called by name; a raw call can, if you know the path."
        )
    payload = _rename_fields(method, fields, strict=strict)
    places = method.path_parameters
    if len(args) > len(places):
        wanted = ", ".join(places) or "none"
        raise TypeError(
            f"{method.dotted_name}() takes {len(places)} path parameters by position"
            f" ({wanted}), and {len(args)} were given; everything else is a named field"
        )
    for place, value in zip(places, args, strict=False):
        payload = _put(method, payload, place.split("."), value)
    for mask in method.masks:
        if isinstance(payload.get(mask), list | tuple):
            payload[mask] = ",".join(payload[mask])
    if method.deprecation:
        warn_deprecated(method)
    # The SDK's own order: what stands in the path comes first in the query too.
    roots = dict.fromkeys(place.partition(".")[0] for place in places[: len(args)])
    return {root: payload[root] for root in roots} | payload


def encode_payload(method: Method, payload: Mapping[str, Any]) -> Request:
    """Return *payload* as a request: values of the path stay in the query or body as well."""
    path = _fill_path(method, method.path, payload)
    build = partial(Request, name=method.dotted_name, repeatable=method.is_read)
    if not method.sends_query:
        return build(verb=method.verb, path=path, body=payload)
    query = build_query(payload, is_complex=method.is_complex)
    if method.fallback and method.verb == "GET" and is_too_long(query):
        verb, template = method.fallback
        return build(verb=verb, path=_fill_path(method, template, payload), body=payload)
    return build(verb=method.verb, path=path, query=query)


def build_raw_request(
    verb: str,
    path: str,
    *,
    params: Mapping[str, Any] | None = None,
    json: Any = None,
) -> Request:
    """
    Return the request of a path that no method is for.

    Raises:
        ValueError: If *path* could lead the token to another host.

        TypeError: If a query string can't carry one of *params*.
    """
    path = check_path(path)
    query = build_query(params) if params else ()
    body = NO_BODY if json is None else json
    return Request(verb=verb, path=path, query=query, body=body, name=path)


def check_path(path: str) -> str:
    """
    Return *path* with its unsafe characters percent-encoded.

    Raises:
        ValueError: If it is not plainly a path of Wix's API: the token must not follow an
            absolute URL, ``//host``, a backslash or a step upwards to somewhere else.
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        raise ValueError("A raw call takes a path that starts with one slash, not an address.")
    if any(ord(character) <= 32 or ord(character) == 127 for character in path):
        raise ValueError("A path has no spaces or control characters.")
    if "?" in path or "#" in path:
        raise ValueError("A raw call takes its query string as params=, not in the path.")
    if any(segment in {".", ".."} for segment in path.lower().replace("%2e", ".").split("/")):
        raise ValueError("A path has no '.' or '..' in it.")
    return quote(path, safe="/:@!$&'()*+,;=~-._%")


def _rename_fields(method: Method, fields: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    for given, value in fields.items():
        name = method.wire_names.get(given)
        if name is None:
            name = _rename_unknown(method, given, strict=strict)
        if name in payload:
            raise TypeError(f"{method.dotted_name}() got the field {name!r} twice")
        payload[name] = value
    return payload


def _rename_unknown(method: Method, given: str, *, strict: bool) -> str:
    name = build_wire_name(given)
    if method.is_handwritten:
        return name
    if strict:
        raise TypeError(build_unknown_field(method, given))
    warn_unknown_field(method, given, name)
    return name


def _put(method: Method, payload: Mapping[str, Any], keys: list[str], value: Any) -> dict[str, Any]:
    key, *rest = keys
    present = payload.get(key)
    if rest:
        if present is not None and not isinstance(present, Mapping):
            raise TypeError(f"{method.dotted_name}() needs an object as {build_python_name(key)}")
        return {**payload, key: _put(method, present or {}, rest, value)}
    if present is not None and present != value:
        raise TypeError(f"{method.dotted_name}() got two values for {key!r}")
    return {**payload, key: value}


def _fill_path(method: Method, template: str, payload: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(lambda match: _encode_segment(method, payload, match[1]), template)


def _encode_segment(method: Method, payload: Mapping[str, Any], place: str) -> str:
    value: Any = payload
    for key in place.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None or value == "":
        raise TypeError(f"{method.dotted_name}() needs {_describe(place)}, not {value!r}")
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise TypeError(
            f"{method.dotted_name}() needs a string as {_describe(place)},"
            f" not {type(value).__name__}"
        )
    text = str(value)
    if text in {".", ".."}:
        # No spelling of these survives: clients and servers take them out of the path.
        raise ValueError(f"{method.dotted_name}() can't have {text!r} as {_describe(place)}")
    return quote(text, safe="")


def _describe(place: str) -> str:
    root, _, rest = place.partition(".")
    name = build_python_name(root)
    if not rest:
        return name
    inner = "…"
    for key in reversed(rest.split(".")):
        inner = f'{{"{key}": {inner}}}'
    return f"{name}={inner}"
