"""What only members see."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from wix_headless.context import MemberHttpRequest, WixHttpRequest
from wix_headless.decorators import member_required
from wix_headless.exceptions import NotFoundError, PreconditionError

ORDERS_SHOWN = 20


@member_required
def account(request: MemberHttpRequest) -> HttpResponse:
    """Show the member's profile and own orders."""
    try:
        profile = request.wix.members.get_current_member(fieldsets=["FULL"]).get("member", {})
    except (NotFoundError, PreconditionError):
        profile = {}  # the Wix site has no Members Area: there are members, but no profiles
    orders = request.wix.ecom.orders.search_orders(
        search={
            # Wix does not promise that a member's search finds own orders only: ask for them.
            "filter": {"buyerInfo.memberId": request.wix.member.member_id},
            "sort": [{"fieldName": "createdDate", "order": "DESC"}],
            "cursorPaging": {"limit": ORDERS_SHOWN},
        }
    )["orders"]
    return render(request, "account/account.html", {"profile": profile, "orders": orders})


@login_required
def members_only(request: WixHttpRequest) -> HttpResponse:
    """Show a page that Django's own decorator guards; it asks Wix nothing."""
    return render(request, "account/members_only.html")
