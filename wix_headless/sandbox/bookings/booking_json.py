"""
How a booking looks on the wire, and in the order that pays for it.

Follows the booking object, ``/docs/rest/business-solutions/bookings/bookings/bookings-writer-v2/booking-object``,
and "catalogReference" of the order object: the item's id is the booking's.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from datetime import datetime

from wix_headless.sandbox.bookings import service_json
from wix_headless.sandbox.bookings.timetable import (
    BOOKINGS_APP_ID,
    CLASS,
    Booking,
    Service,
)
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Json, Role, new_id
from wix_headless.sandbox.site.place import ZONE, ZONE_NAME
from wix_headless.sandbox.state import State, iso
from wix_headless.sandbox.wire import money

CREATORS = {Role.VISITOR: "anonymousVisitorId", Role.MEMBER: "memberId", Role.APP: "appId"}


def render(memory: State, booking: Booking) -> Json:
    """Write *booking* as Wix shows it."""
    service = memory.services[booking.service_id]
    slot: Json = {
        "serviceId": service.id,
        "scheduleId": service.schedule_id,
        "startDate": iso(booking.start),
        "endDate": iso(booking.end),
        "timezone": ZONE_NAME,
        "location": service_json.location() | {"locationType": "OWNER_BUSINESS"},
    }
    if booking.event_id:
        slot["eventId"] = booking.event_id
    if booking.staff is not None:
        slot["resource"] = {"id": booking.staff.id, "name": booking.staff.name}
    tags = ["INDIVIDUAL"] if service.kind != CLASS else ["GROUP"]
    return {
        "id": booking.id,
        "bookedEntity": {"slot": slot, "title": service.name, "tags": tags},
        "contactDetails": booking.contact,
        "additionalFields": [],
        "totalParticipants": booking.participants,
        "status": booking.status,
        "paymentStatus": booking.payment,
        "selectedPaymentOption": booking.option,
        "createdBy": {CREATORS.get(booking.role, "wixUserId"): booking.subject_id},
        "startDate": iso(booking.start),
        "endDate": iso(booking.end),
        "createdDate": iso(booking.created),
        "updatedDate": iso(booking.updated),
        "revision": str(booking.revision),
        "appId": BOOKINGS_APP_ID,
        "doubleBooked": False,
    }


def order_line(memory: State, booking: Booking) -> Json:
    """Return the line of the order that pays for *booking*."""
    service = memory.services[booking.service_id]
    unit = money.price(service.price)
    total = money.price(service.price * booking.participants)
    return {
        "id": new_id(),
        "productName": {"original": service.name, "translated": service.name},
        "catalogReference": {"appId": BOOKINGS_APP_ID, "catalogItemId": booking.id},
        "quantity": booking.participants,
        "descriptionLines": [
            _described("Date and time", when(booking.start.astimezone(ZONE))),
            _described("Staff member", booking.staff.name if booking.staff else ""),
        ],
        "image": pictures.image(memory, pictures.scene_id(service.name), service.name),
        "physicalProperties": {"shippable": False},
        "itemType": {"preset": "SERVICE"},
        "price": unit,
        "priceBeforeDiscounts": unit,
        "lineItemPrice": total,
        "totalDiscount": money.price(service.price - service.price),
        "totalPriceBeforeTax": total,
        "totalPriceAfterTax": total,
        "paymentOption": "FULL_PAYMENT_ONLINE",
    }


def when(moment: datetime) -> str:
    """Write a local moment for people, such as "Saturday, December 5, 2026, 10:00 AM"."""
    hour = moment.hour % 12 or 12
    return f"{moment:%A, %B} {moment.day}, {moment.year}, {hour}:{moment:%M %p}"


def lasting(service: Service) -> str:
    """Write how long a service takes, such as "2 h 30 min"."""
    hours, minutes = divmod(service.minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part)


def _described(name: str, text: str) -> Json:
    return {
        "name": {"original": name, "translated": name},
        "plainText": {"original": text, "translated": text},
    }
