"""What our pages in the admin have in common: nobody types into them, and they stay quick."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest


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

    class Media:
        css = {"all": ["wix_headless/admin.css"]}  # noqa: RUF012 - Django's own form

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """
        Allow in the address only what the filters offer.

        Django allows every column of the table: who may look at the list could ask whether
        something that no page shows begins with an "a", and so on from letter to letter.
        """
        offered = (getattr(one, "parameter_name", one) for one in self.list_filter)
        return lookup.split(LOOKUP_SEP, maxsplit=1)[0] in offered
