"""How values look on the pages: badges, moments, short ids, links."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import quote
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

#: What stands where there is nothing to say; Django's pages about one row would print "None".
NOTHING: Final = SafeString("-")

#: Less than this is no time worth counting, in seconds.
A_MOMENT = 60


def badge(
    tone: str, text: str | Promise, *, note: str | Promise = "", title: str | Promise = ""
) -> SafeString:
    """
    Return a word or two in a coloured frame; the words say it all, the colour only helps.

    The tones are ``good``, ``calm``, ``busy``, ``bad`` and ``over``: see ``admin.css``.
    What would make the frame too long goes into the *note* behind it.
    """
    frame = format_html(
        '<span class="wix-badge wix-badge-{}"{}>{}</span>', tone, _titled(title), text
    )
    return format_html('{} <span class="wix-quiet">{}</span>', frame, note) if note else frame


def moment(value: datetime | None) -> SafeString:
    """Return how far off a time is, in words, with the time itself where the pointer rests."""
    if value is None:
        return NOTHING
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(timespec="seconds"),
        _absolute(value),
        _distance(value, timezone.now()),
    )


def moment_in_full(value: datetime | None) -> SafeString:
    """Return a time and how far off it is, for a page that has the room."""
    if value is None:
        return NOTHING
    return format_html(
        '<time datetime="{}">{}</time> <span class="wix-quiet">({})</span>',
        value.isoformat(timespec="seconds"),
        _absolute(value),
        _distance(value, timezone.now()),
    )


def to_local(value: datetime) -> datetime:
    """Return a time in the zone that is shown; where USE_TZ is off, it is in that already."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def short_id(value: str | UUID) -> SafeString:
    """Return the beginning of an id, with all of it where the pointer rests."""
    text = str(value)
    if not text:
        return NOTHING
    return format_html('<code class="wix-id" title="{}">{}</code>', text, text[:8])


def code(value: str) -> SafeString:
    """Return something a machine said, as it said it; long names may break behind a dot."""
    if not value:
        return NOTHING
    parts = format_html_join(mark_safe(".<wbr>"), "{}", ((part,) for part in value.split(".")))
    return format_html('<code class="wix-id">{}</code>', parts)


def clipped(text: str) -> SafeString:
    """Return what may be as long as an id; where it has no room, the pointer brings it up."""
    if not text:
        return NOTHING
    return format_html('<span class="wix-clipped" title="{0}">{0}</span>', text)


def link(url: str, text: Any) -> SafeString:
    """Return a link; the text alone, if there is nowhere to go."""
    return format_html('<a href="{}">{}</a>', url, text) if url else conditional_escape(text)


def link_to_user(user: Any, site: AdminSite, text: str = "") -> SafeString:
    """Return a link to a user's page, if the admin has one; its name otherwise."""
    return link(address_of(user, site), clipped(text or user.get_username()))


def address_of(row: models.Model, site: AdminSite) -> str:
    """Return the address of a row's page in the admin, or nothing if it has none."""
    if not site.is_registered(type(row)):
        return ""
    options = row._meta
    name = f"admin:{options.app_label}_{options.model_name}_change"
    return reverse(name, args=[quote(row.pk)], current_app=site.name)


def link_to_list(model: type[models.Model], site: AdminSite, text: Any, **query: Any) -> SafeString:
    """Return a link to what a model's list finds, if the admin has one; the text otherwise."""
    if not site.is_registered(model):
        return conditional_escape(text)
    options = model._meta
    name = f"admin:{options.app_label}_{options.model_name}_changelist"
    return link(f"{reverse(name, current_app=site.name)}?{urlencode(query)}", text)


def _titled(title: str | Promise) -> SafeString | str:
    return format_html(' title="{}"', title) if title else ""


def _absolute(value: datetime) -> str:
    return date_format(to_local(value), "DATETIME_FORMAT")


def _distance(value: datetime, now: datetime) -> str:
    if abs((value - now).total_seconds()) < A_MOMENT:
        return _("just now") if value <= now else _("in a moment")
    if value > now:
        return _("in %(time)s") % {"time": timeuntil(value, now, depth=1)}
    return _("%(time)s ago") % {"time": timesince(value, now, depth=1)}
