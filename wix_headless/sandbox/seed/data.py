# ruff: noqa: E501 - one item, one line
"""
Four collections of Kiln & Quill, each with other permissions.

``Makers`` anybody may read; in ``Guestbook`` members write, and change what is theirs; ``Suppliers``
are nobody's business; ``Settings`` is empty, for what an app lets the owner set.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.data.collections import ADMIN, ANYONE, AUTHOR, MEMBER, Collection
from wix_headless.sandbox.models import Json

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

TODAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

MAKERS: tuple[Json, ...] = (
    {"name": "Mira Solberg", "slug": "mira-solberg", "craft": "Pottery", "town": "Portland", "since": 2009, "active": True, "tags": ["wheel", "stoneware"], "bio": "Throws everything that has to be round, and says that it is the clay's idea."},
    {"name": "Jonas Reyes", "slug": "jonas-reyes", "craft": "Bookbinding", "town": "Portland", "since": 2014, "active": True, "tags": ["paper", "letterpress"], "bio": "Sews, presses, hums. Found the press of 1911, and carried a quarter of it."},
    {"name": "Ines Varga", "slug": "ines-varga", "craft": "Glazes", "town": "Bath", "since": 2017, "active": True, "tags": ["glaze", "stoneware"], "mentor": "Mira Solberg", "bio": "Mixes our colours in a shed by the river, and keeps the only complete notebook."},
    {"name": "Tomas Brandt", "slug": "tomas-brandt", "craft": "Candles", "town": "Camden", "since": 2020, "active": True, "tags": ["beeswax"], "bio": "Keeps bees on two hillsides, and turns what they leave over into light."},
    {"name": "Ruth Abara", "slug": "ruth-abara", "craft": "Weaving", "town": "Belfast", "since": 2012, "active": True, "tags": ["linen"], "bio": "Weaves towels that are thinner than one expects, on a loom that is older than the town."},
    {"name": "Peter Lindqvist", "slug": "peter-lindqvist", "craft": "Pottery", "town": "Rockland", "since": 1998, "active": False, "tags": ["wheel"], "bio": "Taught Mira to centre. Now he sails, and sends postcards without an address."},
)  # fmt: skip
GUESTBOOK = (
    ("ada@example.com", "The bowl survived the dishwasher, two moves and a toddler.", 5, 40),
    (
        "farid@example.com",
        "Your paper takes my grandfather's fountain pen without a feather.",
        5,
        25,
    ),
    ("ben@example.com", "The mug is lovely. The parcel could use less straw.", 4, 11),
    ("chiara@example.com", "I came for a vase, and left with a hobby.", 5, 3),
)
SUPPLIERS: tuple[Json, ...] = (
    {"name": "Penobscot Clay Co.", "material": "Stoneware clay", "pricePerKilo": 1.15, "contract": {"$date": "2027-03-31T00:00:00.000Z"}},
    {"name": "Allagash Paper", "material": "Cotton paper", "pricePerKilo": 9.4, "contract": {"$date": "2026-12-31T00:00:00.000Z"}},
    {"name": "Two Valleys Apiary", "material": "Beeswax", "pricePerKilo": 14.0, "contract": {"$date": "2027-06-30T00:00:00.000Z"}},
)  # fmt: skip


def plant(memory: State) -> None:
    """Make the collections, and fill them."""
    makers = Collection(
        id="Makers",
        read=ANYONE,
        insert=ADMIN,
        update=ADMIN,
        remove=ADMIN,
        references={"mentor": "Makers"},
    )
    guestbook = Collection(id="Guestbook", read=ANYONE, insert=MEMBER, update=AUTHOR, remove=AUTHOR)
    suppliers = Collection(id="Suppliers", read=ADMIN, insert=ADMIN, update=ADMIN, remove=ADMIN)
    settings = Collection(id="Settings", read=ANYONE, insert=ADMIN, update=ADMIN, remove=ADMIN)
    owner = memory.credentials.account_id
    for days, row in enumerate(MAKERS):
        mentor = {"mentor": _key(makers, row["mentor"])} if "mentor" in row else {}
        _put(makers, row["name"], row | mentor, owner, 300 - days)
    for email, message, stars, days in GUESTBOOK:
        member = memory.member_by_email(email)
        if member is None:
            raise LookupError(email)
        data = {"name": member.nickname, "message": message, "stars": stars}
        _put(guestbook, email, data, member.id, days)
    for row in SUPPLIERS:
        _put(suppliers, row["name"], row, owner, 200)
    memory.collections = {one.id: one for one in (makers, guestbook, suppliers, settings)}


def _key(within: Collection, name: str) -> str:
    return fixed_id(f"item {within.id} {name}")


def _put(within: Collection, name: str, data: Json, owner: str, days_ago: int) -> None:
    made = (TODAY - timedelta(days=days_ago)).isoformat(timespec="milliseconds")
    stamp = {"$date": made.replace("+00:00", "Z")}
    system = {"_id": _key(within, name), "_owner": owner}
    within.items[system["_id"]] = {**data, **system, "_createdDate": stamp, "_updatedDate": stamp}
