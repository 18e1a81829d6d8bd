"""The filters beside the lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wix_headless import exceptions
from wix_headless.admin.states import State
from wix_headless.exceptions import APIError
from wix_headless.models import WixMember

Choices = Iterable[tuple[str, Any]]


class SiteFilter(admin.SimpleListFilter):
    """By Wix site; shown where there is more than one."""

    title = _("site")
    parameter_name = "site"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        sites = model_admin.model._default_manager.values_list("site", flat=True)
        return [(site, site) for site in sites.order_by("site").distinct()]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1 or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(site=self.value()) if self.value() is not None else queryset


class StateFilter(admin.SimpleListFilter):
    """By what a token can do now."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() is not None else queryset


class MemberFilter(admin.SimpleListFilter):
    """By one member, for whoever comes from its page; not offered otherwise: there are many."""

    title = _("member")
    parameter_name = "member"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        value = self.value()
        if value is None:
            return []
        member = WixMember.objects.filter(pk=value).first() if value.isdecimal() else None
        if member is None:
            raise IncorrectLookupParameters
        return [(value, str(member))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(member=self.value()) if self.value() is not None else queryset


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
