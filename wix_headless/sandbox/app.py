"""The Flask application: one lock around each request, who is calling, and Wix's headers."""

from __future__ import annotations

import uuid
from types import ModuleType

from flask import Flask, Response, g, request

from wix_headless.sandbox import (
    blog,
    booking_page,
    bookings,
    cart_api,
    checkout,
    checkout_api,
    contacts,
    control,
    coupons,
    data_bulk,
    data_items,
    errors,
    files,
    identity,
    login,
    logout,
    media,
    members,
    oauth,
    oauth_apps,
    orders,
    pages,
    provider,
    redirects,
    services,
    site,
    slots,
    stores,
)
from wix_headless.sandbox.permissions import PERMISSIONS
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import EXTENSION, state

APIS: tuple[ModuleType, ...] = (
    redirects,
    members,
    stores,
    cart_api,
    coupons,
    checkout_api,
    orders,
    site,
    services,
    slots,
    bookings,
    blog,
    data_items,
    data_bulk,
    contacts,
    oauth_apps,
    files,
)
PUBLIC: tuple[ModuleType, ...] = (oauth, media)
PAGES: tuple[ModuleType, ...] = (login, provider, logout, checkout, booking_page)
UNLOGGED = ("/_sandbox/", "/static/", "/media/")
LARGEST_BODY = 2**20
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, wix-site-id, wix-account-id, "
    "x-wix-linguist, x-wix-consistent, x-wix-bi-gateway, commonConfig",
    "Access-Control-Max-Age": "86400",
}


class SandboxApp(Flask):
    """A Flask application that answers one request at a time."""

    def full_dispatch_request(self) -> Response:
        memory: State = self.extensions[EXTENSION]
        with memory.lock:
            return super().full_dispatch_request()


def create_app(memory: State) -> SandboxApp:
    """Make the application that plays Wix out of *memory*."""
    app = SandboxApp(__name__)
    app.extensions[EXTENSION] = memory
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it
    errors.install(app)
    pages.install(app)
    app.before_request(_admit)
    app.after_request(_finish)
    for module in (*APIS, *PUBLIC, *PAGES, control):
        app.register_blueprint(module.area)
    return app


def _admit() -> Response | None:
    """Let the request in, if it may come in; an unknown one is told that we do not know it."""
    if request.method == "OPTIONS" and not _on_pages():
        return Response(status=204, headers=PREFLIGHT)
    if request.url_rule is None:
        raise errors.not_emulated(request.method, request.path)
    if request.blueprint in {module.area.name for module in APIS}:
        g.caller = identity.identify(state())
        verb = "GET" if request.method == "HEAD" else request.method
        PERMISSIONS[verb, request.url_rule.rule].check(g.caller.role)
    return None


def _finish(response: Response) -> Response:
    """Add what every answer of Wix has, and note that it was given."""
    response.headers["x-wix-request-id"] = str(uuid.uuid4())
    if not _on_pages():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "x-wix-request-id"
    if not request.path.startswith(UNLOGGED):
        role = g.caller.role.value if "caller" in g else ""
        state().record(request.method, request.path, role, response.status_code)
    return response


def _on_pages() -> bool:
    """Say whether this is no API: a page for browsers, or the control plane."""
    names = {module.area.name for module in (*PAGES, control)}
    return request.blueprint in names or request.path.startswith("/_sandbox/")
