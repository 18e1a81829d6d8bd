"""What can be done to tokens from their list, and from the page of one: renew now, and revoke."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.renewals import Note, describe, renew_rows
from wix_headless.models import StoredToken
from wix_headless.storages.leases import end_rows, token_rows

#: Sent along by the buttons on a token's own page, to come back to it.
FROM_PAGE = "_from_page"

#: How many tokens the confirmation names; the others it counts.
NAMED_ROWS = 20

#: How many are ended by one statement.
CHUNK = 500


@admin.action(permissions=["manage"], description=_("Renew now"))
def renew_now(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponseRedirect | None:
    """Renew the tokens with Wix, and say what came of it."""
    live, skipped = _split(queryset)
    outcome = renew_rows(list(live.values_list("pk", flat=True)))
    _log(request, outcome.renewed, gettext("Renewed."))
    return _answer(model_admin, request, [*describe(outcome), *_describe_skipped(skipped)])


@admin.action(permissions=["manage"], description=_("Revoke…"))
def revoke(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponseRedirect | TemplateResponse | None:
    """End the tokens for good, once somebody has said that they mean it."""
    live, skipped = _split(queryset)
    if "post" not in request.POST and live.exists():
        return _ask(model_admin, request, live, skipped)
    pks = list(live.values_list("pk", flat=True))
    revoked = sum(_revoke(request, pks[at : at + CHUNK]) for at in range(0, len(pks), CHUNK))
    return _answer(model_admin, request, [*_describe_revoked(revoked), *_describe_skipped(skipped)])


def _split(queryset: QuerySet[Any]) -> tuple[QuerySet[Any], int]:
    """Return those that can still be used, and how many cannot."""
    return queryset.filter(ended_at=None), queryset.exclude(ended_at=None).count()


def _revoke(request: HttpRequest, pks: list[UUID]) -> int:
    rows = list(token_rows().filter(pk__in=pks, ended_at=None).defer("sealed"))
    count = end_rows(token_rows().filter(pk__in=pks), StoredToken.EndReason.REVOKED)
    _log(request, rows, gettext("Revoked."))
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


def _ask(
    model_admin: Any, request: HttpRequest, live: QuerySet[Any], skipped: int
) -> TemplateResponse:
    """Show what would be revoked, and what that means for whom."""
    counts = dict(live.order_by().values_list("role").annotate(count=Count("pk")))
    count = sum(counts.values())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Revoke tokens"),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "rows": live.select_related("member")[:NAMED_ROWS],
        "count": count,
        "counts": counts,
        "unnamed": max(0, count - NAMED_ROWS),
        "skipped": skipped,
        # What was chosen is sent again as it came: ids, or all that the list's filters find.
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "action": revoke.__name__,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "from_page": FROM_PAGE if FROM_PAGE in request.POST else "",
        "cancel_url": _page_url(model_admin, request) or request.get_full_path(),
    }
    request.current_app = model_admin.admin_site.name
    template = "admin/wix_headless/storedtoken/revoke.html"
    return TemplateResponse(request, template, context)


def _answer(
    model_admin: Any, request: HttpRequest, notes: list[Note]
) -> HttpResponseRedirect | None:
    """Say what happened, and go back to where the action was chosen."""
    for level, text in notes:
        model_admin.message_user(request, text, level)
    url = _page_url(model_admin, request)
    return HttpResponseRedirect(url) if url else None


def _page_url(model_admin: Any, request: HttpRequest) -> str:
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if FROM_PAGE not in request.POST or len(chosen) != 1:
        return ""
    options, site = model_admin.opts, model_admin.admin_site
    name = f"admin:{options.app_label}_{options.model_name}_change"
    return reverse(name, args=chosen, current_app=site.name)


def _log(request: HttpRequest, rows: list[StoredToken], text: str) -> None:
    user: Any = request.user
    if rows:
        LogEntry.objects.log_actions(user.pk, rows, CHANGE, text)
