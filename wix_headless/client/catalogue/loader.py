"""The catalogue's data files, read one package at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from wix_headless.client.catalogue.method import Method, parse_method
from wix_headless.client.names import build_python_name, build_suggestion
from wix_headless.exceptions import UnknownNameError

INDEX_NAME = "_index.json"


class Namespace:
    """The methods of one namespace, such as ``ecom.orders``."""

    def __init__(self, package: str, js_name: str, entries: Mapping[str, Any]) -> None:
        self.package = package
        self.name = build_python_name(js_name)
        self._entries = {build_python_name(name): (name, entry) for name, entry in entries.items()}
        self._methods: dict[str, Method] = {}

    @property
    def entries(self) -> dict[str, Any]:
        """What the data file has of each method, by Wix's names."""
        return dict(self._entries.values())

    @property
    def method_names(self) -> list[str]:
        return sorted(self._entries)

    def has_method(self, name: str) -> bool:
        return name in self._entries

    def methods(self) -> Iterator[Method]:
        """Yield every method, by name."""
        return map(self.find_method, self.method_names)

    def find_method(self, name: str) -> Method:
        """
        Return the method of this name.

        Raises:
            UnknownNameError: If there is none; the message names the nearest ones.
        """
        method = self._methods.get(name)
        if method is None:
            if name not in self._entries:
                place = ".".join(dict.fromkeys((self.package, self.name)))
                suggestion = build_suggestion(name, self._entries)
                raise UnknownNameError(f"{place} has no method {name!r}: {suggestion}")
            method = parse_method(self.package, self.name, *self._entries[name])
            self._methods[name] = method
        return method


class Package:
    """
    The namespaces of one package, such as ``ecom``.

    Attributes:
        npm_name: The JavaScript package that the facts were read from, and its ``version``.
    """

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.npm_name: str = data["package"]
        self.version: str = data["version"]
        namespaces: Mapping[str, Any] = data["namespaces"]
        self._entries = {build_python_name(key): (key, namespaces[key]) for key in namespaces}
        self._namespaces: dict[str, Namespace] = {}

    @property
    def namespace_names(self) -> list[str]:
        return sorted(self._entries)

    @cached_property
    def own_namespace(self) -> Namespace | None:
        """The namespace of the package's own name, which need not be said twice."""
        return self.find_namespace(self.name) if self.name in self._entries else None

    def has_namespace(self, name: str) -> bool:
        return name in self._entries

    def namespaces(self) -> Iterator[Namespace]:
        """Yield every namespace, by name."""
        return map(self.find_namespace, self.namespace_names)

    def find_namespace(self, name: str) -> Namespace:
        """
        Return the namespace of this name.

        Raises:
            UnknownNameError: If there is none; the message names the nearest ones.
        """
        namespace = self._namespaces.get(name)
        if namespace is None:
            if name not in self._entries:
                raise UnknownNameError(self._explain_unknown(name))
            js_name, entries = self._entries[name]
            namespace = self._namespaces[name] = Namespace(self.name, js_name, entries)
        return namespace

    def _explain_unknown(self, name: str) -> str:
        own = self.own_namespace
        known = [*self._entries, *(own.method_names if own else ())]
        kind = "namespace or method" if own else "namespace"
        return f"{self.name} has no {kind} {name!r}: {build_suggestion(name, known)}"


class Catalogue:
    """All packages that one folder of data files knows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packages: dict[str, Package] = {}

    @cached_property
    def _index(self) -> dict[str, Any]:
        index: dict[str, Any] = json.loads((self._folder / INDEX_NAME).read_bytes())
        return index

    @property
    def date(self) -> str:
        """The day on which the facts were read, such as ``2026-11-21``."""
        return str(self._index["date"])

    @property
    def package_names(self) -> list[str]:
        return sorted(self._index["packages"])

    def packages(self) -> Iterator[Package]:
        """Yield every package, by name; this reads all of the data."""
        return map(self.find_package, self.package_names)

    def find_package(self, name: str) -> Package:
        """
        Return the package of this name.

        Raises:
            UnknownNameError: If there is none; the message names the nearest ones.
        """
        package = self._packages.get(name)
        if package is None:
            if name not in self._index["packages"]:
                suggestion = build_suggestion(name, self._index["packages"])
                raise UnknownNameError(f"Wix's catalogue has no package {name!r}: {suggestion}")
            data = json.loads((self._folder / f"{name}.json").read_bytes())
            package = self._packages[name] = Package(name, data)
        return package

    def find_method(self, dotted_name: str) -> Method:
        """
        Return the method of a name such as ``ecom.orders.get_order`` or ``members.get_member``.

        Raises:
            UnknownNameError: If there is none; the message names the nearest ones.
        """
        package_name, _, rest = dotted_name.partition(".")
        package = self.find_package(package_name)
        namespace_name, _, method_name = rest.rpartition(".")
        own = package.own_namespace
        if not namespace_name and own is not None:
            return own.find_method(method_name)
        return package.find_namespace(namespace_name or rest).find_method(method_name)


#: The catalogue that this package brings along.
catalogue = Catalogue(Path(__file__).parent)
