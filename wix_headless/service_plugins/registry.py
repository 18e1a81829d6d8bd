"""``@service_plugin``, and the classes that it has marked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from wix_headless.client.catalogue.plugin_types import PluginType, load_plugin_types
from wix_headless.client.names import build_suggestion, find_nearest
from wix_headless.exceptions import ConfigurationError, UnknownNameError

Plugin = TypeVar("Plugin", bound=type[Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """
    A class that answers the calls of one kind of plugin.

    Attributes:
        extension_id: The extension of the app that it is; empty if it answers for all of them.
        methods: The names of its methods, by their paths.
        missing: Those that the kind has, and the class has not.
    """

    plugin_type: str
    extension_id: str
    cls: type[Any]
    methods: Mapping[str, str]
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        """The class's name, with the module that it is in."""
        return f"{self.cls.__module__}.{self.cls.__qualname__}"


class Registry:
    """All implementations, in the order in which they were marked."""

    def __init__(self) -> None:
        self.implementations: list[Implementation] = []

    def has(self, plugin_type: str) -> bool:
        """Say whether any extension of this type is implemented."""
        return any(one.plugin_type == plugin_type for one in self.implementations)

    def find(self, plugin_type: str, extension_id: str) -> Implementation | None:
        """
        Return who answers for an extension: its own implementation, or else the type's.

        Raises:
            ConfigurationError: If there are two.
        """
        ofs = [one for one in self.implementations if one.plugin_type == plugin_type]
        found = [one for one in ofs if extension_id and one.extension_id == extension_id]
        found = found or [one for one in ofs if not one.extension_id]
        if len(found) > 1:
            names = ", ".join(one.name for one in found)
            raise ConfigurationError(f"More than one class implements {plugin_type}: {names}.")
        return found[0] if found else None


#: What this process answers.
registry = Registry()


def service_plugin(plugin_type: str, /, *, extension_id: str = "") -> Callable[[Plugin], Plugin]:
    """
    Let a class answer Wix's calls to a service plugin.

    Its methods are Wix's in snake_case, plain or ``async def``; they take the request, a dict as
    in Wix's REST reference, and a :class:`PluginMetadata`, and return the answer, a dict as well.
    One object is made for each call. Whatever else it has begins with an underscore.

    Args:
        plugin_type: Such as ``ECOM_SHIPPING_RATES``.
        extension_id: The extension's id in the app's dashboard, where the app has several of
            this type.

    Raises:
        UnknownNameError: If Wix has no such type, or the type has no such method; the message
            names the nearest ones.

        ConfigurationError: If it is no class that can be called so.
    """
    if not isinstance(plugin_type, str):
        raise ConfigurationError(
            'service_plugin is told the type: @service_plugin("ECOM_SHIPPING_RATES").'
        )
    kind = load_plugin_types().get(plugin_type)
    if kind is None:
        raise UnknownNameError(
            f"Wix has no service plugin {plugin_type!r}: {_suggest(plugin_type)}"
        )

    def decorate(cls: Plugin) -> Plugin:
        registry.implementations.append(_inspect(cls, kind, extension_id))
        return cls

    return decorate


def _suggest(name: str) -> str:
    types = load_plugin_types()
    nearest = [one.upper() for one in find_nearest(name, map(str.lower, types))]
    if nearest:
        return f"did you mean {', '.join(map(repr, nearest))}?"
    return f"there is {', '.join(types)}."


def _inspect(cls: type[Any], kind: PluginType, extension_id: str) -> Implementation:
    """Return what *cls* implements, if it can be called as it will be."""
    if not isinstance(cls, type):
        raise ConfigurationError(f"service_plugin marks a class, and {cls!r} is none.")
    if not _takes(cls):
        raise ConfigurationError(f"{cls.__qualname__} is made for each call, without arguments.")
    public = [name for name in dir(cls) if not name.startswith("_") and _is_method(cls, name)]
    for name in public:
        if name not in kind.methods:
            raise UnknownNameError(
                f"{kind.type} has no method {name!r}: {build_suggestion(name, kind.methods)} "
                f"What else {cls.__qualname__} needs begins with an underscore."
            )
        if not _takes_call(cls, name):
            raise ConfigurationError(
                f"{cls.__qualname__}.{name} takes two arguments, the request and its metadata."
            )
    return Implementation(
        plugin_type=kind.type,
        extension_id=extension_id,
        cls=cls,
        methods={kind.methods[name]: name for name in public},
        missing=tuple(name for name in kind.methods if name not in public),
    )


def _is_method(cls: type[Any], name: str) -> bool:
    value = getattr(cls, name)
    return callable(value) and not isinstance(value, type)


def _takes_call(cls: type[Any], name: str) -> bool:
    is_bound = isinstance(inspect.getattr_static(cls, name), staticmethod | classmethod)
    arguments = ("request", "metadata") if is_bound else ("self", "request", "metadata")
    return _takes(getattr(cls, name), *arguments)


def _takes(function: Callable[..., Any], *arguments: str) -> bool:
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return False
    except ValueError:
        # Written in C, perhaps: nobody can say.
        return True
    return True
