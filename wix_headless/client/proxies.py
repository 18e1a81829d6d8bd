"""What ``request.wix.ecom.orders.get_order`` is: a package, a namespace, a method to call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from wix_headless.client.calls import build_payload, encode_payload
from wix_headless.client.catalogue import Catalogue, Method, Namespace, Package, catalogue
from wix_headless.client.help_texts import build_method_help, build_names_help
from wix_headless.client.paging import fetch_pages, read_items, require_paging
from wix_headless.protocol.messages import Request
from wix_headless.protocol.paging import Paging

F = TypeVar("F", bound=Callable[..., Any])


class Caller(Protocol):
    """Whoever speaks: what a client is for the methods that hang on it."""

    @property
    def strict_fields(self) -> bool:
        """Whether a field that the catalogue does not know is an error."""
        ...

    def send(self, request: Request, method: Method) -> Any:
        """Send *request*, a call of *method*; return the answer's JSON object or its promise."""
        ...

    def bind(self, method: Method) -> MethodProxy:
        """Return *method*, for this caller to call."""
        ...


def _keep_from_templates(function: F) -> F:
    # A template calls whatever it can: a page must not call Wix because it names a method.
    function.do_not_call_in_templates = True  # type: ignore[attr-defined]
    return function


class _Doc:
    """A docstring for the class, and another one for each of its objects."""

    def __init__(self, of_class: str, build: Callable[[Any], str]) -> None:
        self._of_class = of_class
        self._build = build

    def __get__(self, instance: object, owner: type) -> str:
        return self._of_class if instance is None else self._build(instance)


class PackageProxy:
    """One of Wix's packages: its namespaces are attributes."""

    do_not_call_in_templates = True

    def __init__(self, caller: Caller, name: str, *, source: Catalogue = catalogue) -> None:
        self._caller = caller
        self._package: Package = source.find_package(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        package = self._package
        own = package.own_namespace
        # A package and a namespace of one name need not be said twice.
        if own is not None and not package.has_namespace(name) and own.has_method(name):
            return self._caller.bind(own.find_method(name))
        return NamespaceProxy(self._caller, package.find_namespace(name))

    def __dir__(self) -> list[str]:
        own = self._package.own_namespace
        return sorted({*self._package.namespace_names, *(own.method_names if own else ())})

    def __repr__(self) -> str:
        return f"<Wix package {self._package.name}>"

    __doc__ = _Doc(__doc__, lambda self: build_names_help(repr(self), dir(self)))


class NamespaceProxy:
    """One of Wix's namespaces: its methods are attributes."""

    do_not_call_in_templates = True

    def __init__(self, caller: Caller, namespace: Namespace) -> None:
        self._caller = caller
        self._namespace = namespace

    def __getattr__(self, name: str) -> MethodProxy:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._caller.bind(self._namespace.find_method(name))

    def __dir__(self) -> list[str]:
        return self._namespace.method_names

    def __repr__(self) -> str:
        return f"<Wix namespace {self._namespace.package}.{self._namespace.name}>"

    __doc__ = _Doc(__doc__, lambda self: build_names_help(repr(self), dir(self)))


class MethodProxy:
    """
    One of Wix's methods: call it, or walk over its pages.

    Attributes:
        caller: Whom a call speaks for.
        method: What the catalogue knows of it.
    """

    do_not_call_in_templates = True

    def __init__(self, caller: Caller, method: Method) -> None:
        self.caller = caller
        self.method = method

    def __call__(self, /, *args: Any, **fields: Any) -> Any:
        return self._send(self._build_payload(args, fields))

    @_keep_from_templates
    def pages(self, /, *args: Any, **fields: Any) -> Any:
        """
        Yield every page's whole answer; each is fetched when it is asked for.

        Raises:
            TypeError: If this method does not page.
        """
        paging = require_paging(self.method)
        return self._fetch_pages(paging, self._build_payload(args, fields))

    @_keep_from_templates
    def items(self, /, *args: Any, max_items: int | None = None, **fields: Any) -> Any:
        """
        Yield every item of every page, at most *max_items*.

        Raises:
            TypeError: If this method does not page, or does not say where its items are.
        """
        paging = require_paging(self.method, items=True)
        if max_items is not None and max_items < 0:
            raise ValueError("max_items can't be negative")
        return self._read_items(paging, self.pages(*args, **fields), max_items)

    @_keep_from_templates
    def request(self, /, *args: Any, **fields: Any) -> Request:
        """Return the request that a call would send."""
        return encode_payload(self.method, self._build_payload(args, fields))

    @_keep_from_templates
    def rebind(self, caller: Caller) -> MethodProxy:
        """Return the same method, spoken by somebody else."""
        return caller.bind(self.method)

    def _build_payload(self, args: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
        return build_payload(self.method, args, fields, strict=self.caller.strict_fields)

    def _send(self, payload: dict[str, Any]) -> Any:
        return self.caller.send(encode_payload(self.method, payload), self.method)

    def _fetch_pages(self, paging: Paging, payload: dict[str, Any]) -> Any:
        return fetch_pages(paging, payload, self._send)

    def _read_items(self, paging: Paging, pages: Any, max_items: int | None) -> Any:
        return read_items(paging, pages, max_items=max_items)

    def __repr__(self) -> str:
        return f"<Wix method {self.method.dotted_name}: {self.method.verb} {self.method.path}>"

    __doc__ = _Doc(__doc__, lambda self: build_method_help(self.method))
