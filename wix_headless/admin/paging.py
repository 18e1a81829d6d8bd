"""
A list's rows and their number, by as few and as narrow looks at the table as will do.

A search has no index to go by. Django walks through all rows to count what it finds, and once
more to show it; of what fits on one page the rows are fetched, and counted as they are.
Which rows those are is asked by primary key: databases would else put together, sort or skip
whole rows, with those of other tables, for the fifty that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property


class RowPaginator(Paginator):  # type: ignore[type-arg]  # as of ModelAdmin
    """Fetches the rows of a page by their keys."""

    object_list: QuerySet[Any]

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return Page(self.fetch(first, first + self.per_page), number, self)

    def fetch(self, first: int, end: int) -> Sequence[Any]:
        """Return rows by their places."""
        keys = list(self.object_list.values_list("pk", flat=True)[first:end])
        return list(self.object_list.filter(pk__in=keys)) if keys else []


class FirstPagePaginator(RowPaginator):
    """Knows the rows of its first page before it knows how many there are."""

    @cached_property
    def first_rows(self) -> Sequence[Any]:
        """Fetch the rows of the first page, and one more if there is a second page."""
        return self.fetch(0, self.per_page + 1)

    @cached_property
    def count(self) -> int:
        few = len(self.first_rows)
        return few if few <= self.per_page else super().count

    def page(self, number: int | str) -> Page[Any]:
        if self.validate_number(number) != 1:
            return super().page(number)
        return Page(self.first_rows[: self.per_page], 1, self)


class QuickChangeList(ChangeList):
    """Shows the rows that its paginator has fetched."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list
