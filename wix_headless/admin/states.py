"""What a token can do now: one definition, for the badge and for the filter."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.display import badge
from wix_headless.models import DatabaseNow


class State(models.TextChoices):
    """The states of a token."""

    ACTIVE = "active", _("active")
    DUE = "due", _("expired, renewed at next use")
    RENEWING = "renewing", _("being renewed")
    FAILED = "failed", _("renewal failed")
    OVER = "over", _("session over")
    ENDED = "ended", _("ended")


#: Colour, words, and what the words mean.
_BADGES = {
    State.ACTIVE: ("good", _("active"), _("The access token can be used as it is.")),
    State.DUE: (
        "calm",
        _("expired"),
        _("Wix will be asked for another access token when this one is needed."),
    ),
    State.RENEWING: (
        "busy",
        _("being renewed"),
        _("Somebody is asking Wix for another access token just now."),
    ),
    State.FAILED: ("bad", _("failed"), _("Wix gave no usable answer; the next use tries again.")),
    State.OVER: (
        "over",
        _("session over"),
        _("The browser session that it belonged to has run out."),
    ),
    State.ENDED: ("over", _("ended"), _("The tokens are gone, for good.")),
}


def state_expression() -> Case:
    """Return the state in the database's words, on the database's clock; the first that fits."""
    now = DatabaseNow()
    return Case(
        When(ended_at__isnull=False, then=Value(State.ENDED)),
        When(leased_until__gt=now, then=Value(State.RENEWING)),
        When(ends_at__lte=now, then=Value(State.OVER)),
        When(~Q(last_error=""), then=Value(State.FAILED)),
        When(expires_at__gt=now, then=Value(State.ACTIVE)),
        default=Value(State.DUE),
        output_field=models.CharField(),
    )


def state_badge(row: Any) -> SafeString:
    """Return a row's state as words in a colour; *row* was fetched with its ``state``."""
    state = State(row.state)
    tone, text, title = _BADGES[state]
    notes = {
        State.DUE: _("renewed at next use"),
        State.FAILED: row.last_error,
        State.ENDED: row.get_end_reason_display(),
    }
    return badge(tone, text, note=notes.get(state, ""), title=title)
