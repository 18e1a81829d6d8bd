"""Tokens: whose they are and how they fare. What they are, no page says or even reads."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.display import (
    NOTHING,
    address_of,
    code,
    link,
    link_to_user,
    moment,
    moment_in_full,
    short_id,
)
from wix_headless.admin.filters import MemberFilter, SiteFilter, StateFilter
from wix_headless.admin.members import WixMemberAdmin
from wix_headless.admin.reading import ReadOnlyAdmin
from wix_headless.admin.states import state_badge, state_expression
from wix_headless.admin.token_actions import end_tokens, renew_now, revoke
from wix_headless.models import StoredToken, WixMember
from wix_headless.tokens import Role

#: So many rows that a search has found are named in the next query.
MOST_NAMED: Final = 500

#: How the id of a token may begin; where it is whole it is looked up.
_BEGINNING: Final = re.compile(r"[0-9a-fA-F-]{4,31}")


@admin.register(StoredToken)
class StoredTokenAdmin(ReadOnlyAdmin):
    """
    To see who is known here and to end it.

    The change permission is the permission to renew and to revoke; nothing else changes here.
    """

    actions = (renew_now, revoke)
    page_actions = (renew_now, revoke)
    list_display = (
        "shown_id", "shown_owner", "role", "shown_state", "shown_expiry", "shown_last_used",
        "shown_created", "site",
    )  # fmt: skip
    list_filter = ("role", StateFilter, "end_reason", SiteFilter, MemberFilter)
    list_select_related = ("member__user",)
    ordering = ("-created_at",)
    search_fields = ("pk",)  # for Django to offer a search: see get_search_results
    search_help_text = _(
        "Member, e-mail, user name, id at Wix, all of an app instance's id, or a token's id here"
    )
    fieldsets = (
        (None, {"fields": (
            "shown_owner", "role", "shown_member_id", "shown_instance", "site", "shown_full_id",
        )}),
        (_("How it fares"), {"fields": (
            "shown_state", "shown_expiry_in_full", "shown_renewed", "shown_error",
        )}),
        (_("Life"), {"fields": (
            "shown_created_in_full", "shown_last_used_in_full", "shown_kept", "shown_ended",
            "shown_reason",
        )}),
    )  # fmt: skip
    readonly_fields: ClassVar[Any] = (
        "shown_owner", "shown_member_id", "shown_instance", "shown_full_id", "shown_state",
        "shown_expiry_in_full", "shown_renewed", "shown_error", "shown_created_in_full",
        "shown_last_used_in_full", "shown_kept", "shown_ended", "shown_reason",
    )  # fmt: skip

    def may_act_on(self, row: StoredToken) -> bool:
        return not row.is_ended

    def delete_model(self, request: HttpRequest, obj: StoredToken) -> None:
        self.delete_queryset(request, StoredToken.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        # It logs somebody out, which the audit tells.
        end_tokens(request, queryset)
        super().delete_queryset(request, queryset)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # What is sealed is not for these pages, and so is never fetched for them.
        rows = super().get_queryset(request).defer("sealed", "claim", "lease")
        shown: QuerySet[Any] = rows.annotate(state=state_expression())
        return shown

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """
        Look for a token's id, else for members, for an app instance, for how a token's id begins.

        Each has an index. In one condition they would be looked up by none, and every token be
        put together with its member: half a minute among 300,000 of MariaDB.
        """
        if not search_term:
            return queryset, False
        if _is_uuid(search_term) and (found := queryset.filter(pk=search_term)).exists():
            return found, False
        members = WixMemberAdmin(WixMember, self.admin_site).get_search_results(
            request, WixMember.objects.order_by(), search_term
        )[0]
        if pks := list(members.values_list("pk", flat=True)[: MOST_NAMED + 1]):
            # Their table is read once only; many are left to the database.
            are_few = len(pks) <= MOST_NAMED
            return queryset.filter(member__in=pks if are_few else members), False
        if not _BEGINNING.fullmatch(search_term):
            return queryset.filter(instance_id=search_term), False
        # No order, no other column: it is the index that is read through.
        begun = StoredToken.objects.order_by().filter(pk__startswith=search_term)
        keys = list(begun.values_list("pk", flat=True)[:MOST_NAMED])
        return queryset.filter(pk__in=keys), False

    @admin.display(description=_("token"), ordering="pk")
    def shown_id(self, row: StoredToken) -> SafeString:
        return short_id(row.pk)

    @admin.display(description=_("token"))
    def shown_full_id(self, row: StoredToken) -> SafeString:
        return code(str(row.pk))

    @admin.display(description=_("who"), ordering="member__nickname")
    def shown_owner(self, row: StoredToken) -> Any:
        if row.member is not None:
            return link_to_user(row.member.user, self.admin_site, str(row.member))
        if row.role == Role.APP and row.instance_id:
            return format_html("{} {}", _("the app, in"), short_id(row.instance_id))
        return _("the app") if row.role == Role.APP else _("a visitor")

    @admin.display(description=_("member id"))
    def shown_member_id(self, row: StoredToken) -> SafeString:
        if row.member is None:
            return NOTHING
        return link(address_of(row.member, self.admin_site), code(row.member.member_id))

    @admin.display(description=_("app instance"))
    def shown_instance(self, row: StoredToken) -> SafeString:
        return code(row.instance_id)

    @admin.display(description=_("state"))
    def shown_state(self, row: StoredToken) -> SafeString:
        return state_badge(row)

    @admin.display(description=_("access token until"), ordering="expires_at")
    def shown_expiry(self, row: StoredToken) -> SafeString:
        return NOTHING if row.is_ended else moment(row.expires_at)

    @admin.display(description=_("last used"), ordering="last_used_at")
    def shown_last_used(self, row: StoredToken) -> SafeString:
        return moment(row.last_used_at)

    @admin.display(description=_("created"), ordering="created_at")
    def shown_created(self, row: StoredToken) -> SafeString:
        return moment(row.created_at)

    @admin.display(description=_("access token until"))
    def shown_expiry_in_full(self, row: StoredToken) -> SafeString:
        return NOTHING if row.is_ended else moment_in_full(row.expires_at)

    @admin.display(description=_("last renewed"))
    def shown_renewed(self, row: StoredToken) -> SafeString:
        return moment_in_full(row.renewed_at)

    @admin.display(description=_("last error"))
    def shown_error(self, row: StoredToken) -> SafeString:
        return code(row.last_error)

    @admin.display(description=_("created"))
    def shown_created_in_full(self, row: StoredToken) -> SafeString:
        return moment_in_full(row.created_at)

    @admin.display(description=_("last used"))
    def shown_last_used_in_full(self, row: StoredToken) -> SafeString:
        return moment_in_full(row.last_used_at)

    @admin.display(description=_("kept until"))
    def shown_kept(self, row: StoredToken) -> SafeString:
        return moment_in_full(row.ends_at)

    @admin.display(description=_("ended"))
    def shown_ended(self, row: StoredToken) -> SafeString:
        return moment_in_full(row.ended_at)

    @admin.display(description=_("why it ended"))
    def shown_reason(self, row: StoredToken) -> str:
        return row.get_end_reason_display() or NOTHING


def _is_uuid(text: str) -> bool:
    """Say whether *text* is a UUID, with hyphens or without."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
