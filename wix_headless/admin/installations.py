"""Where the app is installed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.answering import answer, ask_back, is_confirmed, remember
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
from wix_headless.admin.filters import InstalledFilter, SiteFilter
from wix_headless.admin.reading import ReadOnlyAdmin
from wix_headless.models import AppInstance, StoredToken
from wix_headless.storages.installations import forget_instance


@admin.action(permissions=["manage"], description=_("Forget…"))
def forget(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponseRedirect | TemplateResponse | None:
    """End what the app has there, once somebody has said that they mean it."""
    live = queryset.filter(removed_at=None)
    if not is_confirmed(request) and live.exists():
        title = _("Forget app instances")
        return ask_back(model_admin, request, forget.__name__, live, title=title)
    user: Any = request.user
    forgotten = [row for row in live if forget_instance(row.site, row.instance_id, by=user.pk)]
    remember(request, forgotten, gettext("Forgotten."))
    count = len(forgotten)
    text = ngettext(
        "%(count)d instance was forgotten.", "%(count)d instances were forgotten.", count
    )
    level = messages.SUCCESS if count else messages.INFO
    return answer(model_admin, request, [(level, text % {"count": count})])


@admin.register(AppInstance)
class AppInstanceAdmin(ReadOnlyAdmin):
    """
    To see where the app is, and to forget an installation whose removal was never told.

    The change permission is the permission to forget; nothing else changes here.
    """

    actions = (forget,)
    page_actions = (forget,)
    list_display = (
        "shown_name", "shown_state", "plan", "shown_installed", "shown_user", "shown_tokens",
        "shown_short_id", "site",
    )  # fmt: skip
    list_filter = (InstalledFilter, "installed_at", SiteFilter)
    list_select_related = ("installed_by",)
    ordering = ("-pk",)
    search_help_text = _("Name or address of the Wix site, its id, app instance, or user name")
    fieldsets = (
        (_("At Wix"), {"fields": (
            "site_name", "shown_url", "shown_wix_site_id", "shown_instance_id", "plan",
        )}),
        (_("Here"), {"fields": (
            "shown_state", "shown_tokens", "shown_user", "shown_installed_in_full",
            "shown_removed_in_full", "site",
        )}),
    )  # fmt: skip
    readonly_fields: ClassVar[Any] = (
        "shown_url", "shown_wix_site_id", "shown_instance_id", "shown_state", "shown_tokens",
        "shown_user", "shown_installed_in_full", "shown_removed_in_full",
    )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Late word of the installation would bring back what no row remembers as gone.
        return False

    def may_act_on(self, row: AppInstance) -> bool:
        return not row.is_removed

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        user_name = f"installed_by__{get_user_model().USERNAME_FIELD}"
        return ["site_name", "site_url", "wix_site_id", "instance_id", user_name]

    @admin.display(description=_("Wix site"), ordering="site_name")
    def shown_name(self, row: AppInstance) -> SafeString:
        if not row.site_name or not row.site_url:
            return clipped(str(row))
        return format_html('{}<br><span class="wix-quiet">{}</span>', row.site_name, row.site_url)

    @admin.display(description=_("state"), ordering="removed_at")
    def shown_state(self, row: AppInstance) -> SafeString:
        if row.is_removed:
            return badge("over", _("removed"), note=moment(row.removed_at))
        return badge("good", _("installed"))

    @admin.display(description=_("installed"), ordering="installed_at")
    def shown_installed(self, row: AppInstance) -> SafeString:
        return moment(row.installed_at)

    @admin.display(description=_("installed by"), ordering="installed_by")
    def shown_user(self, row: AppInstance) -> SafeString:
        return link_to_user(row.installed_by, self.admin_site) if row.installed_by else NOTHING

    @admin.display(description=_("tokens"))
    def shown_tokens(self, row: AppInstance) -> SafeString | str:
        return link_to_list(StoredToken, self.admin_site, _("tokens"), q=row.instance_id)

    @admin.display(description=_("app instance"), ordering="instance_id")
    def shown_short_id(self, row: AppInstance) -> SafeString:
        return short_id(row.instance_id)

    @admin.display(description=_("app instance"))
    def shown_instance_id(self, row: AppInstance) -> SafeString:
        return code(row.instance_id)

    @admin.display(description=_("id of the Wix site"))
    def shown_wix_site_id(self, row: AppInstance) -> SafeString:
        return code(row.wix_site_id)

    @admin.display(description=_("address of the Wix site"))
    def shown_url(self, row: AppInstance) -> SafeString:
        # The address comes from outside: nothing but a web address becomes a link.
        is_web = row.site_url.startswith(("https://", "http://"))
        return link(row.site_url, row.site_url) if is_web else NOTHING

    @admin.display(description=_("installed"))
    def shown_installed_in_full(self, row: AppInstance) -> SafeString:
        return moment_in_full(row.installed_at)

    @admin.display(description=_("removed"))
    def shown_removed_in_full(self, row: AppInstance) -> SafeString:
        return moment_in_full(row.removed_at)
