"""``@on_event``, and those whom it has marked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from wix_headless.exceptions import ConfigurationError

Function = TypeVar("Function", bound=Callable[..., Any])

_EXAMPLE: Final = '@on_event("wix.ecom.v1.order_approved") or @on_event(entity="wix.ecom.v1.order")'


class Happening(Protocol):
    """What has to be known of an event to say who listens; a webhook says it, and an event."""

    @property
    def type(self) -> str: ...
    @property
    def entity_fqdn(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def is_anonymize_request(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """
    One function, and the events that it is for.

    Attributes:
        name: Its module and name, by which a row knows that it is done.
        is_ours: Whether it comes before all of the project's.
        is_for_erasure: Whether it is for all that happens because somebody wants to be forgotten.
    """

    function: Callable[..., Any]
    name: str
    types: tuple[str, ...] = ()
    entity: str = ""
    is_ours: bool = False
    is_for_erasure: bool = False

    def handles(self, event: Happening) -> bool:
        """
        Say whether an event is for it.

        Where Wix sends one under an older name, its entity and slug tell the name that is meant.
        """
        if self.is_for_erasure:
            return event.is_anonymize_request
        if self.entity:
            return self.entity == event.entity_fqdn
        meant = f"{event.entity_fqdn}_{event.slug}"
        return event.type in self.types or (bool(event.slug) and meant in self.types)


class Registry:
    """All handlers: ours, then the project's in the order in which they were marked."""

    def __init__(self) -> None:
        self._handlers: list[Handler] = []

    def __iter__(self) -> Iterator[Handler]:
        return iter(sorted(self._handlers, key=lambda one: not one.is_ours))

    def add(self, handler: Handler) -> None:
        """
        Take a handler in.

        Raises:
            ConfigurationError: If another function has its name: one of the two would be taken
                for done when the other is.
        """
        for known in self._handlers:
            if known.name == handler.name and known.function is not handler.function:
                raise ConfigurationError(
                    f"Two functions are called {handler.name}, and both handle events: "
                    "rename one of them."
                )
        self._handlers.append(handler)

    def find(self, event: Happening) -> list[Handler]:
        """Return who listens to an event, each once."""
        return list({one.name: one for one in self if one.handles(event)}.values())


#: Who listens in this process.
registry = Registry()


def on_event(*types: str, entity: str = "") -> Callable[[Function], Function]:
    """
    Let a function handle events, plain or ``async def``; it is given an :class:`Event`.

    What it writes to the database and the mark that it is done are committed together. If it
    raises, what it wrote is rolled back, and it is tried again.

    Args:
        types: Such as ``wix.ecom.v1.order_approved``.
        entity: Instead: all that happens to such a thing, as ``wix.ecom.v1.order``.

    Raises:
        ConfigurationError: If it does not say which events, or is no function of one argument.
    """
    if not _is_told(types, entity):
        raise ConfigurationError(f"on_event is told which events: {_EXAMPLE}.")

    def decorate(function: Function) -> Function:
        registry.add(build_handler(function, types=types, entity=entity))
        return function

    return decorate


def build_handler(
    function: Callable[..., Any], *, types: tuple[str, ...] = (), entity: str = ""
) -> Handler:
    """Return a function's handler, if it can be one."""
    if not (inspect.isfunction(function) and _takes_one_argument(function)):
        raise ConfigurationError(
            f"{function!r} can't handle events: on_event marks a function of one argument, "
            "the event."
        )
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise ConfigurationError(f"{function!r} is a generator: nothing of it would ever run.")
    name = f"{function.__module__}.{function.__qualname__}"
    return Handler(function=function, name=name, types=types, entity=entity)


def _is_told(types: tuple[object, ...], entity: object) -> bool:
    if not isinstance(entity, str) or not all(isinstance(one, str) and one for one in types):
        return False
    return bool(types) != bool(entity)


def _takes_one_argument(function: Callable[..., Any]) -> bool:
    try:
        inspect.signature(function).bind(object())
    except TypeError:
        return False
    return True
