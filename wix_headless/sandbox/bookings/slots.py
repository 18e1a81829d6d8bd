"""
Time slots: which times of a service can be booked.

Follows Time Slots V2, ``/docs/rest/business-solutions/bookings/time-slots/time-slots-v2/``
(List Availability Time Slots, List Event Time Slots, and the Get of each). The first knows
appointments only and answers nothing for a class; the second is for classes. Staff appear when
``includeResourceTypeIds`` or ``resourceTypes`` name them, and always for a class or a single slot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint

from wix_headless.sandbox.bookings import service_json, services, timetable
from wix_headless.sandbox.bookings.timetable import APPOINTMENT, CLASS, STAFF_TYPE, Slot
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.site.place import ZONE, ZONE_NAME
from wix_headless.sandbox.state import iso
from wix_headless.sandbox.wire import paging
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import arguments, body, state

area = Blueprint("slots", __name__)

PATH = "/_api/service-availability/v2/time-slots"
LARGEST_PAGE = 1000
LONGEST_SPAN = timedelta(days=366)


@area.post(PATH)
def list_availability_time_slots() -> Json:
    """List an appointment's slots between two local dates."""
    asked, offset = _continued(body())
    asked.refuse("bookingPolicyViolations", "customerChoices")
    service = services.find(state(), asked.guid("serviceId"))
    resources = _resources(asked)
    found = _within(asked, [service.id] if service.kind == APPOINTMENT else [])
    if resources:
        found = [one for one in found if resources & {person.id for person in one.staff}]
    if asked.has("bookable"):
        found = [one for one in found if one.bookable is asked.boolean("bookable")]
    found = _at_most(found, asked.integer("timeSlotsPerDay", 0, least=0, most=LARGEST_PAGE))
    named = bool(resources) or STAFF_TYPE in asked.texts("includeResourceTypeIds")
    part, metadata = _page(asked, found, offset)
    slots = [render(one, zone(asked), with_staff=named) for one in part]
    return {
        "timeSlots": slots,
        "timeZone": zone(asked).key,
        "cursorPagingMetadata": metadata,
    }


@area.post(f"{PATH}/get")
def get_availability_time_slot() -> Json:
    """Return one slot of an appointment as it is now, with the staff who are free."""
    asked = body()
    service = services.find(state(), asked.guid("serviceId"))
    start = moment(asked, "localStartDate", zone(asked))
    end = moment(asked, "localEndDate", zone(asked))
    slot = timetable.find(state(), service, start) if service.kind == APPOINTMENT else None
    if slot is None or slot.end != end:
        raise WixError(404, "There is no such time slot.", code="SLOT_NOT_FOUND")
    return {"timeSlot": render(slot, zone(asked), with_staff=True), "timeZone": zone(asked).key}


@area.post(f"{PATH}/event")
def list_event_time_slots() -> Json:
    """List the sessions of classes between two local dates, of all classes or of some."""
    asked, offset = _continued(body())
    asked.refuse("bookingPolicyViolations", "eventFilter")
    wanted = asked.texts("serviceIds", most=100) or list(state().services)
    classes = [one for one in wanted if services.find(state(), one).kind == CLASS]
    found = _within(asked, classes)
    if not asked.boolean("includeNonBookable"):
        found = [one for one in found if one.bookable]
    least = asked.integer("minBookableCapacity", 0, least=0, most=10**6)
    found = [one for one in found if one.open >= least]
    found = _at_most(found, asked.integer("maxSlotsPerDay", 0, least=0, most=LARGEST_PAGE))
    part, metadata = _page(asked, found, offset)
    slots = [render(one, zone(asked), with_staff=True) for one in part]
    return {"timeSlots": slots, "timeZone": zone(asked).key, "pagingMetadata": metadata}


@area.get(f"{PATH}/event/<event_id>")
def get_event_time_slot(event_id: str) -> Json:
    """Return one session of a class as it is now."""
    slot = timetable.event(state(), event_id)
    if slot is None:
        raise WixError(404, f"Session {event_id} was not found.", code="SLOT_NOT_FOUND")
    local = zone(arguments())
    return {"timeSlot": render(slot, local, with_staff=True), "timeZone": local.key}


def zone(asked: Fields, field: str = "timeZone") -> ZoneInfo:
    """Return the time zone asked for, or the site's."""
    try:
        return ZoneInfo(asked.text(field) or ZONE_NAME)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{asked.name(field)} is not a time zone."
        raise WixError(400, message, code="INVALID_TIME_ZONE") from None


