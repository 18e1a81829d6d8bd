"""
The free times of a service, as Wix Bookings tells them.

A slot stays the JSON that Wix sent; its times are the workshop's own, without a zone.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Any

from django.utils.dateparse import parse_datetime

from wix_headless.context import WixHttpRequest

Json = dict[str, Any]

DAYS_SHOWN = 7
MOST_SLOTS = 500

#: What the redirect session calls the kinds of places that slots have.
LOCATION_TYPES = {"BUSINESS": "OWNER_BUSINESS", "CUSTOM": "OWNER_CUSTOM", "CUSTOMER": "CUSTOM"}


def fetch_slots(
    request: WixHttpRequest, service: Json, since: date, days: int = DAYS_SHOWN
) -> list[Json]:
    """Return what can be booked, in order; Wix keeps classes and appointments apart."""
    since = datetime.combine(since, time())
    until = since + timedelta(days=days)
    asked = {"from_local_date": since.isoformat(), "to_local_date": until.isoformat()}
    bookings = request.wix.bookings
    if service["type"] == "CLASS":
        answer = bookings.event_time_slots.list_event_time_slots(
            service_ids=[service["id"]], cursor_paging={"limit": MOST_SLOTS}, **asked
        )
    else:
        answer = bookings.availability_time_slots.list_availability_time_slots(
            service_id=service["id"],
            bookable=True,
            # Otherwise Wix does not tell who would be there.
            include_resource_type_ids=[
                one["resourceType"]["id"] for one in service.get("serviceResources", ())
            ],
            cursor_paging={"limit": MOST_SLOTS},
            **asked,
        )
    slots = [slot | {"timeZone": answer["timeZone"]} for slot in answer["timeSlots"]]
    return sorted(slots, key=itemgetter("localStartDate"))


def find_slot(request: WixHttpRequest, service: Json, start: datetime) -> Json | None:
    """Return the slot that starts then, if it can still be booked."""
    slots = fetch_slots(request, service, start.date(), days=1)
    return next((slot for slot in slots if start_of(slot) == start and slot["bookable"]), None)


def start_of(slot: Json) -> datetime | None:
    """Return when a slot starts."""
    return parse_datetime(slot["localStartDate"])


def by_day(slots: list[Json], since: date) -> list[tuple[date, list[Json]]]:
    """Return seven days, each with its slots."""
    days = [since + timedelta(days=number) for number in range(DAYS_SHOWN)]
    return [(day, [one for one in slots if starts_on(one, day)]) for day in days]


def starts_on(slot: Json, day: date) -> bool:
    """Say whether a slot starts on that day."""
    start = start_of(slot)
    return start is not None and start.date() == day


def build_availability(slot: Json) -> Json:
    """Return the slot as Wix's bookings checkout wants it."""
    location = slot.get("location", {})
    resources = [one for kind in slot.get("availableResources", ()) for one in kind["resources"]]
    wanted = {
        "serviceId": slot["serviceId"],
        "scheduleId": slot.get("scheduleId"),
        "startDate": slot["localStartDate"],
        "endDate": slot["localEndDate"],
        "timezone": slot["timeZone"],
        "eventId": slot.get("eventInfo", {}).get("eventId"),
        "resource": {key: resources[0][key] for key in ("id", "name")} if resources else None,
        "location": {
            **{key: location[key] for key in ("id", "name", "formattedAddress") if key in location},
            "locationType": LOCATION_TYPES.get(location.get("locationType", ""), "UNDEFINED"),
        },
    }
    return {
        "slot": {name: value for name, value in wanted.items() if value},
        "bookable": slot["bookable"],
        "totalSpots": slot.get("totalCapacity"),
        "openSpots": slot.get("bookableCapacity"),
    }
