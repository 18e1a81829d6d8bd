"""How much Wix's API is used, hour by hour, with a chart of the last two days."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.display import badge, code, to_local
from wix_headless.admin.filters import Choices, SiteFilter
from wix_headless.admin.reading import ReadOnlyAdmin
from wix_headless.admin.usage_chart import build_chart, read_bars
from wix_headless.conf import wix_settings
from wix_headless.doctor.rounds import list_sites
from wix_headless.models import ApiUsage
from wix_headless.usage import NEAR, WIX_LIMIT, find_near, roll_up


class StatusFilter(admin.SimpleListFilter):
    """By how calls ended."""

    title = _("outcome")
    parameter_name = "ended"

    _RANGES: ClassVar[dict[str, Q]] = {
        "ok": Q(status__range=(200, 399)),
        "refused": Q(status__range=(400, 499)),
        "limited": Q(status=429),
        "failed": Q(status__gte=500) | Q(status=ApiUsage.NO_ANSWER),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("ok", _("succeeded")),
            ("refused", _("refused")),
            ("limited", _("too many calls")),
            ("failed", _("failed at Wix, or no answer")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self._RANGES.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


@admin.register(ApiUsage)
class ApiUsageAdmin(ReadOnlyAdmin):
    """To see what is called, and how near the site is to Wix's limit; nobody changes it."""

    change_list_template = "admin/wix_headless/apiusage/change_list.html"
    list_display = ("shown_hour", "calls", "shown_status", "shown_method", "role", "site")
    list_display_links = None
    list_filter = (StatusFilter, "role", "hour", SiteFilter)
    search_fields = ("method",)
    search_help_text = _("Wix method, or the beginning of a path")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        roll_up()
        site = request.GET.get(SiteFilter.parameter_name, "")
        rows = self.get_queryset(request)
        bars = read_bars(rows.filter(site=site) if site else rows, timezone.now())
        warnings = [
            _now(
                "Site %(site)s came near Wix's limit: %(near)d of %(limit)d calls in a minute, "
                "last at %(time)s."
            )
            % {"site": name, "near": NEAR, "limit": WIX_LIMIT, "time": _tell(when)}
            for name, when in find_near(list_sites()).items()
            if not site or name == site
        ]
        more = {
            "title": _("API usage"),
            "chart": build_chart(bars),
            "near_limit": warnings,
            "is_counting": wix_settings.API_USAGE,
        }
        return super().changelist_view(request, more | (extra_context or {}))

    @admin.display(description=_("hour"), ordering="hour")
    def shown_hour(self, row: ApiUsage) -> str:
        return _tell(row.hour)

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, row: ApiUsage) -> SafeString:
        if row.status == ApiUsage.NO_ANSWER:
            return badge("bad", _("no answer"))
        tone = "good" if row.status < 400 else "busy" if row.status < 500 else "bad"
        return badge(tone, str(row.status))

    @admin.display(description=_("Wix method"), ordering="method")
    def shown_method(self, row: ApiUsage) -> SafeString:
        return code(row.method)


def _tell(when: datetime) -> str:
    return date_format(to_local(when), "SHORT_DATETIME_FORMAT")
