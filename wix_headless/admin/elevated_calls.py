"""What was done with the app's permissions, and who let it happen."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from wix_headless.admin.display import (
    NOTHING,
    address_of,
    badge,
    clipped,
    code,
    link,
    link_to_user,
    moment,
    moment_in_full,
)
from wix_headless.admin.exports import stream_csv
from wix_headless.admin.filters import OutcomeFilter, SiteFilter, UserFilter
from wix_headless.admin.reading import ReadOnlyAdmin
from wix_headless.audit import audit
from wix_headless.models import ElevatedCall

#: Of the exported file; other programs may rely on them.
COLUMNS: Final = (
    "created_at", "site", "user_id", "user", "view", "method", "outcome", "status_code",
    "request_id",
)  # fmt: skip


def _read(row: ElevatedCall) -> tuple[object, ...]:
    name = row.user.get_username() if row.user else ""
    return (
        row.created_at, row.site, row.user_id, name, row.view, row.method, row.outcome,
        row.status_code, row.request_id,
    )  # fmt: skip


@admin.register(ElevatedCall)
class ElevatedCallAdmin(ReadOnlyAdmin):
    """An audit trail: nobody changes it, and only ``wix_prune`` removes what is old."""

    list_display = (
        "shown_when", "shown_outcome", "status_code", "shown_method", "shown_view", "shown_user",
        "shown_clipped_id", "site",
    )  # fmt: skip
    list_filter = (OutcomeFilter, "created_at", SiteFilter, UserFilter)
    list_select_related = ("user",)
    search_help_text = _("View, Wix method, Wix request id, outcome, or user name")
    fieldsets = (
        (None, {"fields": (
            "shown_when_in_full", "shown_user", "shown_member", "shown_view", "shown_method",
            "shown_outcome", "status_code", "shown_request_id", "site",
        )}),
    )  # fmt: skip
    readonly_fields: ClassVar[Any] = (
        "shown_when_in_full", "shown_user", "shown_member", "shown_view", "shown_method",
        "shown_outcome", "shown_request_id",
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        export = path(
            "export/",
            self.admin_site.admin_view(require_GET(self.export)),
            name="wix_headless_elevatedcall_export",
        )
        return [export, *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Return as CSV what the list's filters and its search find, on all of its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            found = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            # As the list itself answers, which says it in words.
            changelist = f"{self.admin_site.name}:wix_headless_elevatedcall_changelist"
            return redirect(f"{reverse(changelist)}?e=1")
        site = request.GET.get(SiteFilter.parameter_name, "")
        audit("calls_exported", site=site, by=request.user.pk, calls=found.result_count)
        return stream_csv(request, found.queryset, name="elevated-calls", head=COLUMNS, cells=_read)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        user_name = f"user__{get_user_model().USERNAME_FIELD}"
        return ["view", "method", "request_id", "outcome", user_name]

    @admin.display(description=_("when"), ordering="created_at")
    def shown_when(self, row: ElevatedCall) -> SafeString:
        return moment(row.created_at)

    @admin.display(description=_("when"))
    def shown_when_in_full(self, row: ElevatedCall) -> SafeString:
        return moment_in_full(row.created_at)

    @admin.display(description=_("user"))
    def shown_user(self, row: ElevatedCall) -> SafeString:
        return link_to_user(row.user, self.admin_site) if row.user else NOTHING

    @admin.display(description=_("member"))
    def shown_member(self, row: ElevatedCall) -> SafeString:
        member = getattr(row.user, "wix_member", None)
        return link(address_of(member, self.admin_site), member) if member else NOTHING

    @admin.display(description=_("view"), ordering="view")
    def shown_view(self, row: ElevatedCall) -> SafeString:
        return code(row.view)

    @admin.display(description=_("Wix method"), ordering="method")
    def shown_method(self, row: ElevatedCall) -> SafeString:
        return code(row.method)

    @admin.display(description=_("outcome"), ordering="outcome")
    def shown_outcome(self, row: ElevatedCall) -> SafeString:
        if row.outcome == OutcomeFilter.SUCCEEDED:
            return badge("good", _("succeeded"))
        return badge("bad", row.outcome)

    @admin.display(description=_("Wix request id"))
    def shown_clipped_id(self, row: ElevatedCall) -> SafeString:
        return clipped(row.request_id)

    @admin.display(description=_("Wix request id"))
    def shown_request_id(self, row: ElevatedCall) -> SafeString:
        return code(row.request_id)
