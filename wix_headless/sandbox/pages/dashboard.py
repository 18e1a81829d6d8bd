"""
The site owner's dashboard, as far as an app's pages in it go: frames with a signed address.

Follows "Add Self-hosted Dashboard Page Extensions",
``/docs/build-apps/developer-tools/extensions/dashboard-extensions/dashboard-page``, and "iframe
Query Parameters for Dashboard Extensions". Whoever opens it is the owner: nobody logs in. Which
pages there are is told at the start (``--dashboard-page``) or to the control plane. Beside them, as
in the dashboard's own "Webhooks": what was sent to the app, to look at and to send again.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from wix_headless.sandbox.app_instances import instances
from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.models import Grant, Role, new_id
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("dashboard", __name__)

#: How long a page waits for what comes of the event that it has sent again.
LONGEST_LOOK_SECONDS = 2
#: Of events; the rest is for the control plane to tell.
MOST_SHOWN = 200


@area.get("/")
def front() -> Response:
    """Show whoever opens the sandbox's address what this is, and where to look."""
    memory = state()
    return base.page(
        "front.html",
        origin=memory.origin,
        members=memory.members.values(),
        pages=[urlsplit(url).path for url in memory.dashboard_pages],
    )


@area.get("/dashboard")
def first_page() -> Response:
    """Show the first of the app's pages."""
    return show_page(0)


@area.get("/dashboard/webhooks")
def show_sent() -> Response:
    """List the events that were sent to the app, and the calls to its service plugins."""
    memory = state()
    deliveries = list(memory.outbox.deliveries)[::-1]
    return base.page(
        "webhooks.html",
        deliveries=deliveries[:MOST_SHOWN],
        hidden=len(deliveries[MOST_SHOWN:]),
        calls=memory.plugin_calls[::-1],
        subscribers=memory.outbox.subscribers,
        plugins=memory.plugins,
        form_token=base.browser().form_token,
    )


@area.post("/dashboard/webhooks/<delivery_id>")
def send_again(delivery_id: str) -> Response:
    """Send an event once more, now."""
    base.check_form_token(base.browser())
    outbox = state().outbox
    delivery = outbox.find(delivery_id)
    if delivery is None:
        raise PageError("There is no such event", "It was forgotten by a reset.", status=404)
    outbox.send_again(delivery)
    outbox.await_rest(LONGEST_LOOK_SECONDS)
    return redirect(url_for("dashboard.show_sent"), 303)


@area.get("/dashboard/<int:number>")
def show_page(number: int) -> Response:
    """Show one of the app's pages in a frame, with links to the others."""
    memory = state()
    known = memory.dashboard_pages
    if number >= len(known):
        advice = "Name the address of one: --dashboard-page, or POST /_sandbox/dashboard-pages."
        raise PageError("The app has no such dashboard page", advice, status=404)
    names = [urlsplit(url).path for url in known]
    return base.page(
        "dashboard.html", names=names, number=number, url=build_address(memory, known[number])
    )


def build_address(memory: State, url: str) -> str:
    """Return the address of the frame: the page's own with what Wix adds to it."""
    owner = Grant(role=Role.USER, subject_id=memory.owner_id)
    added = {
        "instance": instances.sign(memory, owner),
        "locale": "en",
        "cacheKiller": new_id(),
        "viewMode": "dashboard",
        "isPublish": "true",
        "containerProtocol": request.scheme,
        "siteUrl": memory.origin,
    }
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *added.items()])
    return urlunsplit(parts._replace(query=query))
