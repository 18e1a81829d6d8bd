"""What can be done to members from their list, and from the page of one: ask Wix anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.answering import Note, answer, remember
from wix_headless.admin.renewals import PATIENCE
from wix_headless.client import WixClient
from wix_headless.context import find_context, speaking_as_app
from wix_headless.exceptions import (
    APIError,
    ConfigurationError,
    ForbiddenError,
    NotFoundError,
    PreconditionError,
    RateLimitedError,
    UnauthorizedError,
)
from wix_headless.models import WixMember
from wix_headless.protocol.members import MemberProfile
from wix_headless.upkeep import fetch_profile, take_over

#: At most so many calls for one click; Wix allows 200 in a minute, to all of the site.
MOST: Final = 50

#: Seconds for one call, which is not made again: somebody waits for all of them.
TIMEOUT: Final = 5.0

#: So many failures are told one by one, and the others counted.
NAMED_FAILURES: Final = 10

#: What every other member of the same site would meet, too.
_GENERAL: Final = (
    ConfigurationError,
    ForbiddenError,
    PreconditionError,
    RateLimitedError,
    UnauthorizedError,
)

#: Makes the client that speaks as the app at a site.
Connect = Callable[[str], WixClient]


@dataclass(slots=True)
class Outcome:
    """What came of asking."""

    updated: list[WixMember] = field(default_factory=list)
    #: Those whose logins have ended, as Wix keeps them out.
    kept_out: list[WixMember] = field(default_factory=list)
    #: Why nothing is new of a member.
    failures: list[tuple[WixMember, str]] = field(default_factory=list)
    untried: int = 0


@admin.action(permissions=["manage"], description=_("Ask Wix anew"))
def ask_anew(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponseRedirect | None:
    """Take over the members' profiles and statuses as Wix has them now, asked as the app."""
    name = f"{ask_anew.__module__}.{ask_anew.__qualname__}"
    chosen = queryset.prefetch_related(None)
    members = list(chosen[:MOST])
    with speaking_as_app(request, name):
        wix = find_context(request).elevated.using(timeout=TIMEOUT, retries=0)
        outcome = ask_for(members, lambda site: wix.using(site=site))
    outcome.untried += max(0, chosen.count() - MOST)
    remember(request, [*outcome.updated, *outcome.kept_out], gettext("Asked Wix anew."))
    return answer(model_admin, request, describe(outcome))


def ask_for(
    members: Sequence[WixMember], connect: Connect, *, patience: float = PATIENCE
) -> Outcome:
    """Ask for these members; after *patience* seconds, leave the rest as it is."""
    outcome = Outcome()
    # First all the questions: no row is locked while Wix is waited for, in whatever transaction.
    for member, profile in _fetch(members, connect, outcome, time.monotonic() + patience):
        now = take_over(member, profile)
        if now is None:
            outcome.failures.append((member, gettext("was deleted here meanwhile")))
            continue
        (outcome.kept_out if now.is_kept_out else outcome.updated).append(now)
    return outcome


def _fetch(
    members: Sequence[WixMember], connect: Connect, outcome: Outcome, give_up: float
) -> list[tuple[WixMember, MemberProfile]]:
    found, broken = [], set()
    for number, member in enumerate(members):
        if member.site in broken or (number and time.monotonic() > give_up):
            outcome.untried += 1
            continue
        try:
            found.append((member, fetch_profile(member, connect(member.site))))
        except NotFoundError:
            # It may as well be the wrong site that is asked: not enough to log anybody out.
            text = gettext("Wix knows no such member, and nothing was changed here.")
            outcome.failures.append((member, text))
        except (APIError, ConfigurationError) as error:
            outcome.failures.append((member, str(error)))
            if isinstance(error, _GENERAL):
                broken.add(member.site)
    return found


def describe(outcome: Outcome) -> Iterator[Note]:
    """Say it in sentences, the good news first."""
    if count := len(outcome.updated):
        text = ngettext(
            "%(count)d member is now as Wix has it.",
            "%(count)d members are now as Wix has them.",
            count,
        )
        yield messages.SUCCESS, text % {"count": count}
    for member in outcome.kept_out:
        text = gettext("%(member)s is %(status)s at Wix, and was logged out everywhere.")
        status = member.get_status_display()
        yield messages.WARNING, text % {"member": member, "status": status}
    for member, why in outcome.failures[:NAMED_FAILURES]:
        yield messages.ERROR, f"{member}: {why}"
    if count := len(outcome.failures[NAMED_FAILURES:]):
        text = ngettext(
            "The same, or the like, for %(count)d other.",
            "The same, or the like, for %(count)d others.",
            count,
        )
        yield messages.ERROR, text % {"count": count}
    if count := outcome.untried:
        text = ngettext(
            "%(count)d member was not asked for.", "%(count)d members were not asked for.", count
        )
        yield messages.WARNING, text % {"count": count}
