"""``manage.py wix_call``: finds, explains and calls Wix's methods from a terminal."""

from __future__ import annotations

import json
import sys
import warnings
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Final

from django.core.management import BaseCommand, CommandError
from django.core.management.base import DjangoHelpFormatter

from wix_headless.client import WixClient
from wix_headless.client.catalogue import Method, Package, catalogue, search
from wix_headless.client.help_texts import build_method_help, build_method_line
from wix_headless.exceptions import UnknownNameError, WixError
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.tokens import Role

VERBS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
MOST_FOUND: Final = 20
NO_METHODS: Final = "It has no methods: events or service plugins only."

_STRATEGIES: Final[dict[Role, type[OAuthStrategy | AppStrategy | ApiKeyStrategy]]] = {
    Role.VISITOR: OAuthStrategy,
    Role.APP: AppStrategy,
    Role.ADMIN: ApiKeyStrategy,
}

_EXAMPLES: Final = """
Call one of Wix's APIs and print the answer's JSON; or look for what to call.

    wix_call members.query_members --as app --json '{"query": {}}'
    wix_call ecom.orders.get_order 5f… --as app
    wix_call GET /members/v1/members/my
    wix_call ecom.orders                (what there is; without a name, all packages)
    wix_call ecom.orders.get_order --explain
    wix_call --search "cart line item"
    wix_call --about
"""


class ExamplesFormatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Leaves each example on a line of its own."""


class Command(BaseCommand):
    """Prints JSON to stdout, and everything else to stderr."""

    help = _EXAMPLES
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's name and type

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=ExamplesFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="package.namespace.method, or a verb")
        parser.add_argument("values", nargs="*", help="what stands in the path; or a path")
        parser.add_argument(
            "--as",
            dest="role",
            choices=[role.value for role in _STRATEGIES],
            default=Role.VISITOR.value,
            help="who speaks: a new visitor (default), the app, or the API key",
        )
        parser.add_argument(
            "--json",
            dest="fields",
            metavar="OBJECT",
            help="the fields, or a raw call's body or query; - reads them from stdin",
        )
        parser.add_argument("--language", metavar="CODE", help="of the answer's texts, such as de")
        parser.add_argument("--explain", action="store_true", help="print what a method takes")
        parser.add_argument("--search", metavar="WORDS", help="find methods by words")
        parser.add_argument("--about", action="store_true", help="print what the catalogue holds")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["name"] or ""
        if options["about"]:
            self._say(_describe_catalogue())
        elif options["search"] is not None:
            self._say(_find(options["search"]))
        elif not name:
            self._say(_list_packages())
        elif name.upper() in VERBS:
            self._call(name.upper(), None, options)
        else:
            self._look_up(name, options)

    def _look_up(self, name: str, options: dict[str, Any]) -> None:
        found = _find_names(name)
        if not isinstance(found, Method):
            self._say(found)
        elif options["explain"]:
            self._say([build_method_help(found)])
        else:
            self._call(name, found, options)

    def _call(self, name: str, method: Method | None, options: dict[str, Any]) -> None:
        fields = _read_fields(options["fields"])
        try:
            with warnings.catch_warnings(record=True) as notices:
                warnings.simplefilter("always")
                client = WixClient(_STRATEGIES[Role(options["role"])].from_settings())
                client = client.using(language=options["language"])
                if method is None:
                    answer = _call_raw(client, name, options["values"], fields)
                else:
                    bound = attrgetter(method.dotted_name)(client)
                    answer = bound(*options["values"], **(fields or {}))
        except (WixError, TypeError, ValueError) as error:
            raise CommandError(" ".join(str(error).split())) from None
        finally:
            # A field that nobody knows may be why it has failed.
            for notice in notices:
                self.stderr.write(str(notice.message))
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _read_fields(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        fields = json.loads(sys.stdin.read() if text == "-" else text)
    except ValueError as error:
        raise CommandError(f"--json takes a JSON object; this is none: {error}") from None
    if not isinstance(fields, dict):
        raise CommandError('--json takes a JSON object, such as {"query": {}}.')
    return fields


def _call_raw(
    client: WixClient, verb: str, values: list[str], fields: dict[str, Any] | None
) -> dict[str, Any]:
    if len(values) != 1:
        raise CommandError(f"{verb} takes one path, such as /members/v1/members/my.")
    if verb in {"GET", "DELETE"}:
        return client.raw(verb, values[0], params=fields)
    return client.raw(verb, values[0], json=fields)


def _find_names(name: str) -> Method | list[str]:
    """Return the method of this name, or the list of what a package or namespace holds."""
    package_name, _, rest = name.partition(".")
    try:
        package = catalogue.find_package(package_name)
        if not rest:
            return _list_package(package)
        if package.has_namespace(rest):
            methods = package.find_namespace(rest).methods()
            return [build_method_line(method) for method in methods] or [NO_METHODS]
        return catalogue.find_method(name)
    except UnknownNameError as error:
        raise CommandError(str(error)) from None


def _list_packages() -> list[str]:
    return [
        f"{package.name}  {_count(package)} methods in {len(package.namespace_names)} namespaces"
        for package in catalogue.packages()
    ]


def _list_package(package: Package) -> list[str]:
    return [
        f"{package.name}.{namespace.name}  {len(namespace.method_names)} methods"
        for namespace in package.namespaces()
    ]


def _describe_catalogue() -> list[str]:
    packages = list(catalogue.packages())
    namespaces = sum(len(package.namespace_names) for package in packages)
    methods = sum(map(_count, packages))
    counts = f"{len(packages)} packages, {namespaces} namespaces, {methods} methods"
    return [
        f"Wix's catalogue of {catalogue.date}: {counts}.",
        *(f"{package.name}  {package.npm_name} {package.version}" for package in packages),
    ]


def _find(words: str) -> list[str]:
    found = search(catalogue, words)
    if not found:
        raise CommandError(f"No method knows all of these words: {words}")
    lines = [build_method_line(method) for method in found[:MOST_FOUND]]
    more = len(found) - len(lines)
    return [*lines, f"… and {more} more"] if more else lines


def _count(package: Package) -> int:
    return sum(len(namespace.method_names) for namespace in package.namespaces())
