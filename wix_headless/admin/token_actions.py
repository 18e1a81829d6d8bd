"""What can be done to tokens from their list, and from the page of one: renew now, and revoke."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.answering import Note, answer, ask_back, is_confirmed, remember
from wix_headless.admin.renewals import describe, renew_rows
from wix_headless.audit import audit
from wix_headless.models import StoredToken
from wix_headless.storages.leases import end_rows, token_rows

#: How many are ended by one statement.
CHUNK = 500


@admin.action(permissions=["manage"], description=_("Renew now"))
def renew_now(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponseRedirect | None:
    """Renew the tokens with Wix, and say what came of it."""
    live, skipped = _split(queryset)
    outcome = renew_rows(list(live.values_list("pk", flat=True)))
    remember(request, outcome.renewed, gettext("Renewed."))
    return answer(model_admin, request, [*describe(outcome), *_describe_skipped(skipped)])


@admin.action(permissions=["manage"], description=_("Revoke…"))
def revoke(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponseRedirect | TemplateResponse | None:
    """End the tokens for good, once somebody has said that they mean it."""
    live, skipped = _split(queryset)
    if not is_confirmed(request) and live.exists():
        counts = dict(live.order_by().values_list("role").annotate(count=Count("pk")))
        return ask_back(
            model_admin,
            request,
            revoke.__name__,
            live.select_related("member"),
            title=_("Revoke tokens"),
            counts=counts,
            skipped=skipped,
        )
    revoked = end_tokens(request, live)
    return answer(model_admin, request, [*_describe_revoked(revoked), *_describe_skipped(skipped)])


def end_tokens(request: HttpRequest, rows: QuerySet[Any]) -> int:
    """End those of *rows* that can still be used, tell the audit, and return how many."""
    pks = list(rows.filter(ended_at=None).values_list("pk", flat=True))
    return sum(_revoke(request, pks[at : at + CHUNK]) for at in range(0, len(pks), CHUNK))


def _split(queryset: QuerySet[Any]) -> tuple[QuerySet[Any], int]:
    """Return those that can still be used, and how many cannot."""
    return queryset.filter(ended_at=None), queryset.exclude(ended_at=None).count()


def _revoke(request: HttpRequest, pks: list[UUID]) -> int:
    rows = list(
        token_rows().filter(pk__in=pks, ended_at=None).select_related("member").defer("sealed")
    )
    count = end_rows(token_rows().filter(pk__in=pks), StoredToken.EndReason.REVOKED)
    for row in rows:
        audit("token_ended", reason="revoked", by=request.user.pk, **row.audit_facts)
    remember(request, rows, gettext("Revoked."))
    return count


def _describe_revoked(count: int) -> Iterator[Note]:
    if count:
        text = ngettext("%(count)d token was revoked.", "%(count)d tokens were revoked.", count)
        yield messages.SUCCESS, text % {"count": count}


def _describe_skipped(count: int) -> Iterator[Note]:
    if count:
        text = ngettext(
            "%(count)d token had ended before, and was skipped.",
            "%(count)d tokens had ended before, and were skipped.",
            count,
        )
        yield messages.INFO, text % {"count": count}
