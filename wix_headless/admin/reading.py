"""What our pages in the admin have in common: nobody types into them, and they stay quick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse

from wix_headless.admin.paging import FirstPagePaginator, QuickChangeList, RowPaginator


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # it cannot be subscribed at run time
    """
    Pages to read.

    What the rows say comes from Wix, or from what happened; a form would only make it untrue.
    """

    list_per_page = 50
    #: A second COUNT over the whole table, for a number that nobody needs.
    show_full_result_count = False
    #: One COUNT for each choice of each filter.
    show_facets = admin.ShowFacets.NEVER

    #: Actions that the page of one row has buttons for.
    page_actions: ClassVar[Sequence[Any]] = ()

    class Media:
        css = {"all": ["wix_headless/admin.css"]}  # noqa: RUF012 - Django's own form

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return QuickChangeList

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> RowPaginator:
        # Who asks for another page has seen that there are more.
        is_first = request.GET.get(PAGE_VAR, "1") == "1"
        kind = FirstPagePaginator if is_first else RowPaginator
        return kind(queryset, per_page, orphans, allow_empty_first_page)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Say whether the user may act; Django asks before it offers actions that want this."""
        codename = get_permission_codename("change", self.opts)
        return bool(request.user.has_perm(f"{self.opts.app_label}.{codename}"))

    def may_act_on(self, row: Any) -> bool:
        """Say whether the buttons are of use on the page of *row*."""
        return True

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        offered = self.has_manage_permission(request) and self.may_act_on(obj)
        context["page_actions"] = [
            (action.__name__, action.short_description) for action in self.page_actions if offered
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """
        Allow in the address only what the filters offer.

        Django allows every column of the table: who may look at the list could ask whether
        something that no page shows begins with an "a", and so on from letter to letter.
        """
        # Our own filters by their whole names: behind a table's name its columns would follow.
        column = lookup.split(LOOKUP_SEP, maxsplit=1)[0]
        return any(
            lookup == getattr(one, "parameter_name", None) or one == column
            for one in self.list_filter
        )
