"""What can be done to events from their list, and from the page of one: have them handled anew."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.answering import Note, answer, ask_back, is_confirmed, remember
from wix_headless.admin.renewals import PATIENCE
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import delivery_rows, replay

State = EventDelivery.State

#: At most so many for one click; the command takes any number.
MOST: Final = 500


def may_replay(row: EventDelivery) -> bool:
    """Say whether it can be handled anew: nobody is at it, and it still says something."""
    return row.state != State.RUNNING and bool(row.payload)


@admin.action(permissions=["manage"], description=_("Replay…"))
def replay_events(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponseRedirect | TemplateResponse | None:
    """Have events handled by all their handlers once more, after asking back."""
    able = queryset.exclude(state=State.RUNNING).exclude(payload="")
    count = able.count()
    skipped = queryset.count() - count
    if count > MOST:
        text = gettext("At most %(most)d at once: use manage.py wix_replay_events for more.")
        return answer(model_admin, request, [(messages.ERROR, text % {"most": MOST})])
    if not is_confirmed(request) and count:
        types = able.order_by().values_list("event_type").annotate(count=Count("pk"))
        return ask_back(
            model_admin,
            request,
            replay_events.__name__,
            able,
            title=_("Replay events"),
            types=sorted(types),
            skipped=skipped,
        )
    user: Any = request.user
    pks = replay(able, by=str(user.pk))
    rows = list(delivery_rows().filter(pk__in=pks).defer("payload"))
    remember(request, rows, gettext("Replayed."))
    _start(pks)
    return answer(model_admin, request, [*_describe(pks), *_describe_skipped(skipped)])


def _start(pks: Iterable[int]) -> None:
    """Give the events to whoever handles them; without a queue that is this process."""
    # A wrong TASKS fails when this is imported, which must cost no page.
    from wix_headless.tasks import enqueue_event  # noqa: PLC0415

    give_up = time.monotonic() + PATIENCE
    for pk in pks:
        # The others are due, and wix_replay_events --due finds them.
        if time.monotonic() < give_up:
            enqueue_event(pk)


def _describe(pks: list[int]) -> Iterator[Note]:
    """Say in sentences what has come of the events so far."""
    states = delivery_rows().filter(pk__in=pks).order_by().values_list("state")
    counts = dict(states.annotate(count=Count("pk")))
    if done := counts.pop(State.COMPLETED, 0):
        text = ngettext(
            "%(count)d event was handled once more.",
            "%(count)d events were handled once more.",
            done,
        )
        yield messages.SUCCESS, text % {"count": done}
    if left := sum(counts.values()):
        text = ngettext(
            "%(count)d event is waiting to be handled, or to be tried again.",
            "%(count)d events are waiting to be handled, or to be tried again.",
            left,
        )
        yield messages.WARNING, text % {"count": left}


def _describe_skipped(count: int) -> Iterator[Note]:
    if count:
        text = ngettext(
            "%(count)d event is being handled, or was wiped, and was skipped.",
            "%(count)d events are being handled, or were wiped, and were skipped.",
            count,
        )
        yield messages.INFO, text % {"count": count}
