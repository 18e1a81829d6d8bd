"""
How a service looks on the wire.

Follows the service object, ``/docs/api-reference/business-solutions/bookings/services/services-v2/service-object``.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from wix_headless.sandbox.bookings.timetable import (
    APPOINTMENT,
    BOOKINGS_APP_ID,
    STAFF_TYPE,
    Service,
)
from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.site import place
from wix_headless.sandbox.state import State, iso
from wix_headless.sandbox.wire import money

LOCATION_ID = fixed_id("location workshop")


def render(memory: State, service: Service) -> Json:
    """Write *service* as Wix shows it."""
    picture = pictures.image(memory, pictures.scene_id(service.name), service.name)
    slug = {"name": service.slug, "custom": False, "createdDate": iso(service.created)}
    lengths = [service.minutes] if service.kind == APPOINTMENT else []
    return {
        "id": service.id,
        "appId": BOOKINGS_APP_ID,
        "type": service.kind,
        "sortOrder": service.order,
        "name": service.name,
        "description": service.description,
        "tagLine": service.tag_line,
        "defaultCapacity": service.capacity,
        "media": {
            "items": [{"image": picture}],
            "mainMedia": {"image": picture},
            "coverMedia": {"image": picture},
        },
        "hidden": service.hidden,
        "category": category(service),
        "form": {"id": fixed_id("booking form")},
        "payment": _payment(service),
        "onlineBooking": {"enabled": True, "requireManualApproval": False},
        "conferencing": {"enabled": False},
        "locations": [_location()],
        "bookingPolicy": _policy(service),
        "schedule": {
            "id": service.schedule_id,
            "availabilityConstraints": {"sessionDurations": lengths, "timeBetweenSessions": 0},
        },
        "staffMemberIds": [one.id for one in service.staff],
        "serviceResources": [{"resourceType": {"id": STAFF_TYPE, "name": "Staff member"}}],
        "supportedSlugs": [slug],
        "mainSlug": slug,
        "urls": {
            "servicePage": _url(memory, f"/service-page/{service.slug}"),
            "bookingPage": _url(memory, f"/booking-form/{service.slug}"),
            "calendarPage": _url(memory, f"/booking-calendar/{service.slug}"),
        },
        "createdDate": iso(service.created),
        "updatedDate": iso(service.created),
        "revision": "1",
    }


def category(service: Service) -> Json:
    """Return the category that a service is in."""
    return {
        "id": fixed_id(f"service category {service.category}"),
        "name": service.category,
        "sortOrder": service.order,
    }


def location() -> Json:
    """Return the workshop, as time slots and bookings speak of a place."""
    where = place.ADDRESS["googleFormattedAddress"]
    return {"id": LOCATION_ID, "name": "The workshop", "formattedAddress": where}


def _payment(service: Service) -> Json:
    options = {"online": True, "inPerson": False, "deposit": False, "pricingPlan": False}
    if not service.price:
        options |= {"online": False, "inPerson": True}
        return {"rateType": "NO_FEE", "options": options, "pricingPlanIds": []}
    price = {
        "value": money.amount(service.price),
        "currency": money.CURRENCY,
        "formattedValue": money.formatted(service.price),
    }
    return {
        "rateType": "FIXED",
        "fixed": {"price": price},
        "options": options,
        "pricingPlanIds": [],
    }


def _location() -> Json:
    address = {
        "streetAddress": {"number": "12", "name": "Ropewalk Lane"},
        "city": "Portland",
        "subdivision": "US-ME",
        "country": "US",
        "postalCode": "04101",
        "formatted": place.ADDRESS["googleFormattedAddress"],
    }
    business = {"id": LOCATION_ID, "name": "The workshop", "default": True, "address": address}
    return {
        "id": LOCATION_ID,
        "type": "BUSINESS",
        "business": business,
        "calculatedAddress": address,
    }


def _policy(service: Service) -> Json:
    return {
        "id": fixed_id("booking policy"),
        "name": "House rules",
        "default": True,
        "limitEarlyBookingPolicy": {"enabled": True, "earliestBookingInMinutes": 129600},
        "limitLateBookingPolicy": {"enabled": True, "latestBookingInMinutes": 60},
        "cancellationPolicy": {
            "enabled": True,
            "limitLatestCancellation": True,
            "latestCancellationInMinutes": 1440,
        },
        "reschedulePolicy": {
            "enabled": True,
            "limitLatestReschedule": True,
            "latestRescheduleInMinutes": 1440,
        },
        "participantsPolicy": {"maxParticipantsPerBooking": service.most},
        "waitlistPolicy": {"enabled": False, "capacity": 0, "reservationTimeInMinutes": 0},
    }


def _url(memory: State, path: str) -> Json:
    return {"relativePath": path, "url": f"{memory.origin}{path}"}
