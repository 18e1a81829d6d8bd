"""
Bookings: made, confirmed, moved, cancelled, and looked up.

Follows Bookings Writer V2 and Reader V2,
``/docs/rest/business-solutions/bookings/bookings/bookings-writer-v2/`` and
``/docs/rest/business-solutions/bookings/bookings/bookings-reader-v2/``: a booking that is only
CREATED blocks nobody, one that is CONFIRMED does; there is no Get, only the query for one id. The
codes of refusals are documented, their statuses are not: 409 is the sandbox's choice for "taken".
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.bookings import booking_json, reservations, timetable
from wix_headless.sandbox.bookings.timetable import CLASS, Booking, Slot
from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Json, Role
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("bookings", __name__)

#: A booking's places are spelled otherwise than a slot's.
PLACES = ("UNDEFINED", "OWNER_BUSINESS", "OWNER_CUSTOM", "CUSTOM")
OPTIONS = ("UNDEFINED", "OFFLINE", "ONLINE", "MEMBERSHIP", "MEMBERSHIP_OFFLINE")
LIVING = ("CREATED", "CONFIRMED", "PENDING")
SCHEMA = query.Schema(
    filters={
        "id": query.ID,
        "status": query.ID,
        "paymentStatus": query.ID,
        "startDate": query.DATE,
        "endDate": query.DATE,
        "createdDate": query.DATE,
        "contactDetails.contactId": query.ID,
        "contactDetails.email": query.TEXT,
        "createdBy.memberId": query.ID,
        "bookedEntity.slot.serviceId": query.ID,
        "bookedEntity.slot.eventId": query.ID,
    },
    sorts=("startDate", "endDate", "createdDate", "status"),
    default_sort=("createdDate", "DESC"),
)


@area.post("/bookings/v2/bookings")
@area.post("/_api/bookings-service/v2/bookings")
def create_booking() -> Json:
    """Make a booking: CREATED, or CONFIRMED at once when the app says so."""
    memory, whole = state(), body()
    whole.require("booking")
    asked, flow = whole.sub("booking"), whole.sub("flowControlSettings")
    asked.refuse("bookedAddOns", "participantsChoices")
    skips = flow.boolean("skipAvailabilityValidation")
    confirmed = flow.boolean("skipBusinessConfirmation")
    _check_override(skips or confirmed)
    asked.sub("bookedEntity").require("slot")
    wanted = asked.sub("bookedEntity").sub("slot")
    slot, staff = reservations.read_slot(memory, wanted)
    wanted.sub("location").choice("locationType", PLACES, "UNDEFINED")
    asked.require("contactDetails")
    count = asked.integer("totalParticipants", 1, least=1, most=slot.service.most)
    if not skips:
        reservations.check_open(slot, staff, count)
    booking = reservations.make(
        memory,
        slot,
        owner=(caller().role, caller().subject_id),
        staff=staff,
        contact=_contact(asked.sub("contactDetails")),
        count=count,
    )
    booking.option = asked.choice("selectedPaymentOption", OPTIONS, "ONLINE")
    if confirmed:
        booking.status = "CONFIRMED"
        reservations.announce(memory, booking, "confirmed", "CREATED")
    return {"booking": booking_json.render(memory, booking)}


@area.post("/bookings/v2/bookings/<id>/confirm")
@area.post("/_api/bookings-service/v2/bookings/<id>/confirm")
def confirm_booking(id: str) -> Json:  # noqa: A002 - Wix's word
    """Let a booking hold its place, if the place is still there."""
    memory, booking = state(), _revised(id, body())
    if booking.status not in ("CREATED", "PENDING"):
        raise WixError(400, f"It is {booking.status}.", code="INVALID_BOOKING_STATUS")
    if booking.status == "CREATED":
        slot = _slot_of(memory, booking)
        reservations.check_open(slot, booking.staff, booking.participants)
    return _touch(booking, "confirmed", "CONFIRMED")


@area.post("/bookings/v2/bookings/<id>/cancel")
@area.post("/_api/bookings-service/v2/bookings/<id>/cancel")
def cancel_booking(id: str) -> Json:  # noqa: A002
    """Give a place back: one's own, until a day before, or any as the app."""
    asked = body()
    booking = _revised(id, asked)
    _check_policy(booking, asked.sub("flowControlSettings"), "ignoreCancellationPolicy")
    if booking.status not in LIVING:
        message = f"The booking is {booking.status}."
        raise WixError(400, message, code="BOOKING_CANNOT_BE_CANCELLED")
    return _touch(booking, "canceled", "CANCELED")


