"""
What a fresh sandbox contains: a small shop with a past.

Everything is the same in every run, ids and dates included; only passwords are made anew.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import (
    Cart,
    Category,
    LineItem,
    Member,
    Product,
    Role,
    Variant,
)
from wix_headless.sandbox.seed import blog, data, services
from wix_headless.sandbox.seed.people import PEOPLE, PURCHASES, Person, Purchase
from wix_headless.sandbox.seed.products import CATEGORIES, ROWS, Row
from wix_headless.sandbox.shop import purchases
from wix_headless.sandbox.shop.pricing import Coupon

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

SHOP = "Kiln & Quill"
#: The day the shop's past ends.
TODAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIRST_ORDER = 10041
COUPONS = (
    Coupon(
        id=fixed_id("coupon WELCOME10"),
        code="WELCOME10",
        name="Ten percent to say hello",
        percent=Decimal(10),
    ),
    Coupon(
        id=fixed_id("coupon CLAY5"),
        code="CLAY5",
        name="Five dollars off",
        money_off=Decimal(5),
        least=Decimal(20),
    ),
    Coupon(
        id=fixed_id("coupon MIDSUMMER"),
        code="MIDSUMMER",
        name="Midsummer: a quarter off",
        percent=Decimal(25),
        expires=datetime(2026, 7, 1, tzinfo=UTC),
    ),
)


def plant(memory: State) -> None:
    """Fill an empty memory."""
    memory.shop_name = memory.shop or SHOP
    memory.next_order_number = FIRST_ORDER
    memory.coupons = {coupon.id: coupon for coupon in COUPONS}
    _plant_products(memory)
    for person in PEOPLE:
        member = _member(memory, person)
        memory.members[member.id] = member
    for purchase in PURCHASES:
        _plant_order(memory, purchase)
    services.plant(memory)
    blog.plant(memory)
    data.plant(memory)


def slugify(name: str) -> str:
    """Return *name* as it stands in a URL."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _plant_products(memory: State) -> None:
    day = 0
    for name, text in CATEGORIES.items():
        category = Category(
            id=fixed_id(f"category {name}"),
            name=name,
            slug=slugify(name),
            description=text,
            created=TODAY - timedelta(days=900),
        )
        memory.categories[category.id] = category
        for row in ROWS[name]:
            day += 7
            product = _product(row, category.id, TODAY - timedelta(days=day))
            memory.products[product.id] = product


def _product(row: Row, category: str, created: datetime) -> Product:
    return Product(
        id=fixed_id(f"product {row.name}"),
        name=row.name,
        slug=slugify(row.name),
        category=category,
        motif=row.motif,
        tint=row.tint,
        description=row.text,
        option=row.option,
        swatches=row.swatches,
        variants=_variants(row),
        ribbon=row.ribbon,
        visible=row.visible,
        created=created,
        updated=created + timedelta(days=2),
    )


def _variants(row: Row) -> list[Variant]:
    choices = row.choices or {"": ("", row.stock)}
    return [
        Variant(
            id=fixed_id(f"variant {row.name} {choice}"),
            sku="-".join(part for part in ("KQ", slugify(row.name), slugify(choice)) if part),
            choice=choice,
            price=Decimal(row.price) + Decimal(extra or "0"),
            compare_at=Decimal(row.was) + Decimal(extra or "0") if row.was else None,
            stock=stock,
        )
        for choice, (extra, stock) in choices.items()
    ]


def _member(memory: State, person: Person) -> Member:
    joined = TODAY - timedelta(days=person.joined)
    line, city, state_, postal_code = person.address
    address = {
        "id": fixed_id(f"address {person.email}"),
        "addressLine": line,
        "city": city,
        "subdivision": state_,
        "country": "US",
        "postalCode": postal_code,
    }
    return Member(
        id=fixed_id(f"member {person.email}"),
        contact_id=fixed_id(f"contact {person.email}"),
        email=person.email,
        email_verified=person.verified,
        password=memory.password_of(person.email),
        nickname=f"{person.first} {person.last}",
        slug=slugify(f"{person.first} {person.last}"),
        created=joined,
        updated=joined,
        status=person.status,
        privacy="PUBLIC" if person.public else "PRIVATE",
        title=person.title,
        photo_id=pictures.media_id(f"portrait {person.email}") if person.photo else "",
        contact={
            "firstName": person.first,
            "lastName": person.last,
            "phones": [person.phone] if person.phone else [],
            "emails": [person.email],
            "addresses": [address] if line else [],
        },
    )


def _plant_order(memory: State, purchase: Purchase) -> None:
    member = memory.member_by_email(purchase.email)
    if member is None:
        raise LookupError(purchase.email)
    when = TODAY - timedelta(days=purchase.days_ago, minutes=memory.next_order_number % 240)
    key = f"order {memory.next_order_number}"
    lines = [_line(memory, f"{key} {line[0]}", *line) for line in purchase.lines]
    cart = Cart(
        id=fixed_id(f"cart of {key}"),
        purchase_flow_id=fixed_id(f"flow of {key}"),
        role=Role.MEMBER,
        subject_id=member.id,
        created=when,
        updated=when,
        current=False,
        items=lines,
        delivery=purchase.delivery,
    )
    purchases.place(
        memory,
        cart,
        purchases.Buyer.of_member(member, note=purchase.note),
        order_id=fixed_id(key),
        when=when,
        status=purchase.status,
        payment=purchase.payment,
        fulfillment=purchase.fulfillment,
    )


def _line(memory: State, key: str, name: str, choice: str, quantity: int) -> LineItem:
    product = memory.products[fixed_id(f"product {name}")]
    variant = next(one for one in product.variants if one.choice == choice)
    return LineItem(
        id=fixed_id(f"line {key}"),
        product_id=product.id,
        variant_id=variant.id,
        options={"variantId": variant.id},
        quantity=quantity,
    )
