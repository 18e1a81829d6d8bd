"""
Wix's packages as importable names, as in JavaScript, bound to the current request.

::

    from wix_headless.sdk import members

    members.query_members(query={...})      # as request.wix.members would
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from wix_headless.client.catalogue import Method, catalogue
from wix_headless.client.proxies import MethodProxy, PackageProxy
from wix_headless.context import AsyncWixContext, WixContext, current_context
from wix_headless.context.elevation import ElevatedSpeaker
from wix_headless.exceptions import ConfigurationError, ElevationError
from wix_headless.protocol.messages import Request

if TYPE_CHECKING:
    from wix_headless.client.packages.current import *  # noqa: F403 - every package, by name

M = TypeVar("M", bound=MethodProxy)


def get_current_context() -> WixContext:
    """
    Return the ``request.wix`` of the request that is being answered.

    Raises:
        ConfigurationError: If none is.
    """
    context = current_context.get(None)
    if context is None:
        raise ConfigurationError(
            "wix_headless.sdk speaks for the current request, and there is none here: "
            "in a task, a command or a streaming body, use a WixClient of its own."
        )
    return context


class _CurrentCaller:
    """Speaks for whichever request is being answered when a call is made."""

    @property
    def strict_fields(self) -> bool:
        return get_current_context().strict_fields

    def send(self, request: Request, method: Method) -> Any:
        return get_current_context().send(request, method)

    def bind(self, method: Method) -> MethodProxy:
        return MethodProxy(self, method)


class _CurrentElevatedCaller(_CurrentCaller):
    """The same with the app's permissions, where its view has them."""

    def send(self, request: Request, method: Method) -> Any:
        return get_current_context().elevated.send(request, method)


_current = _CurrentCaller()
_current_elevated = _CurrentElevatedCaller()


def elevate(method: M) -> M:
    """
    Return *method* so that its calls speak as the app, as ``auth.elevate()`` does in JavaScript.

    Args:
        method: A method of ``wix_headless.sdk`` or of ``request.wix``, not yet called.

    Raises:
        ElevationError: When the method is called outside a view marked ``@elevated``; at once if
            it is one of a client that speaks for one and the same, such as a cached one.

        TypeError: If it is no such method.
    """
    if not isinstance(method, MethodProxy):
        raise TypeError(
            "elevate() takes a method of Wix's, not yet called: "
            "elevate(members.query_members)(query={...})"
        )
    if isinstance(method.caller, _CurrentCaller):
        return cast("M", method.rebind(_current_elevated))
    if isinstance(method.caller, WixContext | AsyncWixContext):
        return cast("M", method.rebind(method.caller.elevated))
    if isinstance(method.caller, ElevatedSpeaker):
        return method
    raise ElevationError(
        "Only methods of request.wix can be elevated; a client of another kind has one speaker."
    )


if not TYPE_CHECKING:

    def __getattr__(name: str) -> PackageProxy:
        if name.startswith("_"):
            raise AttributeError(name)
        return PackageProxy(_current, name)


def __dir__() -> list[str]:
    return [*catalogue.package_names, "elevate", "get_current_context"]
