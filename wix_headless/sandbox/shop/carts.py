"""
Carts, as the caller changes them: find, add, update, remove, merge.

Follows "About the Cart API" ``/docs/api-reference/business-solutions/e-commerce/purchase-flow/cart-v2/introduction``.
The routes and the shape on the wire are in ``cart_api``.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from wix_headless.sandbox.bookings.timetable import BOOKINGS_APP_ID
from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.identity import Caller
from wix_headless.sandbox.models import Cart, LineItem, Product, Role, Variant
from wix_headless.sandbox.shop.catalog import STORES_APP_ID
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.fields import Fields

FQDN = "wix.ecom.v2.cart"
MOST_LINES = 300
MOST_PIECES = 100_000


def current(memory: State, role: Role, subject_id: str) -> Cart | None:
    """Return somebody's current cart, if there is one."""
    for cart in memory.carts.values():
        if cart.current and (cart.role, cart.subject_id) == (role, subject_id):
            return cart
    return None


def require_current(memory: State, caller: Caller) -> Cart:
    """Return the caller's current cart, or raise Wix's 404."""
    cart = current(memory, caller.role, caller.subject_id)
    if cart is None:
        raise WixError(404, "There is no current cart.", code="OWNED_CART_NOT_FOUND")
    return cart


def find(memory: State, caller: Caller, cart_id: str) -> Cart:
    """Return a cart of the caller's; apps see every cart."""
    cart = memory.carts.get(cart_id)
    mine = cart is not None and (cart.role, cart.subject_id) == (caller.role, caller.subject_id)
    if cart is None or not (mine or caller.elevated):
        raise WixError(404, f"Cart {cart_id} was not found.", code="CART_NOT_FOUND")
    return cart


def create(memory: State, caller: Caller, *, is_current: bool = True) -> Cart:
    """Start a cart; a new current one takes the place of the old."""
    old = current(memory, caller.role, caller.subject_id)
    if is_current and old is not None:
        old.current = False
    now = memory.now()
    cart = Cart(
        role=caller.role,
        subject_id=caller.subject_id,
        created=now,
        updated=now,
        current=is_current,
    )
    memory.carts[cart.id] = cart
    _announce(memory, cart, "created")
    return cart


def read_items(memory: State, asked: list[Fields]) -> list[LineItem]:
    """Read catalog items, each checked against the catalog, before any cart is touched."""
    return [_read_item(memory, one) for one in asked]


def _read_item(memory: State, asked: Fields) -> LineItem:
    asked.require("catalogReference")
    reference = asked.sub("catalogReference")
    quantity = asked.integer("quantity", 1, least=1, most=MOST_PIECES)
    app_id, item_id = reference.guid("appId"), reference.guid("catalogItemId")
    if app_id == BOOKINGS_APP_ID and item_id in memory.bookings:
        raise WixError(501, "The sandbox does not emulate bookings in a cart.")
    product = memory.products.get(item_id) if app_id == STORES_APP_ID else None
    if product is None or not product.visible:
        raise _not_in_catalog(f"Item {item_id} was not found in the catalog.")
    options = reference.sub("options")
    variant = _variant(product, options)
    return LineItem(
        product_id=product.id, variant_id=variant.id, options=options.data, quantity=quantity
    )


def _variant(product: Product, options: Fields) -> Variant:
    """Return the variant that ``options.variantId`` names; it is optional where there is one."""
    if not options.has("variantId"):
        if len(product.variants) > 1:
            raise _not_in_catalog(f"{product.name} has variants: options.variantId is needed.")
        return product.variants[0]
    variant = product.variant(options.text("variantId"))
    if variant is None:
        raise _not_in_catalog(f"{product.name} has no such variant.")
    return variant


def _not_in_catalog(message: str) -> WixError:
    return WixError(404, message, code="ITEM_NOT_FOUND_IN_CATALOG")


