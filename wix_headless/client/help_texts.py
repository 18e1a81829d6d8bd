"""What ``help()`` and a shell say about a package, a namespace or a method of Wix."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from wix_headless.client.catalogue import Method
from wix_headless.client.names import build_python_name
from wix_headless.client.notices import build_deprecation


def build_names_help(title: str, names: Iterable[str]) -> str:
    """Return what there is to choose from."""
    return "\n".join([title.strip("<>"), "", *(f"    {name}" for name in names)])


def build_method_help(method: Method) -> str:
    """Return how a method is called, what it sends, and who may call it."""
    parameters = [build_python_name(place.partition(".")[0]) for place in method.path_parameters]
    lines = [
        f"{method.dotted_name}({', '.join([*parameters, '**fields'])})",
        "",
        f"{method.verb} {method.path}, {method.js_name} in JavaScript.",
    ]
    if method.fields:
        lines += ["", "Fields:"]
        lines += [f"    {build_python_name(name)}: {kind}" for name, kind in method.fields.items()]
    if method.permissions:
        lines += ["", f"Permission: {' or '.join(method.permissions)}"]
    if method.is_about_caller:
        lines += ["", "It is about whoever calls, so it can't be elevated."]
    if method.deprecation:
        lines += ["", build_deprecation(method, datetime.now(UTC).date())]
    return "\n".join(lines)