def moment(asked: Fields, field: str, local: ZoneInfo) -> datetime:
    """Read a date that is local to a zone, or says its own offset; the site's zone comes out."""
    try:
        value = datetime.fromisoformat(asked.required_text(field))
        aware = value if value.tzinfo else value.replace(tzinfo=local)
        return aware.astimezone(ZONE)
    except (ValueError, OverflowError):
        raise ValidationError(asked.name(field), "is not a date and time") from None


def render(slot: Slot, local: ZoneInfo, *, with_staff: bool) -> Json:
    """Write *slot* as Wix shows it, in the time of *local*."""
    answer: Json = {
        "serviceId": slot.service.id,
        "localStartDate": _local(slot.start, local),
        "localEndDate": _local(slot.end, local),
        "bookable": slot.bookable,
        "location": service_json.location() | {"locationType": "BUSINESS"},
        "totalCapacity": slot.capacity,
        "remainingCapacity": slot.open,
        "bookableCapacity": min(slot.open, slot.service.most) if slot.bookable else 0,
        "bookingPolicyViolations": {
            "tooEarlyToBook": slot.too_early,
            "tooLateToBook": slot.too_late,
            "bookOnlineDisabled": False,
        },
        "availableResources": [],
    }
    if slot.too_early:
        opens = iso(slot.start - timetable.EARLIEST)
        answer["bookingPolicyViolations"]["earliestBookingDate"] = opens
    if not slot.bookable:
        answer["nonBookableReasons"] = {
            "noRemainingCapacity": slot.open == 0,
            "violatesBookingPolicy": slot.too_late or slot.too_early,
        }
    if with_staff:
        people = [{"id": one.id, "name": one.name} for one in slot.staff]
        resources = {"resourceTypeId": STAFF_TYPE, "resources": people}
        answer["availableResources"] = [resources | {"hasMoreAvailableResources": False}]
    if slot.service.kind == CLASS:
        return answer | {"eventInfo": {"eventId": slot.event_id, "eventTitle": slot.service.name}}
    return answer | {"scheduleId": slot.service.schedule_id}


def _local(when: datetime, local: ZoneInfo) -> str:
    return when.astimezone(local).replace(tzinfo=None).isoformat(timespec="seconds")


def _within(asked: Fields, service_ids: list[str]) -> list[Slot]:
    begin = moment(asked, "fromLocalDate", zone(asked)).astimezone(UTC)
    end = moment(asked, "toLocalDate", zone(asked)).astimezone(UTC)
    if end < begin or end - begin > LONGEST_SPAN:
        raise ValidationError(asked.name("toLocalDate"), "must be within a year of fromLocalDate")
    known = state().services
    found = [
        slot for one in service_ids for slot in timetable.slots(state(), known[one], begin, end)
    ]
    return sorted(found, key=lambda slot: (slot.start, slot.service.order))


def _at_most(found: list[Slot], per_day: int) -> list[Slot]:
    if not per_day:
        return found
    seen: Counter[object] = Counter()
    kept = []
    for slot in found:
        seen[slot.start.date()] += 1
        if seen[slot.start.date()] <= per_day:
            kept.append(slot)
    return kept


def _resources(asked: Fields) -> set[str]:
    named: Iterable[Fields] = asked.items("resourceTypes", most=20)
    return {one for kind in named for one in kind.texts("resourceIds", most=135)}


def _continued(asked: Fields) -> tuple[Fields, int]:
    """Return the request that a cursor stands for, or the request itself."""
    page = asked.sub("cursorPaging")
    if not page.has("cursor"):
        return asked, 0
    kept, offset = paging.unseal(page.text("cursor", longest=16000))
    size = {name: page.data[name] for name in ("limit",) if page.has(name)}
    return Fields(kept | {"cursorPaging": size}), offset


def _page(asked: Fields, found: list[Slot], offset: int) -> tuple[list[Slot], Json]:
    limit = asked.sub("cursorPaging").integer("limit", 50, least=1, most=LARGEST_PAGE)
    kept = {name: value for name, value in asked.data.items() if name != "cursorPaging"}
    has_next = offset + limit < len(found)
    cursors = {"next": paging.seal(kept, offset + limit)} if has_next else {}
    return found[offset : offset + limit], {"cursors": cursors, "hasNext": has_next}
