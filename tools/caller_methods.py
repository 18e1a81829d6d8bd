"""
Which of Wix's methods are about whoever calls: "the current member", "my …", "the current cart".

An app has no cart and no membership, so these are refused when a call is elevated.
Names alone err both ways, so each candidate was looked at, and its documentation with it;
the words beside it say why.
"""

from __future__ import annotations

import re
from typing import Any, Final

_CALLER_WORDS = frozenset({"my", "me", "mine", "own", "self", "current", "caller"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def is_candidate(name: str, method: dict[str, Any]) -> bool:
    """Say whether path, name or identities hint at a method that is about its caller."""
    places = (name.rpartition(".")[2], method["methodFqn"].rpartition(".")[2], method["path"])
    words = {word.lower() for place in places for word in _WORD.findall(place)}
    if words & _CALLER_WORDS or "/member/" in method["path"]:
        return True
    return method.get("identities") == ["MEMBER"]


_CART = "the cart of the visitor or member in the token"
_PROGRAM = "the calling member's own program"
_FOLLOWING = "whom the current member follows, and by whom it is followed"
_BLOCKING = "whom the current member blocks; only members may call it"
_WISHLIST = "the calling member's wishlist; only members may call it"
_BOOKMARK = "a bookmark of the current member, though its name does not say so"
_COMMUNITY = "the current member's place in the community, though its name does not say so"
_OWN_ORDER = "an order of the logged-in member"
_LOYALTY = "the current member's loyalty account"

ABOUT_CALLER: Final = {
    "comments.ratings.get_my_rating": "the rating that the caller gave",
    "comments.ratings.remove_my_rating": "the rating that the caller gave",
    "ecom.current_cart.add_to_current_cart": _CART,
    "ecom.current_cart.create_checkout_from_current_cart": _CART,
    "ecom.current_cart.delete_current_cart": _CART,
    "ecom.current_cart.estimate_current_cart_totals": _CART,
    "ecom.current_cart.get_current_cart": _CART,
    "ecom.current_cart.remove_coupon_from_current_cart": _CART,
    "ecom.current_cart.remove_line_items_from_current_cart": _CART,
    "ecom.current_cart.update_current_cart": _CART,
    "ecom.current_cart.update_current_cart_line_item_quantity": _CART,
    "ecom.current_cart_v2.add_coupon_to_current_cart": _CART,
    "ecom.current_cart_v2.add_gift_card_to_current_cart": _CART,
    "ecom.current_cart_v2.add_line_items_to_current_cart": _CART,
    "ecom.current_cart_v2.calculate_current_cart": _CART,
    "ecom.current_cart_v2.create_current_cart": _CART,
    "ecom.current_cart_v2.delete_current_cart": _CART,
    "ecom.current_cart_v2.estimate_current_cart": _CART,
    "ecom.current_cart_v2.get_current_cart": _CART,
    "ecom.current_cart_v2.get_upsell_options_for_current_cart": _CART,
    "ecom.current_cart_v2.refresh_current_cart": _CART,
    "ecom.current_cart_v2.remove_coupon_from_current_cart": _CART,
    "ecom.current_cart_v2.remove_delivery_method_from_current_cart": _CART,
    "ecom.current_cart_v2.remove_gift_card_from_current_cart": _CART,
    "ecom.current_cart_v2.remove_line_items_from_current_cart": _CART,
    "ecom.current_cart_v2.set_delivery_method_for_current_cart": _CART,
    "ecom.current_cart_v2.update_current_cart": _CART,
    "ecom.current_cart_v2.update_form_submissions_in_current_cart": _CART,
    "ecom.current_cart_v2.update_line_items_in_current_cart": _CART,
    "ecom.wishlists.add_item": _WISHLIST,
    "ecom.wishlists.get_default_wishlist": _WISHLIST,
    "ecom.wishlists.remove_item": _WISHLIST,
    "events.rsvp_v2.list_current_rsvps": "the RSVPs of the authenticated member",
    "events.schedule_bookmarks.create_bookmark": _BOOKMARK,
    "events.schedule_bookmarks.delete_bookmark": _BOOKMARK,
    "events.schedule_bookmarks.list_bookmarks": _BOOKMARK,
    "loyalty.accounts.get_current_member_account": _LOYALTY,
    "loyalty.coupons.get_current_member_coupons": _LOYALTY,
    "loyalty.coupons.redeem_current_member_points_for_coupon": _LOYALTY,
    "members.member_followers.follow_member": _FOLLOWING,
    "members.member_followers.list_current_member_followers": _FOLLOWING,
    "members.member_followers.list_current_member_following": _FOLLOWING,
    "members.member_followers.query_current_member_connections": _FOLLOWING,
    "members.member_followers.unfollow_member": _FOLLOWING,
    "members.member_to_member_block.block_member": _BLOCKING,
    "members.member_to_member_block.list_current_member_blocking": _BLOCKING,
    "members.member_to_member_block.unblock_member": _BLOCKING,
    "members.members.delete_my_member": "the current member; it is logged out and gone",
    "members.members.get_current_member": "the current member",
    "members.members.join_community": _COMMUNITY,
    "members.members.leave_community": _COMMUNITY,
    "members.members.update_current_member_slug": "the current member's slug",
    "members.members_about.get_my_member_about": "the current member's about page",
    "online_programs.join_applications.get_current_join_application": _PROGRAM,
    "online_programs.join_applications.my_join_application": _PROGRAM,
    "online_programs.online_program_participants.my_program": _PROGRAM,
    "online_programs.online_program_participants.my_program_section": _PROGRAM,
    "online_programs.online_program_participants.my_program_step": _PROGRAM,
    "pricing_plans.orders.get_online_order_preview": "must be called as a site member",
    "pricing_plans.orders.member_get_order": _OWN_ORDER,
    "pricing_plans.orders.member_list_orders": _OWN_ORDER,
    "pricing_plans.orders.request_cancellation": _OWN_ORDER,
}

NOT_ABOUT_CALLER: Final = {
    "data.permissions.get_my_permissions": "every identity has permissions, an app has its own",
    "restaurants.order_pacing_order.get_current_delay": "the delay of now",
    "restaurants.order_pacing_order.get_current_delay_with_validity_period": "the delay of now",
}
