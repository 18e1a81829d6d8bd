"""What only members see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from example_project.forms import ProfileForm
from wix_headless.context import MemberHttpRequest, WixHttpRequest
from wix_headless.decorators import member_required
from wix_headless.exceptions import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PreconditionError,
)

ORDERS_SHOWN = 20


@member_required
def account(request: MemberHttpRequest) -> HttpResponse:
    """Show the member's profile and own orders."""
    orders = request.wix.ecom.orders.search_orders(
        search={
            # Wix does not promise that a member's search finds own orders only: ask for them.
            "filter": {"buyerInfo.memberId": request.wix.member.member_id},
            "sort": [{"fieldName": "createdDate", "order": "DESC"}],
            "cursorPaging": {"limit": ORDERS_SHOWN},
        }
    )["orders"]
    context = {"profile": fetch_profile(request), "orders": orders}
    return render(request, "account/account.html", context)


@member_required
def order(request: MemberHttpRequest, order_id: UUID) -> HttpResponse:
    """Show one order; somebody else's is as good as none."""
    found = find_own_order(request, str(order_id))
    if found is None:
        raise Http404
    return render(request, "account/order.html", {"order": found})


@member_required
def profile(request: MemberHttpRequest) -> HttpResponse:
    """Let members change their names and how to reach them."""
    member = fetch_profile(request)
    if not member:
        raise Http404
    form = ProfileForm(request.POST or None, member=member)
    if form.is_valid() and save_profile(request, form):
        messages.success(request, "Your profile is changed.")
        return redirect("account")
    return render(request, "account/profile.html", {"form": form})


@login_required
def members_only(request: WixHttpRequest) -> HttpResponse:
    """Show a page that Django's own decorator guards; it asks Wix nothing."""
    return render(request, "account/members_only.html")


def fetch_profile(request: MemberHttpRequest) -> dict[str, Any]:
    """Return the member as Wix has it, or nothing where its Members Area is not installed."""
    try:
        answer = request.wix.members.get_current_member(fieldsets=["FULL"])
    except (NotFoundError, PreconditionError):
        return {}
    member: dict[str, Any] = answer.get("member", {})
    return member


def save_profile(request: MemberHttpRequest, form: ProfileForm) -> bool:
    """Change the member at Wix, and the user here; put Wix's complaints into the form."""
    member_id = request.wix.member.member_id
    try:
        request.wix.members.update_member(member={"id": member_id, **form.changes()})
        if form.clears_phones():
            request.wix.members.delete_member_phones(member_id)  # an empty list changes nothing
    except InvalidRequestError as error:
        form.add_violations(error)
        return False
    user = request.wix.member.user
    user.first_name, user.last_name = (
        form.cleaned_data["first_name"],
        form.cleaned_data["last_name"],
    )
    user.save(update_fields=["first_name", "last_name"])
    return True


def find_own_order(
    request: WixHttpRequest | MemberHttpRequest, order_id: str
) -> dict[str, Any] | None:
    """Return an order if it is of the member who asks: nothing else proves whose it is."""
    member = request.wix.member
    if member is None:
        return None
    try:
        order: dict[str, Any] = request.wix.ecom.orders.get_order(order_id)["order"]
    except (NotFoundError, ForbiddenError):
        return None
    return order if order["buyerInfo"].get("memberId") == member.member_id else None