def add(memory: State, cart: Cart, items: list[LineItem]) -> None:
    """Add *items*: more of a line that is there, or a new line."""
    changed = [_copy(item) for item in cart.items]
    for item in items:
        same = next((one for one in changed if _alike(one, item)), None)
        if same is None:
            changed.append(item)
        else:
            same.quantity += item.quantity
    if len(changed) > MOST_LINES:
        message = f"A cart holds at most {MOST_LINES} line items."
        raise WixError(400, message, code="MAX_LINE_ITEMS_EXCEEDED")
    touched = [one for one in changed if any(_alike(one, item) for item in items)]
    _check_stock(memory, touched)
    cart.items = changed
    touch(memory, cart)


def change_quantities(memory: State, cart: Cart, quantities: dict[str, int]) -> None:
    """Set how many of some lines there are."""
    _check_known(cart, quantities)
    changed = [_copy(item) for item in cart.items]
    touched = [item for item in changed if item.id in quantities]
    for item in touched:
        item.quantity = quantities[item.id]
    _check_stock(memory, touched)
    cart.items = changed
    touch(memory, cart)


def remove(memory: State, cart: Cart, line_ids: list[str]) -> None:
    """Take lines out of a cart, if it has all of them."""
    _check_known(cart, dict.fromkeys(line_ids, 0))
    cart.items = [item for item in cart.items if item.id not in line_ids]
    touch(memory, cart)


def touch(memory: State, cart: Cart) -> None:
    """Note that the cart changed."""
    cart.revision += 1
    cart.updated = memory.now()
    _announce(memory, cart, "updated")


def delete(memory: State, cart: Cart) -> None:
    """Forget a cart."""
    del memory.carts[cart.id]
    _announce(memory, cart, "deleted")


def _announce(memory: State, cart: Cart, slug: str) -> None:
    webhooks.announce(memory, FQDN, slug, cart.id, by=(cart.role, cart.subject_id))


def merge(memory: State, *, visitor_id: str, member_id: str) -> None:
    """Give a visitor's cart to the member the visitor turned out to be."""
    theirs = current(memory, Role.VISITOR, visitor_id)
    if theirs is None:
        return
    mine = current(memory, Role.MEMBER, member_id)
    if mine is None:
        theirs.role, theirs.subject_id = Role.MEMBER, member_id
        touch(memory, theirs)
        return
    for item in theirs.items:
        same = next((one for one in mine.items if _alike(one, item)), None)
        if same is None:
            mine.items.append(item)
        else:
            same.quantity = min(same.quantity + item.quantity, MOST_PIECES)
    mine.coupon_id = mine.coupon_id or theirs.coupon_id
    delete(memory, theirs)
    touch(memory, mine)


def hand_over(memory: State, cart: Cart, member_id: str) -> None:
    """Give the cart at the checkout to whom its visitor turned out to be, as it is."""
    if cart.role is Role.VISITOR:
        cart.current = cart.current and current(memory, Role.MEMBER, member_id) is None
        cart.role, cart.subject_id = Role.MEMBER, member_id
        touch(memory, cart)


def _check_stock(memory: State, items: list[LineItem]) -> None:
    for item in items:
        product = memory.products[item.product_id]
        variant = product.variant(item.variant_id)
        available = variant.stock if variant else 0
        if item.quantity > available:
            # The code is documented, its status is not; "exceeds available inventory" was seen.
            raise WixError(
                400,
                f"{product.name}: the quantity {item.quantity} exceeds available inventory.",
                code="INSUFFICIENT_INVENTORY",
                data={"catalogItemId": product.id, "availableQuantity": available},
            )


def _check_known(cart: Cart, quantities: dict[str, int]) -> None:
    known = {item.id for item in cart.items}
    for line_id in quantities:
        if line_id not in known:
            message = f"Line item {line_id} was not found in the cart."
            raise WixError(404, message, code="LINE_ITEM_NOT_FOUND_IN_CART")


def _alike(one: LineItem, other: LineItem) -> bool:
    """Say whether two line items are of the same thing, whatever was said to choose it."""
    extra = [{k: v for k, v in i.options.items() if k != "variantId"} for i in (one, other)]
    return one.variant_id == other.variant_id and extra[0] == extra[1]


def _copy(item: LineItem) -> LineItem:
    return LineItem(
        id=item.id,
        product_id=item.product_id,
        variant_id=item.variant_id,
        options=item.options,
        quantity=item.quantity,
    )
