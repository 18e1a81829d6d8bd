"""
The hosted bookings checkout: a page that books a time, and one that says so.

Follows the intent ``bookingsCheckout`` of "Redirect Session API"
``/docs/rest/business-management/authentication-management/redirect-sessions/introduction``. The
booking is CONFIRMED and its order PAID at once; ``thankYouPageUrl`` is told the ``orderId``.
"""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from wix_headless.sandbox.bookings import booking_json, reservations, services, timetable
from wix_headless.sandbox.bookings.timetable import Booking, Slot, Staff
from wix_headless.sandbox.errors import PageError, WixError
from wix_headless.sandbox.models import Attempt, Json, Role, new_id
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.pages.redirects import take
from wix_headless.sandbox.people import contact_book, profiles
from wix_headless.sandbox.shop import purchases
from wix_headless.sandbox.site.place import ZONE
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import money
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("booking", __name__)

INTENT = "bookingsCheckout"
REQUIRED = {
    "first_name": "Please enter your first name.",
    "last_name": "Please enter your last name.",
}
GONE = "Somebody else was quicker: this time has just been taken."


@area.get("/_api/headless/bookings-checkout")
def enter() -> Response:
    """Come in from a redirect session, as whoever made it."""
    memory = state()
    session = take(memory, request.args.get("sessionToken", ""), INTENT)
    if session.role is Role.MEMBER:
        base.sign_in(session.subject_id)
    attempt = base.start_attempt(memory, session)
    return redirect(url_for("booking.book", attempt_id=attempt.id))


@area.route("/book/<attempt_id>", methods=["GET", "POST"])
def book(attempt_id: str) -> Response:
    """Show the booking form, or book."""
    memory = state()
    attempt = base.find_attempt(attempt_id, INTENT)
    if attempt.order_id:
        raise PageError("Already booked", "This time is yours. Go back to the site.")
    slot, staff = _slot(memory, attempt)
    if request.method == "GET":
        problem = "" if _is_open(slot, staff, 1) else GONE
        return _form(memory, attempt, _known(memory, attempt), problem=problem)
    problem = _problem(slot, staff)
    if problem:
        return _form(memory, attempt, request.form.to_dict(), problem=problem, status=400)
    return _finish(memory, attempt, slot, staff)


@area.get("/booked/<attempt_id>")
def booked(attempt_id: str) -> Response:
    """Say that the time is booked, for sites that do not do it themselves."""
    attempt = base.find_attempt(attempt_id, INTENT)
    order = state().orders.get(attempt.order_id)
    if order is None:
        raise PageError("No booking yet", "Nothing was booked here.")
    back = base.way_out(attempt.session, "postFlowUrl")
    return base.page("booked.html", order=order, line=order["lineItems"][0], back=back)


def _slot(memory: State, attempt: Attempt) -> tuple[Slot, Staff | None]:
    """Return the slot that this attempt is about, as it is now."""
    wanted = attempt.session.slot
    service = services.find(memory, wanted["serviceId"])
    slot = timetable.find(memory, service, datetime.fromisoformat(wanted["start"]))
    if slot is None:
        raise PageError("No such time", "Go back to the site and choose another time.")
    staff = next((one for one in service.staff if one.id == wanted["staffId"]), None)
    return slot, staff


def _is_open(slot: Slot, staff: Staff | None, count: int) -> bool:
    try:
        reservations.check_open(slot, staff, count)
    except WixError:
        return False
    return True


def _form(
    memory: State, attempt: Attempt, values: dict[str, str], *, problem: str, status: int = 200
) -> Response:
    slot, staff = _slot(memory, attempt)
    service, session = slot.service, attempt.session
    instructor = staff or next(iter(slot.staff or service.staff))
    return base.page(
        "booking.html",
        status=status,
        attempt=attempt,
        values=values,
        problem=problem,
        is_open=_is_open(slot, staff, 1),
        service=service,
        slot=slot,
        instructor=instructor.name,
        when=booking_json.when(slot.start.astimezone(ZONE)),
        lasting=booking_json.lasting(service),
        most=min(service.most, max(slot.open, 1)),
        formatted=money.formatted,
        back=base.way_out(session, "bookingsServiceListUrl")
        or base.way_out(session, "postFlowUrl"),
        login=base.login_link(attempt),
    )


def _known(memory: State, attempt: Attempt) -> dict[str, str]:
    member = memory.members.get(attempt.session.subject_id)
    if member is None:
        return {}
    buyer = purchases.Buyer.of_member(member)
    return {
        "email": buyer.email,
        "first_name": buyer.first_name,
        "last_name": buyer.last_name,
        "phone": buyer.phone,
    }


def _problem(slot: Slot, staff: Staff | None) -> str:
    """Say what keeps this form from being a booking, or nothing."""
    if not profiles.is_email(request.form.get("email", "").strip()):
        return "Please enter a whole e-mail address, such as name@example.com."
    for name, text in REQUIRED.items():
        if not request.form.get(name, "").strip():
            return text
    if not _is_open(slot, staff, 1):
        return GONE
    if not 1 <= _participants() <= slot.service.most or _participants() > slot.open:
        return f"There is room for {min(slot.open, slot.service.most)} of you."
    return ""


def _participants() -> int:
    given = request.form.get("participants", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0


def _finish(memory: State, attempt: Attempt, slot: Slot, staff: Staff | None) -> Response:
    session = attempt.session
    buyer = _buyer(memory, attempt)
    booking = reservations.make(
        memory,
        slot,
        owner=(session.role, session.subject_id),
        staff=staff,
        contact=_contact(buyer),
        count=_participants(),
    )
    booking.status = "CONFIRMED"
    booking.payment = "PAID" if slot.service.price else "EXEMPT"
    reservations.announce(memory, booking, "confirmed", "CREATED")
    order = _order(memory, booking, buyer)
    purchases.announce(memory, order, by=(booking.role, booking.subject_id))
    attempt.order_id = order["id"]
    params = {"orderId": attempt.order_id}
    url = base.way_out(session, "thankYouPageUrl", params)
    return redirect(url or url_for("booking.booked", attempt_id=attempt.id))


def _buyer(memory: State, attempt: Attempt) -> purchases.Buyer:
    form = {name: value.strip() for name, value in request.form.items()}
    session = attempt.session
    member = memory.members.get(session.subject_id)
    if member is None:
        contact_id = contact_book.of_guest(memory, form, (session.role, session.subject_id)).id
    else:
        contact_id = member.contact_id
    return purchases.Buyer(
        email=form["email"],
        first_name=form["first_name"],
        last_name=form["last_name"],
        phone=form.get("phone", ""),
        contact_id=contact_id,
        note=form.get("note", ""),
    )


def _contact(buyer: purchases.Buyer) -> Json:
    return {
        "contactId": buyer.contact_id,
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "email": buyer.email,
        "phone": buyer.phone,
    }


def _order(memory: State, booking: Booking, buyer: purchases.Buyer) -> Json:
    service = memory.services[booking.service_id]
    purchase = purchases.Purchase(
        role=booking.role,
        subject_id=booking.subject_id,
        buyer=buyer,
        lines=[booking_json.order_line(memory, booking)],
        subtotal=service.price * booking.participants,
    )
    states = {"status": "APPROVED", "paymentStatus": "PAID", "fulfillmentStatus": "FULFILLED"}
    return purchases.record(memory, purchase, order_id=new_id(), when=memory.now(), states=states)
