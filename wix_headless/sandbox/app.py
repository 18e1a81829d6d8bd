"""The Flask application: one lock around each request, who is calling, and Wix's headers."""

from __future__ import annotations

import uuid
from types import ModuleType

from flask import Flask, Response, g, request

from wix_headless.sandbox import errors, identity, news
from wix_headless.sandbox.auth import iam, install_tokens, oauth, oauth_apps, recovery, sign_on
from wix_headless.sandbox.blog import journal
from wix_headless.sandbox.bookings import bookings, services, slots
from wix_headless.sandbox.control import extensions, installations, plane
from wix_headless.sandbox.data import bulk, items
from wix_headless.sandbox.media import files, pictures, uploads
from wix_headless.sandbox.pages import (
    base,
    booking,
    checkout,
    dashboard,
    installer,
    login,
    logout,
    new_password,
    provider,
    redirects,
    stand_in,
)
from wix_headless.sandbox.people import contacts, members
from wix_headless.sandbox.permissions import PERMISSIONS
from wix_headless.sandbox.shop import cart_api, checkouts, coupons, orders, stores
from wix_headless.sandbox.site import account, properties
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import EXTENSION, state

APIS: tuple[ModuleType, ...] = (
    redirects,
    members,
    stores,
    cart_api,
    coupons,
    checkouts,
    orders,
    properties,
    services,
    slots,
    bookings,
    journal,
    items,
    bulk,
    contacts,
    oauth_apps,
    files,
    account,
    iam,
    recovery,
)
PUBLIC: tuple[ModuleType, ...] = (oauth, install_tokens, sign_on, pictures, uploads)
PAGES: tuple[ModuleType, ...] = (
    login,
    provider,
    logout,
    checkout,
    booking,
    stand_in,
    dashboard,
    installer,
    new_password,
)
#: Modules that add to another's routes; here so that they are imported.
ADDITIONS: tuple[ModuleType, ...] = (extensions, installations)
UNLOGGED = ("/_sandbox/", "/static/", "/media/", "/_upload/")  # the last are secrets
#: Not emulated, though these paths would pass for something that is, mostly for the id of one.
UNKNOWN = (
    "/categories/v1/categories/list-",
    "/contacts/v4/contacts/facets",
    "/contacts/v5/contacts/find-matching",
    "/contacts/v5/contacts/search",
    "/contacts/v5/contacts/trash-bin",
    "/ecom/v1/checkouts/mark-checkout-as-completed",
    "/ecom/v2/carts/handle-async-checkout-completion",
    "/stores/v1/localDeliveryOptions",
    "/stores/v1/subscription-options",
    "/stores/v1/wishlists",
)
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
    base.install(app)
    app.before_request(_admit)
    app.after_request(_finish)
    for module in (*APIS, *PUBLIC, *PAGES, plane):
        app.register_blueprint(module.area)
    return app


def _admit() -> Response | None:
    """Let the request in, if it may come in; an unknown one is told that we do not know it."""
    if request.method == "OPTIONS" and not _on_pages():
        return Response(status=204, headers=PREFLIGHT)
    if request.url_rule is None or request.path.startswith(UNKNOWN):
        raise errors.not_emulated(request.method, request.path)
    if request.blueprint in {module.area.name for module in APIS}:
        g.caller = identity.identify(state())
        verb = "GET" if request.method == "HEAD" else request.method
        permission = PERMISSIONS[verb, request.url_rule.rule]
        permission.check(g.caller.role, state().app_permissions)
    return None


def _finish(response: Response) -> Response:
    """Add what every answer of Wix has, and note that it was given."""
    response.headers["x-wix-request-id"] = str(uuid.uuid4())
    response.date = state().now()
    if not _on_pages():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "x-wix-request-id"
    if not request.path.startswith(UNLOGGED):
        role = g.caller.role.value if "caller" in g else ""
        state().record(request.method, request.path, role, response.status_code)
    news.tell(state())
    return response


def _on_pages() -> bool:
    """Say whether this is no API: a page for browsers, or the control plane."""
    names = {module.area.name for module in (*PAGES, plane)}
    return request.blueprint in names or request.path.startswith("/_sandbox/")
