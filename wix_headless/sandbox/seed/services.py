# ruff: noqa: E501 - one sentence, one line
"""What can be booked at Kiln & Quill, who teaches it and when; and what Ada has booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from wix_headless.sandbox.bookings import reservations, timetable
from wix_headless.sandbox.bookings.timetable import APPOINTMENT, CLASS, Service, Staff
from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Role

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

TUE, WED, THU, FRI, SAT = range(1, 6)
MIRA = Staff(id=fixed_id("staff Mira"), name="Mira Solberg")
JONAS = Staff(id=fixed_id("staff Jonas"), name="Jonas Reyes")
OPENED = datetime(2025, 3, 4, 15, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One service as the studio would write it on its door; ``week`` is weekday, first and last start."""

    name: str
    kind: str
    category: str
    look: tuple[str, str]
    price: str
    minutes: int
    week: tuple[tuple[int, str, str], ...]
    tag_line: str
    text: str
    capacity: int = 1
    most: int = 1
    staff: tuple[Staff, ...] = (MIRA,)
    hidden: bool = False


ROWS = (
    Row(
        name="Wheel-Throwing Taster",
        kind=CLASS,
        category="Classes",
        look=("wheel", "clay"),
        price="68",
        minutes=120,
        week=((WED, "18:30", "18:30"), (SAT, "10:00", "10:00")),
        tag_line="Two hours, one wheel each, and something that holds tea.",
        text="You throw two pieces and choose the one to keep. We trim it, glaze it in a colour of your choice, and fire it; it is ready to be picked up three weeks later. No experience needed, but an old shirt helps.",
        capacity=8,
        most=4,
    ),
    Row(
        name="Bookbinding Evening",
        kind=CLASS,
        category="Classes",
        look=("binding", "ink"),
        price="54",
        minutes=150,
        week=((THU, "18:00", "18:00"),),
        tag_line="Fold, sew, glue: go home with a notebook that lies flat.",
        text="Jonas shows three stitches and you pick one. Paper, thread, boards and cloth are on the table, and so is a pot of tea. The binding dries overnight under your own heaviest books.",
        capacity=10,
        most=4,
        staff=(JONAS,),
    ),
    Row(
        name="Private Studio Hour",
        kind=APPOINTMENT,
        category="Private time",
        look=("studio", "sea"),
        price="45",
        minutes=60,
        week=tuple((day, "10:00", "17:00") for day in (TUE, WED, THU, FRI, SAT)),
        tag_line="A wheel, a bench and one of us beside you.",
        text="For those who know how to centre and want an hour without small talk, and for those who would rather learn alone. Clay for three pieces and one firing are included.",
        staff=(MIRA, JONAS),
    ),
    Row(
        name="Glaze Consultation",
        kind=APPOINTMENT,
        category="Private time",
        look=("glaze", "moss"),
        price="0",
        minutes=30,
        week=((TUE, "10:00", "12:30"), (FRI, "10:00", "12:30")),
        tag_line="Bring a shard, leave with a recipe.",
        text="Half an hour with our test tiles. We look at what went wrong, or at what went right by accident, and write down what to mix. It costs nothing; we learn from it too.",
        staff=(JONAS,),
    ),
    Row(
        name="Letterpress Morning",
        kind=CLASS,
        category="Classes",
        look=("press", "plum"),
        price="72",
        minutes=180,
        week=((FRI, "09:30", "09:30"),),
        tag_line="Set a line of type, ink it, and print twenty cards.",
        text="The press is from 1911 and has opinions. You set your own words by hand, choose one of our inks, and print until your arm says stop. Twenty cards and their envelopes are yours.",
        capacity=4,
        most=2,
        staff=(JONAS,),
    ),
    Row(
        name="Firing Day",
        kind=CLASS,
        category="Classes",
        look=("kiln", "clay"),
        price="30",
        minutes=240,
        week=((SAT, "13:00", "13:00"),),
        tag_line="Load, wait, and open the door together.",
        text="For people who have work on our shelves. Not on the public list.",
        capacity=6,
        hidden=True,
    ),
)  # fmt: skip


def plant(memory: State) -> None:
    """Open the studio."""
    for order, row in enumerate(ROWS):
        service = _service(row, order)
        memory.services[service.id] = service
        look = (service.scene, service.tint, service.name)
        memory.pictures[pictures.scene_id(service.name)] = look
    _book_for_ada(memory)


def _service(row: Row, order: int) -> Service:
    return Service(
        id=fixed_id(f"service {row.name}"),
        name=row.name,
        slug=row.name.lower().replace(" ", "-"),
        kind=row.kind,
        category=row.category,
        tag_line=row.tag_line,
        description=row.text,
        scene=row.look[0],
        tint=row.look[1],
        price=Decimal(row.price),
        minutes=row.minutes,
        capacity=row.capacity,
        most=row.most,
        staff=row.staff,
        week=row.week,
        hidden=row.hidden,
        order=order,
        created=OPENED,
    )


def _book_for_ada(memory: State) -> None:
    """Give Ada an evening behind her, and a morning to look forward to."""
    ada = memory.member_by_email("ada@example.com")
    if ada is None:
        raise LookupError
    contact = {
        "contactId": ada.contact_id,
        "firstName": ada.contact["firstName"],
        "lastName": ada.contact["lastName"],
        "email": ada.email,
    }
    now = memory.now()
    wanted = {
        "Bookbinding Evening": now - timedelta(days=30),
        "Letterpress Morning": now + timedelta(days=7),
    }
    for name, after in wanted.items():
        service = memory.services[fixed_id(f"service {name}")]
        slot = next(timetable.slots(memory, service, after, after + timedelta(days=8)))
        booking = reservations.make(
            memory,
            slot,
            owner=(Role.MEMBER, ada.id),
            staff=slot.staff[0],
            contact=contact,
            count=1,
        )
        booking.id = fixed_id(f"booking {name}")
        booking.status, booking.option = "CONFIRMED", "OFFLINE"
        memory.taken[service.id, slot.start.isoformat()] = 2
    memory.bookings = {booking.id: booking for booking in memory.bookings.values()}
