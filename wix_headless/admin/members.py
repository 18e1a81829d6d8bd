"""Members of the Wix site, with the users they are here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wix_headless.admin.display import (
    NOTHING,
    badge,
    clipped,
    code,
    link,
    link_to_list,
    link_to_user,
    moment,
    moment_in_full,
    short_id,
)
from wix_headless.admin.filters import SiteFilter
from wix_headless.admin.member_actions import ask_anew
from wix_headless.admin.reading import ReadOnlyAdmin
from wix_headless.admin.token_actions import end_tokens
from wix_headless.models import ElevatedCall, EventDelivery, StoredToken, WixMember

_TONES = {
    WixMember.Status.APPROVED.value: "good",
    WixMember.Status.PENDING.value: "busy",
    WixMember.Status.BLOCKED.value: "bad",
}


@admin.register(WixMember)
class WixMemberAdmin(ReadOnlyAdmin):
    """
    To see who is who, and to ask Wix anew; the change permission is the permission to ask.

    Deleting one forgets the link and its tokens, not the user.
    """

    actions = (ask_anew,)
    page_actions = (ask_anew,)
    list_display = (
        "shown_name", "shown_status", "shown_user", "shown_tokens", "shown_created",
        "shown_synced", "shown_short_id", "site",
    )  # fmt: skip
    list_filter = ("status", "synced_at", SiteFilter)
    list_select_related = ("user",)
    ordering = ("-pk",)
    search_help_text = _("Name, e-mail, id at Wix, or user name")
    fieldsets = (
        (_("At Wix"), {"fields": (
            "nickname", "login_email", "shown_status", "shown_member_id", "contact_id",
            "shown_photo", "site",
        )}),
        (_("Here"), {"fields": (
            "shown_user", "shown_tokens", "shown_events", "shown_calls", "shown_created_in_full",
            "shown_synced_in_full",
        )}),
    )  # fmt: skip
    readonly_fields: ClassVar[Any] = (
        "shown_status", "shown_member_id", "shown_photo", "shown_user", "shown_tokens",
        "shown_events", "shown_calls", "shown_created_in_full", "shown_synced_in_full",
    )  # fmt: skip

    def delete_model(self, request: HttpRequest, obj: WixMember) -> None:
        self.delete_queryset(request, WixMember.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        # It logs somebody out, which the audit tells.
        end_tokens(request, StoredToken.objects.filter(member__in=queryset))
        super().delete_queryset(request, queryset)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # For the rows of one page only; a COUNT in the query would be made for every member.
        # Also those that have ended: SQLite would go by the index of the others, who are most.
        tokens = StoredToken.objects.only("pk", "member_id", "ended_at")
        return super().get_queryset(request).prefetch_related(Prefetch("tokens", queryset=tokens))

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        user_name = f"user__{get_user_model().USERNAME_FIELD}"
        return ["nickname", "login_email", "member_id", user_name]

    @admin.display(description=_("member"), ordering="nickname")
    def shown_name(self, row: WixMember) -> SafeString:
        if not row.nickname or not row.login_email:
            return clipped(str(row))
        return format_html('{}<br><span class="wix-quiet">{}</span>', row.nickname, row.login_email)

    @admin.display(description=_("member id"), ordering="member_id")
    def shown_short_id(self, row: WixMember) -> SafeString:
        return short_id(row.member_id)

    @admin.display(description=_("member id"))
    def shown_member_id(self, row: WixMember) -> SafeString:
        return code(row.member_id)

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, row: WixMember) -> SafeString:
        return badge(_TONES.get(row.status, "over"), row.get_status_display())

    @admin.display(description=_("user"))
    def shown_user(self, row: WixMember) -> SafeString:
        return link_to_user(row.user, self.admin_site)

    @admin.display(description=_("tokens"))
    def shown_tokens(self, row: WixMember) -> SafeString | str:
        """Link to the member's tokens; the number is of those that can still speak."""
        count = sum(not token.is_ended for token in row.tokens.all())
        text = ngettext("%(count)d token", "%(count)d tokens", count) % {"count": count}
        return link_to_list(StoredToken, self.admin_site, text, member=row.pk)

    @admin.display(description=_("events"))
    def shown_events(self, row: WixMember) -> SafeString | str:
        text = _("events about this member")
        return link_to_list(EventDelivery, self.admin_site, text, q=row.member_id)

    @admin.display(description=_("elevated calls"))
    def shown_calls(self, row: WixMember) -> SafeString | str:
        text = _("calls that the user let happen")
        return link_to_list(ElevatedCall, self.admin_site, text, user=row.user_id)

    @admin.display(description=_("photo"))
    def shown_photo(self, row: WixMember) -> SafeString:
        # The address comes from outside: nothing but a web address becomes a link.
        is_web = row.photo_url.startswith(("https://", "http://"))
        return link(row.photo_url, row.photo_url) if is_web else NOTHING

    @admin.display(description=_("first login"), ordering="created_at")
    def shown_created(self, row: WixMember) -> SafeString:
        return moment(row.created_at)

    @admin.display(description=_("last told by Wix"), ordering="synced_at")
    def shown_synced(self, row: WixMember) -> SafeString:
        return moment(row.synced_at)

    @admin.display(description=_("first login"))
    def shown_created_in_full(self, row: WixMember) -> SafeString:
        return moment_in_full(row.created_at)

    @admin.display(description=_("last told by Wix"))
    def shown_synced_in_full(self, row: WixMember) -> SafeString:
        return moment_in_full(row.synced_at)