@area.post("/bookings/v2/bookings/<id>/reschedule")
@area.post("/_api/bookings-service/v2/bookings/<id>/reschedule")
def reschedule_booking(id: str) -> Json:  # noqa: A002
    """Move a booking to another slot of its service."""
    memory, asked = state(), body()
    asked.refuse("bookedAddOns", "participantsChoices")
    booking = _revised(id, asked)
    _check_policy(booking, asked.sub("flowControlSettings"), "ignoreReschedulePolicy")
    asked.require("slot")
    slot, staff = reservations.read_slot(memory, asked.sub("slot"))
    if booking.status not in LIVING or slot.service.id != booking.service_id:
        raise WixError(400, "It cannot be moved there.", code="RESCHEDULING_NOT_ALLOWED")
    reservations.check_open(slot, staff, booking.participants)
    booking.start, booking.end = slot.start, slot.end
    booking.staff = staff or slot.staff[0]
    booking.event_id = slot.event_id if slot.service.kind == CLASS else ""
    return _touch(booking, "rescheduled", booking.status)


@area.post("/_api/bookings-reader/v2/extended-bookings/query")
@area.post("/bookings/bookings-reader/v2/extended-bookings/query")
@area.post("/bookings-reader/v2/extended-bookings/query")
def query_extended_bookings() -> Json:
    """Answer the caller's bookings, or everybody's as the app."""
    memory, asked = state(), body()
    everything = [
        booking_json.render(memory, one) for one in memory.bookings.values() if _readable(one)
    ]
    part, metadata = paging.either_page(everything, asked.sub("query"), SCHEMA)
    extended: list[Json] = [{"booking": one} for one in part]
    if asked.boolean("withBookingAllowedActions"):
        for one in extended:
            booking = memory.bookings[one["booking"]["id"]]
            can = booking.status in LIVING and _in_time(booking)
            one["allowedActions"] = {"cancel": can, "reschedule": can}
    return {"extendedBookings": extended, "pagingMetadata": metadata}


def _contact(asked: Fields) -> Json:
    names = ("contactId", "firstName", "lastName", "email", "phone")
    return {name: asked.text(name, longest=200) for name in names if asked.has(name)}


def _slot_of(memory: State, booking: Booking) -> Slot:
    slot = timetable.find(memory, memory.services[booking.service_id], booking.start)
    if slot is None:
        raise WixError(409, "The slot is gone.", code="SLOT_NOT_AVAILABLE")
    return slot


def _readable(booking: Booking) -> bool:
    mine = (booking.role, booking.subject_id) == (caller().role, caller().subject_id)
    return mine or caller().elevated


def _revised(booking_id: str, asked: Fields) -> Booking:
    """Return the booking to be changed, if the caller may and has seen how it is now."""
    booking = state().bookings.get(booking_id)
    if booking is None or not _readable(booking):
        raise WixError(404, f"Booking {booking_id} was not found.", code="BOOKING_NOT_FOUND")
    if not asked.has("revision"):
        raise WixError(400, "The revision is missing.", code="REVISION_MISSING")
    if str(asked.data["revision"]) != str(booking.revision):
        raise WixError(409, "The booking has changed since.", code="BOOKING_REVISION_MISMATCH")
    return booking


def _check_override(overrides: bool) -> None:
    if overrides and caller().role in (Role.VISITOR, Role.MEMBER):
        message = "Only the business may override its own rules."
        raise WixError(403, message, code="UNAUTHORIZED_OPERATION")


def _in_time(booking: Booking) -> bool:
    return (booking.start - state().now()).total_seconds() >= 24 * 3600


def _check_policy(booking: Booking, flow: Fields, switch: str) -> None:
    _check_override(flow.boolean(switch))
    if not flow.boolean(switch) and not _in_time(booking):
        message = "It is less than a day until then."
        raise WixError(400, message, code="BOOKING_POLICY_VIOLATION")


def _touch(booking: Booking, slug: str, status: str) -> Json:
    previous, booking.status = booking.status, status
    booking.revision += 1
    booking.updated = state().now()
    reservations.announce(state(), booking, slug, previous)
    return {"booking": booking_json.render(state(), booking)}
