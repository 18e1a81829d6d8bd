"""The service plugins that Wix calls, by their types: a dated snapshot, read when asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from wix_headless.client.names import build_python_name

PLUGINS_NAME = "_plugins.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginErrorType:
    """
    A refusal that Wix understands, such as ``InvalidPostalCodeError``.

    Attributes:
        name: The SDK's name, with ``Error`` at its end.
        code: What stands in ``applicationError.code``.
        status: The answer's HTTP status.
    """

    name: str
    code: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginType:
    """
    One kind of service plugin.

    Attributes:
        type: Such as ``ECOM_SHIPPING_RATES``; the wire's ``appExtensionType``.
        methods: The paths that Wix appends to the deployment URI, by Python's names.
        errors: The refusals that Wix knows, by name.
        package: Where the SDK has it, in Python's spelling, with ``namespace``.
    """

    type: str
    methods: Mapping[str, str]
    errors: Mapping[str, PluginErrorType]
    package: str
    namespace: str


@cache
def load_plugin_types() -> Mapping[str, PluginType]:
    """Return every kind of service plugin by its type; read once."""
    entries = json.loads((Path(__file__).parent / PLUGINS_NAME).read_bytes())
    return MappingProxyType({name: _parse(name, entry) for name, entry in entries.items()})


def _parse(name: str, entry: Mapping[str, Any]) -> PluginType:
    package, _, namespace = entry["in"].partition(".")
    methods = {build_python_name(method): path for method, path in entry["methods"].items()}
    errors = {
        error: PluginErrorType(name=error, **facts) for error, facts in entry["errors"].items()
    }
    return PluginType(
        type=name,
        methods=MappingProxyType(methods),
        errors=MappingProxyType(errors),
        package=package,
        namespace=namespace,
    )
