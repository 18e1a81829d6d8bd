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


_TONES = {
    State.ACTIVE: "good",
    State.DUE: "calm",
    State.RENEWING: "busy",
    State.FAILED: "bad",
    State.OVER: "over",
    State.ENDED: "over",
}

_TITLES = {
    State.ACTIVE: _("The access token can be used as it is."),
    State.DUE: _("Wix will be asked for another access token when this one is needed."),
    State.RENEWING: _("Somebody is asking Wix for another access token just now."),
    State.FAILED: _("Wix gave no usable answer; the next use tries again."),
    State.OVER: _("The browser session that it belonged to has run out."),
    State.ENDED: _("The tokens are gone, for good."),
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
    text: Any = state.label
    if state is State.ENDED and row.end_reason:
        text = _("ended: %(reason)s") % {"reason": row.get_end_reason_display()}
    if state is State.FAILED:
        text = _("failed: %(error)s") % {"error": row.last_error}
    return badge(_TONES[state], text, _TITLES[state])
