"""Renewing a number of tokens one after the other, and saying what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext, ngettext

from wix_headless.admin.answering import Note
from wix_headless.exceptions import APIError, ClientRefusedError, ConfigurationError, RenewalError
from wix_headless.models import StoredToken
from wix_headless.storages.leases import token_rows
from wix_headless.upkeep import SupersededError, renew_row

#: Seconds after which no other is begun: each waits for Wix, and the browser for all of them.
PATIENCE = 12.0


@dataclass(slots=True)
class Outcome:
    """What became of the tokens."""

    renewed: list[StoredToken] = field(default_factory=list)
    #: Those that ended instead, by why.
    ended: Counter[str] = field(default_factory=Counter)
    superseded: int = 0
    failed: int = 0
    last_error: str = ""
    untried: int = 0


def renew_rows(pks: Sequence[UUID], *, patience: float = PATIENCE) -> Outcome:
    """Renew these tokens; after *patience* seconds, or a general failure, leave the rest."""
    outcome = Outcome()
    give_up = time.monotonic() + patience
    for number, pk in enumerate(pks, start=1):
        # One by one: a page of others may have been renewed before its turn comes.
        row = token_rows().defer("sealed").filter(pk=pk).first()
        may_go_on = row is None or _renew(row, outcome)
        if not may_go_on or time.monotonic() > give_up:
            outcome.untried = len(pks) - number
            break
    return outcome


def _renew(row: StoredToken, outcome: Outcome) -> bool:
    """Renew one; False if the others would fare the same."""
    try:
        renew_row(row)
    except RenewalError:
        found = token_rows().defer("sealed").filter(pk=row.pk).first()
        outcome.ended[_reason(found)] += 1
    except SupersededError:
        outcome.superseded += 1
    except (APIError, ConfigurationError) as error:
        outcome.failed += 1
        outcome.last_error = str(error)
        return not isinstance(error, ClientRefusedError)
    else:
        outcome.renewed.append(row)
    return True


def _reason(row: StoredToken | None) -> str:
    return gettext("deleted") if row is None else str(row.get_end_reason_display())


def describe(outcome: Outcome) -> Iterator[Note]:
    """Say it in sentences, the good news first."""
    if count := len(outcome.renewed):
        text = ngettext("%(count)d token was renewed.", "%(count)d tokens were renewed.", count)
        yield messages.SUCCESS, text % {"count": count}
    for reason, count in outcome.ended.items():
        text = ngettext(
            "%(count)d token has ended: %(reason)s. A member has to log in again.",
            "%(count)d tokens have ended: %(reason)s. Members have to log in again.",
            count,
        )
        yield messages.WARNING, text % {"count": count, "reason": reason}
    yield from _describe_unchanged(outcome)


def _describe_unchanged(outcome: Outcome) -> Iterator[Note]:
    if count := outcome.superseded:
        text = ngettext(
            "%(count)d token of the app was left alone: nobody uses it since the secret or the "
            "instance in the settings has changed.",
            "%(count)d tokens of the app were left alone: nobody uses them since the secret or "
            "the instance in the settings has changed.",
            count,
        )
        yield messages.INFO, text % {"count": count}
    if count := outcome.failed:
        text = ngettext(
            "%(count)d token could not be renewed, and is as it was. %(error)s",
            "%(count)d tokens could not be renewed, and are as they were. %(error)s",
            count,
        )
        yield messages.ERROR, text % {"count": count, "error": outcome.last_error}
    if count := outcome.untried:
        text = ngettext("%(count)d token was not tried.", "%(count)d tokens were not tried.", count)
        yield messages.WARNING, text % {"count": count}
