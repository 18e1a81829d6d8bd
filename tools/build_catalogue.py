"""
Write the catalogue's data files from a file of facts about Wix's JavaScript packages.

::

    python tools/build_catalogue.py facts.json

``docs/calls.md`` says how read_packages.mjs gets the facts from npm, and what to do afterwards.
The same facts give the same bytes. The day is the one on which they were read, which the facts
say themselves, or the header of a gzipped file. Packages that Wix wrote by hand cannot be read:
their methods are kept as the data files have them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from caller_methods import ABOUT_CALLER, NOT_ABOUT_CALLER, is_candidate

from wix_headless.client.catalogue import Catalogue
from wix_headless.client.catalogue.event_types import EVENTS_NAME
from wix_headless.client.catalogue.loader import INDEX_NAME
from wix_headless.client.catalogue.plugin_types import PLUGINS_NAME
from wix_headless.client.names import build_python_name

DEFAULT_TARGET = Path(__file__).resolve().parent.parent / "wix_headless" / "client" / "catalogue"
GZIP = b"\x1f\x8b"
PLACEHOLDER = re.compile(r"\{([^}]+)\}")


class FactsError(Exception):
    """The facts hold something that the data files cannot say, or nobody has looked at yet."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that is known about Wix's packages, and since when."""

    date: str
    packages: dict[str, Any]
    #: How the SDK changes values before it sends them; only field masks matter to JSON.
    transforms: list[dict[str, Any]]
    #: Our names of methods by Wix's full names, to say what replaces a deprecated one.
    names: dict[str, list[str]] = field(default_factory=dict)
    #: The present catalogue, for what the facts cannot say.
    kept: Catalogue | None = None

    def namespaces(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each namespace's full name in our spelling, and its facts."""
        for package, facts in sorted(self.packages.items()):
            for namespace, inner in sorted(facts["namespaces"].items()):
                yield f"{build_python_name(package)}.{build_python_name(namespace)}", inner

    def methods(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each method's full name in our spelling, and its facts."""
        for place, inner in self.namespaces():
            for name, method in sorted(inner.get("methods", {}).items()):
                yield f"{place}.{build_python_name(name)}", method


def read_facts(path: Path, date: str | None, kept: Catalogue | None = None) -> Facts:
    """Read the facts, and of *kept* what they say was written by hand."""
    raw = path.read_bytes()
    if raw.startswith(GZIP):
        packed_at = datetime.fromtimestamp(int.from_bytes(raw[4:8], "little"), UTC)
        raw, day = gzip.decompress(raw), packed_at.date().isoformat()
    else:
        day = ""
    content = json.loads(raw)
    facts = Facts(
        date=date or content.get("date") or day,
        packages=content["packages"],
        transforms=content.get("transformNodes", []),
        kept=kept,
    )
    for name, method in facts.methods():
        facts.names.setdefault(method["methodFqn"], []).append(name)
    return facts


def check_callers(facts: Facts) -> None:
    """Refuse facts with methods that may be about the caller and that nobody has judged."""
    judged = ABOUT_CALLER.keys() | NOT_ABOUT_CALLER.keys()
    known = dict(facts.methods())
    unjudged = [n for n, method in known.items() if is_candidate(n, method) and n not in judged]
    vanished = sorted(judged - known.keys())
    if unjudged or vanished:
        raise FactsError(
            f"tools/caller_methods.py must judge {unjudged or 'nothing new'},"
            f" and forget {vanished or 'nothing'}."
        )


def check_names(kind: str, names: Iterable[str]) -> None:
    """Refuse names that would be one and the same in Python."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(build_python_name(name), name)
        if other != name:
            raise FactsError(f"{kind}: {other!r} and {name!r} are the same name in Python.")


def build_entry(name: str, method: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """Return what a call of one method needs; what is usual is left out."""
    expected = "query" if method["verb"] in {"GET", "DELETE"} else "body"
    if method["payloadIn"] != expected:
        raise FactsError(f"{name}: a {method['verb']} with its payload in {method['payloadIn']}.")
    in_path = sorted(PLACEHOLDER.findall(method["path"]))
    if not method.get("handwritten") and in_path != sorted(method.get("pathParams", [])):
        raise FactsError(f"{name}: the path's parameters are not the ones in the path.")
    entry = {
        "http": f"{method['verb']} {method['path']}",
        "fields": build_fields(name, method, facts),
        "fallback": build_fallback(name, method),
        "complex": method.get("complexQuery"),
        "paging": build_paging(method),
        "permissions": method.get("permissions"),
        "deprecated": build_deprecation(name, method, facts),
        "caller": name in ABOUT_CALLER,
        "unmapped": method.get("mapping") == "unmapped",
        "handwritten": method.get("handwritten"),
    }
    usual = (None, False, [], {})
    # A deprecation of which nothing more is known is still one.
    return {k: v for k, v in entry.items() if v not in usual or (k == "deprecated" and v == {})}


def build_fields(name: str, method: dict[str, Any], facts: Facts) -> dict[str, str]:
    """Return the request's fields with their types; a field mask is a type of its own."""
    transforms = dict.fromkeys(method.get("masks", ()), "fieldMask")
    if "requestTransforms" in method:
        transforms = facts.transforms[method["requestTransforms"]]
    # What the SDK sends is a field too, though some types don't list it.
    sent = (key.partition(".")[0] for key in method.get("payload", {}) if "$" not in key)
    known = dict.fromkeys(sent, "unknown") | method.get("requestFields", {})
    # Two methods list `_id`, the JavaScript name, although the wire has `id`.
    fields = {
        key.lstrip("_"): "FieldMask" if transforms.get(key) == "fieldMask" else kind
        for key, kind in known.items()
    }
    check_names(name, fields)
    return fields


def build_fallback(name: str, method: dict[str, Any]) -> str | None:
    """Return verb and path for a query that grew too long; the SDK takes the first one."""
    for fallback in method.get("fallback", [])[:1]:
        if fallback["verb"] == "POST":
            return f"POST {fallback['path']}"
        if fallback["path"] != method["path"]:
            raise FactsError(f"{name}: a fallback that is not a POST goes somewhere else.")
    return None


def build_paging(method: dict[str, Any]) -> dict[str, str] | None:
    """Return where the paging is; None when the method has none."""
    facts = method.get("paging")
    if facts is None:
        return None
    return {key: facts[key] for key in ("cursor", "offset", "metadata", "items") if key in facts}


def build_deprecation(name: str, method: dict[str, Any], facts: Facts) -> dict[str, str] | None:
    """Return what replaces a deprecated method, and when it goes."""
    if not method.get("deprecated"):
        return None
    found = {}
    if replaced_by := method.get("replacedBy"):
        found["replaced_by"] = find_successor(name, replaced_by, facts)
    if removal := method.get("removal"):
        found["removal"] = removal
    return found


def find_successor(name: str, wix_name: str, facts: Facts) -> str:
    """Return our name of the method that Wix means, or Wix's name if it is none of these."""
    package, namespace, _ = name.split(".")
    names = facts.names.get(wix_name, [])
    if not names:
        # Wix is not always sure of its own prefixes; a neighbour of that name is meant.
        likely = f"{package}.{namespace}.{build_python_name(wix_name.rpartition('.')[2])}"
        names = [other for others in facts.names.values() for other in others if other == likely]
    same = [other for other in names if other.startswith(f"{package}.")]
    return (same or names or [wix_name])[0]


def build_package(package: str, facts: Facts) -> dict[str, Any]:
    """Return one package's data; a namespace without methods has events or plugins only."""
    namespaces: dict[str, Any] = {}
    content = facts.packages[package]
    check_names(package, content["namespaces"])
    for namespace, inner in sorted(content["namespaces"].items()):
        place = f"{build_python_name(package)}.{build_python_name(namespace)}"
        if inner.get("isByHand"):
            namespaces[namespace] = keep_entries(place, facts)
            continue
        methods = inner.get("methods", {})
        check_names(place, methods)
        namespaces[namespace] = {
            name: build_entry(f"{place}.{build_python_name(name)}", method, facts)
            for name, method in sorted(methods.items())
        }
    return {"package": package, "version": content["version"], "namespaces": namespaces}


def keep_entries(place: str, facts: Facts) -> dict[str, Any]:
    """Return the entries of a namespace as the present catalogue has them."""
    package, _, namespace = place.partition(".")
    if facts.kept is None or package not in facts.kept.package_names:
        raise FactsError(f"{place} is written by hand, and there is no catalogue to keep it from.")
    return dict(facts.kept.find_package(package).find_namespace(namespace).entries)


def build_events(facts: Facts) -> dict[str, Any]:
    """
    Return every event type, where it is listened to and what it takes to receive it.

    Some types can be listened to in two namespaces; the first one is named.
    """
    events: dict[str, Any] = {}
    for place, inner in facts.namespaces():
        for event in inner.get("events", {}).values():
            entry = build_event(event, place)
            known = events.setdefault(event["eventType"], entry)
            if known | {"in": place} != entry:
                raise FactsError(f"{event['eventType']} is not the same in {place}.")
    return dict(sorted(events.items()))


def build_event(event: dict[str, Any], place: str) -> dict[str, Any]:
    """Return what is known of one event type; what is usual is left out."""
    entry = {
        "in": place,
        "entity": "",
        "slug": event.get("slug", ""),
        "permissions": event.get("permissions"),
        "deprecated": event.get("deprecated"),
    }
    if event.get("domainEvent"):
        # A few types begin with another name than their namespace's entity; some slugs are unsaid.
        end = f"_{entry['slug']}" if entry["slug"] else f"_{event['eventType'].rpartition('_')[2]}"
        if not event["eventType"].endswith(end):
            raise FactsError(f"{event['eventType']} does not end in its slug {end[1:]!r}.")
        entry["entity"] = event["eventType"].removesuffix(end)
        entry["slug"] = end[1:]
    return {key: value for key, value in entry.items() if value not in (None, False, [], "")}


def build_plugins(facts: Facts) -> dict[str, Any]:
    """Return every service plugin by its type: its methods' paths, and the errors Wix knows."""
    plugins: dict[str, Any] = {}
    for place, inner in facts.namespaces():
        for plugin in inner.get("servicePlugins", {}).values():
            kind = plugin["componentType"]
            if kind in plugins:
                raise FactsError(f"{kind} is in {plugins[kind]['in']} and in {place}.")
            methods = {method["name"].lstrip("_"): method["path"] for method in plugin["methods"]}
            check_names(kind, methods)
            if len(set(methods.values())) != len(plugin["methods"]):
                raise FactsError(f"{kind}: two methods have one path.")
            errors = {
                name.removesuffix("WixError").removesuffix("Error") + "Error": {
                    "code": error["applicationCode"],
                    "status": error["httpCode"],
                }
                for name, error in sorted((inner.get("errors") or {}).items())
            }
            plugins[kind] = {"in": place, "methods": methods, "errors": errors}
    return dict(sorted(plugins.items()))


def write_extensions(facts: Facts, target: Path) -> None:
    """Write event types and plugins, if the facts speak of any: else they stay as they are."""
    for name, entries in ((EVENTS_NAME, build_events(facts)), (PLUGINS_NAME, build_plugins(facts))):
        if entries:
            lines = ",\n".join(f"{compact(key)}:{compact(entries[key])}" for key in entries)
            (target / name).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def compact(value: object) -> str:
    """Write JSON without a space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump(data: dict[str, Any]) -> str:
    """Write one method per line, so that a new catalogue shows as a diff that can be read."""
    namespaces = ",\n".join(
        f"{compact(namespace)}:{{\n"
        + ",\n".join(f"{compact(name)}:{compact(entry)}" for name, entry in methods.items())
        + "\n}"
        for namespace, methods in data["namespaces"].items()
    )
    head = compact({key: value for key, value in data.items() if key != "namespaces"})[:-1]
    return f'{head},"namespaces":{{\n{namespaces}\n}}}}\n'


def write_catalogue(facts: Facts, target: Path) -> dict[str, str]:
    """Write all data files, and return the versions of the packages they are about."""
    check_callers(facts)
    texts = {}
    versions = {}
    for package in sorted(facts.packages):
        data = build_package(package, facts)
        texts[build_python_name(package)] = dump(data)
        versions[build_python_name(package)] = data["version"]
    for old in target.glob("*.json"):
        if old.name not in {EVENTS_NAME, PLUGINS_NAME}:
            old.unlink()
    for name, text in texts.items():
        (target / f"{name}.json").write_text(text, encoding="utf-8")
    index = {"date": facts.date, "packages": versions}
    (target / INDEX_NAME).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    write_extensions(facts, target)
    return versions


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, write the files, say what was written."""
    parser = argparse.ArgumentParser(description="Write the catalogue's data files.")
    parser.add_argument("facts", type=Path, help="the facts, as JSON, gzipped or not")
    parser.add_argument("--date", help="the facts' day (default: when they were read)")
    parser.add_argument("--target", type=Path, default=DEFAULT_TARGET, help="the folder to fill")
    options = parser.parse_args(arguments)
    options.target.mkdir(parents=True, exist_ok=True)
    kept = Catalogue(options.target) if (options.target / INDEX_NAME).exists() else None
    facts = read_facts(options.facts, options.date, kept)
    versions = write_catalogue(facts, options.target)
    total = sum(path.stat().st_size for path in options.target.glob("*.json"))
    print(f"{len(versions)} packages of {facts.date}, {total:,} bytes, in {options.target}")


if __name__ == "__main__":
    main()
