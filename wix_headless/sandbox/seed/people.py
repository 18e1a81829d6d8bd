"""The members of Kiln & Quill, and what they ordered."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One member; ``address`` is line, city, state, postal code."""

    first: str
    last: str
    email: str
    joined: int
    status: str = "APPROVED"
    public: bool = True
    verified: bool = True
    photo: bool = True
    title: str = ""
    phone: str = ""
    address: tuple[str, str, str, str] = ("", "", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One past order: whose, how many days ago, what (name, choice, quantity), in which state."""

    email: str
    days_ago: int
    lines: list[tuple[str, str, int]] = field(default_factory=list)
    status: str = "APPROVED"
    payment: str = "PAID"
    fulfillment: str = "FULFILLED"
    delivery: str = "standard"
    note: str = ""


PEOPLE = [
    Person(
        first="Ada",
        last="Lindqvist",
        email="ada@example.com",
        joined=700,
        title="Potter on Sundays",
        phone="+1 207 555 0134",
        address=("18 Ropewalk Lane", "Portland", "US-ME", "04101"),
    ),
    Person(
        first="Ben",
        last="Okafor",
        email="ben@example.com",
        joined=420,
        phone="+1 617 555 0178",
        address=("402 Harvard Street", "Cambridge", "US-MA", "02138"),
    ),
    Person(
        first="Chiara",
        last="Moretti",
        email="chiara@example.com",
        joined=260,
        public=False,
        photo=False,
        phone="+1 212 555 0119",
        address=("77 Perry Street, Apt 3", "New York", "US-NY", "10014"),
    ),
    Person(
        first="Dmitri",
        last="Hale",
        email="dmitri@example.com",
        joined=21,
        status="PENDING",
        verified=False,
        photo=False,
    ),
    Person(first="Esme", last="Tran", email="esme@example.com", joined=330, status="BLOCKED"),
    Person(
        first="Farid",
        last="Nasser",
        email="farid@example.com",
        joined=90,
        title="Writes letters",
        address=("5 Elm Terrace", "Burlington", "US-VT", "05401"),
    ),
]

PURCHASES = [
    Purchase(
        email="ada@example.com",
        days_ago=310,
        lines=[("Harbour Bowl", "", 2), ("Orchard Plate", "", 4)],
    ),
    Purchase(email="ben@example.com", days_ago=214, lines=[("Studio Notebook", "Dotted", 1)]),
    Purchase(
        email="ada@example.com",
        days_ago=150,
        lines=[("Meadow Vase", "Large", 1), ("Fern Card", "", 6)],
        note="A present: no invoice in the parcel, please.",
    ),
    Purchase(
        email="chiara@example.com",
        days_ago=96,
        lines=[("Everyday Mug", "Clay", 4), ("Milk Pitcher", "", 1), ("Kitchen Towel", "Ink", 2)],
    ),
    Purchase(
        email="esme@example.com",
        days_ago=88,
        lines=[("Night Market Bowl", "", 6)],
        status="CANCELED",
        payment="FULLY_REFUNDED",
        fulfillment="NOT_FULFILLED",
    ),
    Purchase(
        email="farid@example.com",
        days_ago=41,
        lines=[("Letter Writing Set", "", 2), ("Thank You Card", "", 10)],
    ),
    Purchase(
        email="ada@example.com",
        days_ago=12,
        lines=[("Beeswax Pillar", "Small", 3), ("Fig Leaf Candle", "", 1)],
        fulfillment="PARTIALLY_FULFILLED",
    ),
    Purchase(
        email="ben@example.com",
        days_ago=6,
        lines=[("Espresso Cup", "", 2), ("Field Notebook", "Plain", 3)],
        fulfillment="NOT_FULFILLED",
        delivery="pickup",
    ),
    Purchase(
        email="farid@example.com",
        days_ago=2,
        lines=[("Seaside Postcards", "", 1)],
        payment="NOT_PAID",
        fulfillment="NOT_FULFILLED",
    ),
]
