"""Workshops: what can be booked, when, and the way to Wix's checkout for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from example_project.forms import OrderForm, SinceForm, SlotForm
from example_project.slots import DAYS_SHOWN, build_availability, by_day, fetch_slots, find_slot
from example_project.views.account import find_own_order
from wix_headless.context import WixHttpRequest

#: Wix's own id of the Bookings app: who sold what was booked.
BOOKINGS_APP_ID = "13d21c63-b5ec-5912-8397-c3a5ddb27a97"

WEEK = timedelta(days=DAYS_SHOWN)


@require_safe
def index(request: WixHttpRequest) -> HttpResponse:
    """Show what can be booked."""
    query = {"filter": {"hidden": False}}
    services = request.wix.bookings.services.query_services(query=query)["services"]
    return render(request, "services/index.html", {"services": services})


@require_safe
def service(request: WixHttpRequest, slug: str) -> HttpResponse:
    """Show one service, and its free times in the seven days from ``?since=`` on."""
    service, today = fetch_service(request, slug), timezone.localdate()
    form = SinceForm(request.GET)
    since = max(today, form.cleaned_data["since"]) if form.is_valid() else today
    slots = fetch_slots(request, service, since)
    context = {
        "service": service,
        "since": since,
        "days": by_day(slots, since),
        "has_slots": bool(slots),
        "before": since - WEEK if since > today else None,
        "after": since + WEEK,
    }
    return render(request, "services/service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: WixHttpRequest, slug: str) -> HttpResponse:
    """Show the time that ``?start=`` says, if it is still free; a POST goes on to Wix."""
    service = fetch_service(request, slug)
    form = SlotForm(request.GET)
    if not form.is_valid():
        return redirect("service", slug)
    start = form.cleaned_data["start"]
    slot = find_slot(request, service, start)
    if slot is None:
        messages.warning(request, "That time is no longer free. These are.")
        return redirect(f"{reverse('service', args=[slug])}?since={start:%Y-%m-%d}#times")
    if request.method == "POST":
        return request.wix.redirect_to(
            slot_availability=build_availability(slot),
            timezone=slot["timeZone"],
            thank_you_page_url=reverse("booked", args=[slug]),
            bookings_service_list_url="services",
            post_flow_url=reverse("service", args=[slug]),
        )
    return render(request, "services/book.html", {"service": service, "slot": slot})


@require_safe
def booked(request: WixHttpRequest, slug: str) -> HttpResponse:
    """
    Say what Wix's checkout came back with.

    The address comes through the browser, so it proves nothing: a booking is believed when Wix
    has an order of this very member with one in it, and said to be on its way otherwise.
    """
    service, form, order = fetch_service(request, slug), OrderForm(request.GET), None
    if form.is_valid():
        found = find_own_order(request, form.cleaned_data["orderId"]) or {}
        sold_by = [line["catalogReference"]["appId"] for line in found.get("lineItems", ())]
        order = found if BOOKINGS_APP_ID in sold_by else None
    return render(request, "services/booked.html", {"service": service, "order": order})


def fetch_service(request: WixHttpRequest, slug: str) -> dict[str, Any]:
    """
    Return the service of that name.

    Raises:
        Http404: If there is none, or none for visitors.
    """
    query = {"filter": {"mainSlug.name": slug, "hidden": False}}
    services: list[dict[str, Any]] = request.wix.bookings.services.query_services(query=query)[
        "services"
    ]
    if not services:
        raise Http404
    return services[0]
