"""The chart of API calls: inline SVG of rectangles and titles, in the colours of ``admin.css``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wix_headless.admin.display import to_local

HOURS: Final = 48

#: In units of the drawing, which is as wide as the page.
_BAR, _GAP, _HEIGHT, _FOOT = 18, 2, 120, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One hour's calls, by how they ended."""

    hour: datetime
    succeeded: int = 0
    refused: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.succeeded + self.refused + self.failed


def read_bars(rows: QuerySet[Any], now: datetime) -> list[Bar]:
    """Return the bars of the last hours up to *now*; an hour without calls has one of none."""
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=back) for back in reversed(range(HOURS))]
    found = (
        rows.filter(hour__gte=hours[0])
        .order_by()
        .values("hour")
        .annotate(
            succeeded=Sum("calls", filter=Q(status__range=(200, 399)), default=0),
            refused=Sum("calls", filter=Q(status__range=(400, 499)), default=0),
            total=Sum("calls", default=0),
        )
    )
    sums = {one["hour"]: one for one in found}
    return [_build_bar(hour, sums.get(hour)) for hour in hours]


def _build_bar(hour: datetime, sums: dict[str, Any] | None) -> Bar:
    if sums is None:
        return Bar(hour=hour)
    succeeded, refused = int(sums["succeeded"]), int(sums["refused"])
    rest = int(sums["total"]) - succeeded - refused
    return Bar(hour=hour, succeeded=succeeded, refused=refused, failed=rest)


def build_chart(bars: Sequence[Bar]) -> SafeString:
    """Return the drawing; each bar says its numbers where the pointer rests, and to readers."""
    most = max((bar.total for bar in bars), default=0)
    total = sum(bar.total for bar in bars)
    label = _("%(total)d calls in %(hours)d hours, at most %(most)d in one") % {
        "total": total,
        "hours": len(bars),
        "most": most,
    }
    width = len(bars) * (_BAR + _GAP)
    drawn = format_html_join(
        "\n", "{}", ((_draw(bar, place, most),) for place, bar in enumerate(bars))
    )
    return format_html(
        '<svg class="wix-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
        '<p class="wix-quiet">{}</p>',
        str(width),
        str(_HEIGHT + _FOOT),
        label,
        drawn,
        label,
    )


def _draw(bar: Bar, place: int, most: int) -> SafeString:
    local = to_local(bar.hour)
    title = _(
        "%(hour)s: %(succeeded)d succeeded, %(refused)d refused, %(failed)d failed or unanswered"
    ) % {
        "hour": date_format(local, "SHORT_DATETIME_FORMAT"),
        "succeeded": bar.succeeded,
        "refused": bar.refused,
        "failed": bar.failed,
    }
    left, bottom, parts = place * (_BAR + _GAP), _HEIGHT, []
    for tone, count in (("good", bar.succeeded), ("busy", bar.refused), ("bad", bar.failed)):
        if count:
            # What there is shows, however little it is.
            height = max(1, round(count * _HEIGHT / most))
            bottom -= height
            parts.append((tone, str(left), str(bottom), str(_BAR), str(height)))
    drawn = format_html_join(
        "", '<rect class="wix-bar-{}" x="{}" y="{}" width="{}" height="{}"/>', parts
    )
    foot = ""
    if local.hour % 6 == 0:
        foot = format_html(
            '<text x="{}" y="{}">{}</text>', str(left), str(_HEIGHT + _FOOT - 3), f"{local:%H}:00"
        )
    ground = format_html(
        '<rect class="wix-bar-ground" x="{}" y="0" width="{}" height="{}"/>',
        str(left), str(_BAR), str(_HEIGHT),
    )  # fmt: skip
    return format_html("<g><title>{}</title>{}{}{}</g>", title, ground, drawn, foot)
