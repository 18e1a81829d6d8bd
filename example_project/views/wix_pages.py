"""
What Wix's own pages call and show: a view for their scripts, and a page in the owner's dashboard.

Both know who is there by what Wix sends along, and take no cookie.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from example_project.forms import SettingsForm
from wix_headless.context import WixHttpRequest
from wix_headless.dashboard import dashboard_url
from wix_headless.decorators import dashboard_page, wix_endpoint
from wix_headless.exceptions import NotFoundError

#: Where the settings are: anybody reads them, the app alone writes.
COLLECTION, ITEM = "Settings", "recommendations"

#: What holds until the owner says otherwise.
DEFAULTS = {"picks": 3}


@require_safe
@wix_endpoint(identities={"visitor", "member"})
def recommend(request: WixHttpRequest) -> JsonResponse:
    """Answer with the newest products, and who asked."""
    count = read_settings(request.wix)["picks"]
    search = {"filter": {"visible": True}, "cursorPaging": {"limit": count}}
    products = request.wix.stores.products_v3.search_products(search=search)["products"]
    names = [product["name"] for product in products]
    return JsonResponse({"for": request.wix.role, "products": names})


@require_http_methods(["GET", "HEAD", "POST"])
@dashboard_page
def settings(request: WixHttpRequest) -> HttpResponse:
    """Let the site's owner say how many products are recommended."""
    app = request.wix.elevated
    form = SettingsForm(request.POST or None, initial=read_settings(app))
    if request.method == "POST" and form.is_valid():
        item = {"id": ITEM, "data": {"_id": ITEM, **form.cleaned_data}}
        app.data.items.save(data_collection_id=COLLECTION, data_item=item)
        return redirect(dashboard_url(request, "dashboard_settings"))
    return render(request, "dashboard/settings.html", {"form": form})


def read_settings(wix: Any) -> dict[str, Any]:
    """Return the settings with what the owner has changed, as whoever *wix* speaks for."""
    try:
        item = wix.data.items.get(ITEM, data_collection_id=COLLECTION, consistent_read=True)
    except NotFoundError:
        return DEFAULTS
    data: dict[str, Any] = item["dataItem"]["data"]
    return DEFAULTS | data
