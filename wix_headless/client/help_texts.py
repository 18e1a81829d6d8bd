"""What ``help()`` and a shell say about a package, a namespace or a method of Wix."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from wix_headless.client.catalogue import Method
from wix_headless.client.names import build_python_name
from wix_headless.client.notices import build_deprecation


def build_names_help(title: str, names: Iterable[str]) -> str:
    """Return what there is to choose from."""
    return "\n".join([title.strip("<>"), "", *(f"    {name}" for name in names)])


def build_signature(method: Method) -> str:
    """Return the method's name with what stands in its path, as it can be given by position."""
    parameters = [build_python_name(place.partition(".")[0]) for place in method.path_parameters]
    return f"{method.dotted_name}({', '.join([*parameters, '**fields'])})"


def build_method_line(method: Method) -> str:
    """Return the one line that a list has for a method."""
    names = ", ".join(dict.fromkeys(build_python_name(name) for name in method.fields))
    return f"{method.dotted_name}({names}){_build_mark(method, _today())}"


def build_method_help(method: Method) -> str:
    """Return how a method is called, what it sends, and who may call it."""
    lines = [build_signature(method), ""]
    lines += [f"{method.verb} {method.path}, {method.js_name} in JavaScript."]
    if method.fields:
        lines += ["", "Fields:"]
        lines += [f"    {build_python_name(name)}: {kind}" for name, kind in method.fields.items()]
    if method.is_handwritten:
        lines += ["", "Other fields may exist: these are the ones that are known."]
    if method.paging:
        ways = ".pages() and .items()" if method.paging.items else ".pages()"
        lines += ["", f"It answers in pages: {ways} fetch all of them."]
    if method.permissions:
        lines += ["", f"Permission: {' or '.join(method.permissions)}"]
    if method.is_about_caller:
        lines += ["", "It is about whoever calls, so it can't be elevated."]
    if method.is_unmapped:
        lines += ["", "It can't be called by name: Wix's own SDK knows no public path of it."]
    if method.deprecation:
        lines += ["", build_deprecation(method, _today())]
    return "\n".join(lines)


def _build_mark(method: Method, today: date) -> str:
    if method.is_unmapped:
        return "  [no public path]"
    if method.deprecation is None:
        return ""
    removal = method.deprecation.removal
    is_removed = bool(removal) and date.fromisoformat(removal) <= today
    return "  [removed]" if is_removed else "  [deprecated]"


def _today() -> date:
    return datetime.now(UTC).date()
