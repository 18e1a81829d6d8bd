"""What the actions have in common: asking back, saying what came of it, and the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from wix_headless.admin.display import address_of

#: Sent along by the buttons on the page of one row, to come back to it.
FROM_PAGE: Final = "_from_page"

#: Sent along by the confirmation: somebody has said that they mean it.
CONFIRMED: Final = "post"

#: How many rows the confirmation names; the others it counts.
NAMED_ROWS: Final = 20

#: A level of Django's messages, and the text.
Note = tuple[int, str]


def ask_back(
    model_admin: Any,
    request: HttpRequest,
    action: str,
    rows: QuerySet[Any],
    *,
    title: str | Promise,
    **more: Any,
) -> TemplateResponse:
    """
    Show what the action would do to *rows*; its template has the action's name.

    The template gets some of the ``rows``, the ``count`` of all and of the ``unnamed``, and
    what else is given.
    """
    options, count = model_admin.opts, rows.count()
    url = _page_url(model_admin, request)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": options,
        "media": model_admin.media,
        "rows": rows[:NAMED_ROWS],
        "count": count,
        "unnamed": max(0, count - NAMED_ROWS),
        # What was chosen is sent again as it came: ids, or all that the list's filters find.
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "action": action,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "from_page": FROM_PAGE if FROM_PAGE in request.POST else "",
        "cancel_url": url or request.get_full_path(),
        **more,
    }
    request.current_app = model_admin.admin_site.name
    template = f"admin/{options.app_label}/{options.model_name}/{action}.html"
    return TemplateResponse(request, template, context)


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether somebody has been asked back, and meant it."""
    return CONFIRMED in request.POST


def answer(
    model_admin: Any, request: HttpRequest, notes: Iterable[Note]
) -> HttpResponseRedirect | None:
    """Say what happened, and go back to where the action was chosen."""
    for level, text in notes:
        model_admin.message_user(request, text, level)
    url = _page_url(model_admin, request)
    return HttpResponseRedirect(url) if url else None


def remember(request: HttpRequest, rows: Sequence[Model], text: str) -> None:
    """Write into the history of *rows* who has done it."""
    user: Any = request.user
    if rows:
        LogEntry.objects.log_actions(user.pk, rows, CHANGE, text)


def _page_url(model_admin: Any, request: HttpRequest) -> str:
    """Return the page of the one row that the action was chosen on, if it was."""
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if FROM_PAGE not in request.POST or len(chosen) != 1:
        return ""
    return address_of(model_admin.model(pk=chosen[0]), model_admin.admin_site)
