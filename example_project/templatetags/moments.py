"""The dates in Wix's answers, for Django's ``date`` filter: ``{% load moments %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime

register = template.Library()


@register.filter
def moment(text: Any) -> datetime | None:
    """Return the moment that Wix wrote, or None if it is none."""
    try:
        return parse_datetime(str(text))
    except ValueError:
        return None
