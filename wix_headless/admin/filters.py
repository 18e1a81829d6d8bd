"""The filters beside the lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_permission_codename, get_user_model
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wix_headless import exceptions
from wix_headless.admin.states import State
from wix_headless.doctor.rounds import list_sites
from wix_headless.exceptions import APIError
from wix_headless.models import EventDelivery, WixMember

Choices = Iterable[tuple[str, Any]]


class SiteFilter(admin.SimpleListFilter):
    """By Wix site; shown where the settings have more than one."""

    title = _("site")
    parameter_name = "site"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        # Not from the table: to find the distinct values takes reading all of it.
        return [(site, site) for site in list_sites()]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1 or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(site=self.value()) if self.value() is not None else queryset


class EventTypeFilter(admin.SimpleListFilter):
    """By what has happened; the list shows how many of each type there are in each state."""

    title = _("type")
    parameter_name = "event_type"
    #: A second look at the whole table would tell nothing new.
    counts: Mapping[str, Mapping[str, int]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        self.counts = count_events(model_admin.model._default_manager.all())
        return [(one, one) for one in self.counts]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(event_type=self.value()) if self.value() is not None else queryset


def count_events(rows: QuerySet[EventDelivery]) -> Mapping[str, Mapping[str, int]]:
    """Return how many there are of each type in each state, the types in their order."""
    found = rows.order_by("event_type").values_list("event_type", "state")
    counts: dict[str, dict[str, int]] = {}
    for event_type, state, count in found.annotate(count=Count("pk")):
        of_type = counts.setdefault(event_type, dict.fromkeys(EventDelivery.State.values, 0))
        of_type[state] = count
    return counts


class InstalledFilter(admin.SimpleListFilter):
    """By whether the app is still there."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("installed", _("installed")), ("removed", _("removed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(removed_at__isnull=self.value() == "installed")


class StateFilter(admin.SimpleListFilter):
    """By what a token can do now."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() is not None else queryset


class OneRowFilter(admin.SimpleListFilter):
    """By one row of another table, for whoever comes from its page; not offered: there are many."""

    def find(self, pk: str) -> Any:
        """Return the row that has this primary key, None if there is none."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        value = self.value()
        if value is None:
            return []
        try:
            row = self.find(value)
        except (ValidationError, ValueError, OverflowError, DataError):
            row = None
        if row is None:
            raise IncorrectLookupParameters
        # The name of anybody could be asked for here, by numbers from 1 on.
        options = row._meta
        may_see = f"{options.app_label}.{get_permission_codename('view', options)}"
        return [(value, str(row) if request.user.has_perm(may_see) else value)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(**{str(self.parameter_name): self.value()})


class MemberFilter(OneRowFilter):
    """By one member."""

    title = _("member")
    parameter_name = "member"

    def find(self, pk: str) -> Any:
        return WixMember.objects.filter(pk=pk).first()


class UserFilter(OneRowFilter):
    """By one user, whatever the project's user model has for a primary key."""

    title = _("user")
    parameter_name = "user"

    def find(self, pk: str) -> Any:
        return get_user_model()._default_manager.filter(pk=pk).first()


class OutcomeFilter(admin.SimpleListFilter):
    """By what came of a call."""

    title = _("outcome")
    parameter_name = "outcome"

    SUCCEEDED, FAILED = "ok", "failed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        # Not from the table: to find the distinct values takes reading all of it.
        names = [name for name in exceptions.__all__ if issubclass(_class(name), APIError)]
        concrete = [(name, name) for name in names if name not in {"APIError", "ResponseError"}]
        return [(self.SUCCEEDED, _("succeeded")), (self.FAILED, _("failed")), *concrete]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        if self.value() == self.FAILED:
            return queryset.exclude(outcome=self.SUCCEEDED)
        return queryset.filter(outcome=self.value())


def _class(name: str) -> type[Exception]:
    found: type[Exception] = getattr(exceptions, name)
    return found
