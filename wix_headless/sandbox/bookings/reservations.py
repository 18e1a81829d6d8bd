"""
How a slot is named by a request, found open, and taken.

Follows "Create Booking", ``/docs/rest/business-solutions/bookings/bookings/bookings-writer-v2/create-booking``:
an appointment is named by its service and start, the session of a class by its ``eventId``.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from wix_headless.sandbox.bookings import services, slots, timetable
from wix_headless.sandbox.bookings.timetable import CLASS, Booking, Slot, Staff
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.models import Json, Role
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.fields import Fields


def read_slot(memory: State, asked: Fields) -> tuple[Slot, Staff | None]:
    """Read the slot that a booking is for, and the staff member it names."""
    if asked.has("eventId"):
        slot = timetable.event(memory, asked.text("eventId"))
        if slot is None:
            raise WixError(404, "There is no such session.", code="SESSION_NOT_FOUND")
        return slot, None
    service = services.find(memory, asked.guid("serviceId"))
    if service.kind == CLASS:
        raise ValidationError(asked.name("eventId"), "must not be empty", rule="REQUIRED_FIELD")
    start = slots.moment(asked, "startDate", slots.zone(asked, "timezone"))
    found = timetable.find(memory, service, start)
    if found is None:
        raise WixError(409, "There is no such slot.", code="SLOT_NOT_AVAILABLE")
    if not asked.sub("resource").has("id"):
        return found, None
    wanted = asked.sub("resource").guid("id")
    staff = next((one for one in service.staff if one.id == wanted), None)
    if staff is None:
        raise WixError(404, "The service has no such resource.", code="RESOURCE_NOT_FOUND")
    return found, staff


def check_open(slot: Slot, staff: Staff | None, count: int) -> None:
    """Raise Wix's refusal unless *count* people still get into the slot."""
    if slot.too_late or slot.too_early:
        raise WixError(400, "It is too late or too early.", code="BOOKING_POLICY_VIOLATION")
    if slot.service.kind == CLASS and slot.open < count:
        raise WixError(
            409,
            f"There are {slot.open} spots left.",
            code="SESSION_CAPACITY_EXCEEDED",
            data={"remainingCapacity": slot.open},
        )
    if slot.open < 1 or (staff is not None and staff not in slot.staff):
        raise WixError(409, "The slot is not available any more.", code="SLOT_NOT_AVAILABLE")


def make(
    memory: State,
    slot: Slot,
    *,
    owner: tuple[Role, str],
    staff: Staff | None,
    contact: Json,
    count: int,
) -> Booking:
    """Write a booking of *owner*'s into the book."""
    now = memory.now()
    booking = Booking(
        service_id=slot.service.id,
        start=slot.start,
        end=slot.end,
        staff=staff or next(iter(slot.staff), None),
        event_id=slot.event_id if slot.service.kind == CLASS else "",
        role=owner[0],
        subject_id=owner[1],
        participants=count,
        contact=contact,
        created=now,
        updated=now,
    )
    memory.bookings[booking.id] = booking
    announce(memory, booking, "created")
    return booking


def announce(memory: State, booking: Booking, slug: str, previous_status: str = "") -> None:
    """Tell of a booking."""
    webhooks.announce(
        memory,
        "wix.bookings.v2.booking",
        slug,
        booking.id,
        by=(booking.role, booking.subject_id),
        more={"previousStatus": previous_status} if previous_status else None,
    )
