"""
Stand-ins for hosted pages of which the sandbox has nothing to sell: they only lead back.

Follows the intents ``bookingsBook``, ``ecomOrderPaymentRequest``, ``eventsCheckout``,
``paidPlansCheckout`` and ``storesProduct`` of "Redirect Session API"
``/docs/rest/business-management/authentication-management/redirect-sessions/introduction``.
Whoever goes on as if it went well comes to ``thankYouPageUrl`` with ids of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from wix_headless.sandbox.models import Role, new_id
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.pages.redirects import take
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("hosted_page", __name__)


@dataclass(frozen=True, slots=True)
class Stand:
    """What a stand-in is called, and what Wix adds to the thank-you page behind it."""

    title: str
    adds: tuple[str, ...] = ()


STANDS = {
    "bookingsBook": Stand("A calendar of bookings"),
    "ecomOrderPaymentRequest": Stand("A payment that was asked for", ("orderId",)),
    "eventsCheckout": Stand("Tickets for an event", ("orderNumber", "eventId")),
    "paidPlansCheckout": Stand("A pricing plan", ("planOrderId",)),
    "storesProduct": Stand("A product"),
}


@area.get("/_api/headless/stand-in/<intent>")
def show(intent: str) -> Response:
    """Say what would be here, with the ways that lead on and back."""
    memory = state()
    session = take(memory, request.args.get("sessionToken", ""), intent)
    if session.role is Role.MEMBER:
        base.sign_in(session.subject_id)
    stand = STANDS[intent]
    added = {name: new_id() for name in stand.adds}
    on = base.way_out(session, "thankYouPageUrl", added) if added else ""
    back = base.way_out(session, "postFlowUrl")
    return base.page("stand_in.html", title=stand.title, details=session.details, on=on, back=back)
