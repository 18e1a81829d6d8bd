"""Columns and expressions that several tables share."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from wix_headless.conf import DEFAULT_SITE


class DatabaseNow(Now):
    """
    The database's own clock, in UTC.

    Leases are compared with it alone, since the clocks of two web servers differ.
    MySQL's CURRENT_TIMESTAMP follows the server's time zone, and what Django stores does not.
    """

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[()]]:
        """Return MySQL's function for it."""
        return "UTC_TIMESTAMP(6)", ()


def site_field() -> models.CharField[str, str]:
    """Return the column that says which Wix site a row belongs to."""
    return models.CharField(_("site"), max_length=64, default=DEFAULT_SITE, editable=False)
