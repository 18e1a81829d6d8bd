"""Two days of calls, as a shop with some visitors makes them, for the chart in the admin."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from wix_headless.models import ApiUsage

#: How busy each hour of a day is.
DAY = (3, 2, 1, 1, 1, 2, 4, 7, 11, 14, 15, 17, 20, 18, 15, 14, 16, 19, 21, 22, 19, 14, 9, 5)

#: Who calls what, how it ends, and how often in the least busy hour.
CALLS = (
    ("visitor", "stores.products_v3.search_products", 200, 4),
    ("visitor", "ecom.current_cart_v2.estimate_current_cart", 200, 2),
    ("member", "members.get_current_member", 200, 1),
    ("visitor", "ecom.current_cart_v2.get_current_cart", 404, 1),
)


def plant() -> None:
    """Write down what was called before this hour."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    hours = [now - timedelta(hours=back) for back in range(1, 48)]
    rows = [
        ApiUsage(hour=hour, role=role, method=method, status=status, calls=often * DAY[hour.hour])
        for hour in hours
        for role, method, status, often in CALLS
    ]
    outage = [hour for hour in hours if hour.hour == DAY.index(max(DAY))]
    rows += [
        ApiUsage(hour=hour, role="app", method="members.query_members", status=503, calls=12)
        for hour in outage
    ]
    ApiUsage.objects.bulk_create(rows)
