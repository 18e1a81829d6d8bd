"""
How many pieces are in the cart, for the header of every page.

No page asks Wix for it that need not. A visitor's cart changes through this site only, and Wix
answers each change with the cart, so the session knows. A member's may have been filled elsewhere:
it is asked for once after the login, and whenever the cart is shown. Who has put nothing into a
cart, newcomers and bots above all, costs nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wix_headless.context import WixHttpRequest
from wix_headless.exceptions import NotFoundError, WixError
from wix_headless.tokens import Role


def cart_count(request: WixHttpRequest) -> dict[str, Any]:
    """Give ``cart_count`` to all templates; it is found out where a template shows it."""
    return {"cart_count": SimpleLazyObject(lambda: find_count(request))}


def find_count(request: WixHttpRequest) -> int:
    """Return what the session knows; for a member who has just logged in, ask Wix."""
    key = session_key(request)
    if key not in request.session and is_member(request):
        request.session[key] = 0  # so that a Wix that does not answer is not asked again
        with suppress(WixError):
            remember_count(request, fetch_cart(request))
    return int(request.session.get(key, 0))


def fetch_cart(request: WixHttpRequest) -> dict[str, Any]:
    """Return the current cart; who has put nothing into one has none at Wix."""
    try:
        cart: dict[str, Any] = request.wix.ecom.current_cart_v2.get_current_cart()["cart"]
    except NotFoundError:
        cart = {}
    return cart


def remember_count(request: HttpRequest, cart: dict[str, Any]) -> None:
    """Keep the number of pieces in *cart*, which has just come from Wix."""
    lines = cart.get("lineItems", ())
    request.session[session_key(request)] = sum(
        line["quantityInfo"]["requestedQuantity"] for line in lines
    )


def forget_count(request: HttpRequest) -> None:
    """Forget it where nobody can tell: a member's is asked for again, a visitor's cart is gone."""
    request.session.pop(session_key(request), None)


def session_key(request: HttpRequest) -> str:
    """Return where the count is kept: a member's is not what the visitor's was."""
    return f"cart_count_{request.user.pk or ''}"


def is_member(request: WixHttpRequest) -> bool:
    """Say whether a member is logged in; nothing is asked of Wix, nor of strangers' sessions."""
    return request.user.is_authenticated and request.wix.role is Role.MEMBER
