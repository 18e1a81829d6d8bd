"""What the app may know, and what Wix has told of, shown to staff."""

from __future__ import annotations

from django.contrib.admin.views.decorators import staff_member_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from example_project.models import PlacedOrder
from wix_headless.context import WixHttpRequest
from wix_headless.decorators import elevated

MEMBERS_SHOWN = 50
ORDERS_SHOWN = 10


@elevated
def report(request: WixHttpRequest) -> HttpResponse:
    """Show the Wix site's properties and its members, whose list no visitor or member may read."""
    as_app = request.wix.elevated
    answer = as_app.members.query_members(
        query={
            "sorting": [{"fieldName": "createdDate", "order": "DESC"}],
            "paging": {"limit": MEMBERS_SHOWN},
        },
        fieldsets=["FULL"],
    )
    context = {
        "site": as_app.business_tools.site_properties.get_site_properties()["properties"],
        "members": answer["members"],
        "total": answer["metadata"].get("total"),
        "orders": find_orders(request),
    }
    return render(request, "staff/report.html", context)


@require_safe
@never_cache
@staff_member_required
def orders(request: WixHttpRequest) -> HttpResponse:
    """Show the newest orders: a part of the report, which asks for it again and again."""
    return render(request, "includes/placed_orders.html", {"orders": find_orders(request)})


def find_orders(request: WixHttpRequest) -> QuerySet[PlacedOrder]:
    """Return the newest orders of this Wix site, as far as Wix has told of them."""
    return PlacedOrder.objects.filter(site=request.wix.site)[:ORDERS_SHOWN]
