"""What a method of Wix's is to a type checker: its signature, and what calls of it return."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar, overload
from uuid import UUID

from wix_headless.client.proxies import MethodProxy
from wix_headless.protocol.messages import Request

P = ParamSpec("P")
R = TypeVar("R")
Answer: TypeAlias = dict[str, Any]

#: What can stand in a path.
Segment: TypeAlias = str | int | UUID

class TypedMethod(MethodProxy, Generic[R, P]):
    def __call__(self, /, *args: P.args, **fields: P.kwargs) -> R: ...
    @overload
    def pages(
        self: TypedMethod[Answer, P], /, *args: P.args, **fields: P.kwargs
    ) -> Iterator[Answer]: ...
    @overload
    def pages(
        self: TypedMethod[Awaitable[Answer], P], /, *args: P.args, **fields: P.kwargs
    ) -> AsyncIterator[Answer]: ...
    # A field of one's own beside somebody else's parameters can't be said: not checked here.
    @overload
    def items(
        self: TypedMethod[Answer, P], /, *args: Any, max_items: int | None = None, **fields: Any
    ) -> Iterator[Any]: ...
    @overload
    def items(
        self: TypedMethod[Awaitable[Answer], P],
        /,
        *args: Any,
        max_items: int | None = None,
        **fields: Any,
    ) -> AsyncIterator[Any]: ...
    def request(self, /, *args: P.args, **fields: P.kwargs) -> Request: ...

def method(function: Callable[Concatenate[Any, P], R]) -> TypedMethod[R, P]: ...
