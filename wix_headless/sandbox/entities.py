"""What events are about: entities by their names, as the APIs answer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wix_headless.sandbox.bookings import booking_json
from wix_headless.sandbox.models import Json, Product, new_id
from wix_headless.sandbox.people import contact_book, contact_json, profiles
from wix_headless.sandbox.shop import cart_json, catalog, checkouts
from wix_headless.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Kind:
    """Where the entities of one name are, and how one of them is written."""

    shelf: Callable[[State], Mapping[str, Any]]
    render: Callable[[State, Any], Json]


def _checkouts(memory: State) -> Mapping[str, Any]:
    found = memory.checkouts.items()
    return {one: (one, memory.carts[cart]) for one, cart in found if cart in memory.carts}


def _contacts(memory: State) -> Mapping[str, Any]:
    return {one.id: one for one in contact_book.everyone(memory)}


def _product(memory: State, product: Product) -> Json:
    return catalog.render(memory, product, set(catalog.REQUESTED_FIELDS))


KINDS = {
    "wix.bookings.v2.booking": Kind(lambda memory: memory.bookings, booking_json.render),
    "wix.contacts.v4.contact": Kind(_contacts, contact_json.version_4),
    "wix.ecom.v1.checkout": Kind(
        _checkouts, lambda memory, found: checkouts.render(memory, *found)
    ),
    "wix.ecom.v1.order": Kind(lambda memory: memory.orders, lambda memory, order: order),
    "wix.ecom.v2.cart": Kind(lambda memory: memory.carts, cart_json.render),
    "wix.members.v1.member": Kind(
        lambda memory: memory.members,
        lambda memory, member: profiles.render(memory, member, "FULL"),
    ),
    "wix.stores.catalog.v3.product": Kind(lambda memory: memory.products, _product),
}


def find(memory: State, fqdn: str, entity_id: str) -> Json | None:
    """Return the entity with this id, or the first without one; None if there is none."""
    kind = KINDS.get(fqdn)
    shelf = kind.shelf(memory) if kind else {}
    found = shelf.get(entity_id or next(iter(shelf), ""))
    return kind.render(memory, found) if kind and found is not None else None


def sample(memory: State, fqdn: str, entity_id: str) -> Json:
    """Return the entity with this id, or the first without one; else nothing but an id."""
    return find(memory, fqdn, entity_id) or {"id": entity_id or new_id()}


def split(event_type: str) -> tuple[str, str]:
    """
    Return the entity and the slug of a type, such as ``wix.ecom.v1.order`` and ``approved``.

    Of an entity that is not known here the slug is taken to be one word. Types without an
    underscore, such as ``AppInstalled``, have neither.
    """
    for fqdn in KINDS:
        if event_type.startswith(f"{fqdn}_"):
            return fqdn, event_type.removeprefix(f"{fqdn}_")
    fqdn, _, slug = event_type.rpartition("_")
    return (fqdn, slug) if "." in fqdn else ("", "")
