"""
When services take place: a weekly schedule in the site's time zone, and what is still free in it.

Follows "About Time Slots V2" ``/docs/rest/business-solutions/bookings/time-slots/time-slots-v2/introduction``.
Nothing is stored: a slot exists because the week says so. Strangers have booked some of them, always
the same ones, so that a calendar looks lived in; ``taken`` on the control plane overrules them.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.media.palette import Chance
from wix_headless.sandbox.models import Json, Role, new_id
from wix_headless.sandbox.site.place import ZONE

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

BOOKINGS_APP_ID = "13d21c63-b5ec-5912-8397-c3a5ddb27a97"
STAFF_TYPE = "1cd44cf8-756f-41c3-bd90-3e2ffcaf1155"  # Wix's id for "staff member", on every site
APPOINTMENT, CLASS = "APPOINTMENT", "CLASS"
LATEST = timedelta(hours=1)
EARLIEST = timedelta(days=90)
HOLDING = ("CONFIRMED", "PENDING")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody who gives lessons."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something to book; ``week`` holds weekday (Monday is 0), first and last start."""

    id: str
    name: str
    slug: str
    kind: str
    category: str
    tag_line: str
    description: str
    scene: str
    tint: str
    price: Decimal
    minutes: int
    capacity: int
    most: int
    staff: tuple[Staff, ...]
    week: tuple[tuple[int, str, str], ...]
    hidden: bool = False
    order: int = 0
    created: datetime

    @property
    def schedule_id(self) -> str:
        return fixed_id(f"schedule {self.name}")

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time of one service, and how much of it is left."""

    service: Service
    start: datetime
    open: int
    staff: tuple[Staff, ...]
    too_late: bool
    too_early: bool
    capacity: int = field(default=1)

    @property
    def end(self) -> datetime:
        return self.start + self.service.length

    @property
    def bookable(self) -> bool:
        return self.open > 0 and not self.too_late and not self.too_early

    @property
    def event_id(self) -> str:
        """The id of a class's session; it can be read back, see ``event``."""
        return f"{self.service.schedule_id.replace('-', '')}_{self.start:%Y%m%dT%H%M}"


@dataclass(slots=True, kw_only=True)
class Booking:
    """Somebody's place in a slot; it holds the place once it is confirmed."""

    id: str = field(default_factory=new_id)
    service_id: str
    start: datetime
    end: datetime
    staff: Staff | None
    event_id: str = ""
    role: Role
    subject_id: str
    participants: int = 1
    status: str = "CREATED"
    payment: str = "NOT_PAID"
    option: str = "ONLINE"
    contact: Json
    created: datetime
    updated: datetime
    revision: int = 1


def slots(memory: State, service: Service, begin: datetime, end: datetime) -> Iterator[Slot]:
    """Yield the service's slots that start in [begin, end), first to last."""
    day = begin.astimezone(ZONE).date()
    while day <= end.astimezone(ZONE).date():
        for start in _starts(service, day):
            if begin <= start < end:
                yield _slot(memory, service, start)
        day += timedelta(days=1)


def find(memory: State, service: Service, start: datetime) -> Slot | None:
    """Return the slot that starts at exactly this moment, if the week has one."""
    local = start.astimezone(ZONE)
    return _slot(memory, service, local) if local in _starts(service, local.date()) else None


def event(memory: State, event_id: str) -> Slot | None:
    """Return the session of a class that has this id."""
    schedule, _, stamp = event_id.partition("_")
    for service in memory.services.values():
        if service.kind == CLASS and service.schedule_id.replace("-", "") == schedule:
            try:
                start = datetime.strptime(stamp, "%Y%m%dT%H%M").replace(tzinfo=ZONE)
            except ValueError:
                return None
            return find(memory, service, start)
    return None


def _starts(service: Service, day: date) -> list[datetime]:
    found = []
    for weekday, first, last in service.week:
        if weekday != day.weekday():
            continue
        start = datetime.combine(day, time.fromisoformat(first), ZONE)
        final = datetime.combine(day, time.fromisoformat(last), ZONE)
        while start <= final:
            found.append(start)
            start += service.length
    return sorted(found)


def _slot(memory: State, service: Service, start: datetime) -> Slot:
    now = memory.now()
    is_class = service.kind == CLASS
    staff = service.staff if is_class else _free_staff(memory, service, start)
    return Slot(
        service=service,
        start=start,
        open=_open_spots(memory, service, start) if is_class else min(len(staff), 1),
        staff=staff,
        too_late=start - now < LATEST,
        too_early=start - now > EARLIEST,
        capacity=service.capacity,
    )


def _open_spots(memory: State, service: Service, start: datetime) -> int:
    taken = memory.taken.get((service.id, start.isoformat()))
    if taken is None:
        # Between nobody and everybody: one session in nine or so is full.
        taken = Chance(f"{service.id} {start.isoformat()}").index(service.capacity + 1)
    booked = sum(
        booking.participants
        for booking in memory.bookings.values()
        if booking.service_id == service.id and booking.start == start and booking.status in HOLDING
    )
    return max(service.capacity - taken - booked, 0)


def _free_staff(memory: State, service: Service, start: datetime) -> tuple[Staff, ...]:
    taken = memory.taken.get((service.id, start.isoformat()))
    if taken:
        return ()
    return tuple(
        one
        for one in service.staff
        if not _booked(memory, one, start, start + service.length)
        and (taken == 0 or not _busy(memory, one, start, start + service.length))
    )


def _booked(memory: State, staff: Staff, start: datetime, end: datetime) -> bool:
    return any(
        booking.staff == staff
        and booking.status in HOLDING
        and booking.start < end
        and start < booking.end
        for booking in memory.bookings.values()
    )


def _busy(memory: State, staff: Staff, start: datetime, end: datetime) -> bool:
    """Say whether somebody teaches a class then, or has an appointment with a stranger."""
    for service in memory.services.values():
        if service.kind == CLASS and staff in service.staff:
            for begin in _starts(service, start.astimezone(ZONE).date()):
                if begin < end and start < begin + service.length:
                    return True
    return Chance(f"{staff.id} {start.isoformat()}").index(3) == 0
