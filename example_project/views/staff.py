"""What the app may know, shown to staff."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from wix_headless.context import WixHttpRequest
from wix_headless.decorators import elevated

MEMBERS_SHOWN = 50


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
    }
    return render(request, "staff/report.html", context)
