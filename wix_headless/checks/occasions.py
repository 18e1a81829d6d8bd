"""When there is something to check: not for commands that set a project up."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Tags, register

from wix_headless.conf import DEFAULT_SITE, WixSettings, django_settings, wix_settings
from wix_headless.exceptions import ConfigurationError

#: Commands that an error here would stop, although they don't speak with Wix.
_SETTING_UP = [["makemigrations"], ["migrate"], ["test"]]

#: Looks at the project, and yields what it finds.
Look = Callable[[], Iterator[CheckMessage]]


def register_look(*, deploy: bool = False) -> Callable[[Look], Look]:
    """
    Register what looks at the project, unless it is just being set up.

    Args:
        deploy: For ``check --deploy`` only: it is right in development.
    """

    def decorate(look: Look) -> Look:
        def check(**_: Any) -> list[CheckMessage]:
            return [] if is_setting_up() else list(look())

        register(check, Tags.security, deploy=deploy)
        return look

    return decorate


def is_setting_up() -> bool:
    """
    Say whether a command runs that has to work with an empty environment.

    Nothing else tells it: the ``databases`` that migrate names come to every check in Django 6.1.
    """
    return sys.argv[1:2] in _SETTING_UP


def read_sites() -> dict[str, WixSettings]:
    """Return what is said of each site, by alias; nothing, if the settings can't be read."""
    try:
        return {
            DEFAULT_SITE: wix_settings.for_site(DEFAULT_SITE),
            **wix_settings.SITES,
        }
    except ConfigurationError:
        return {}


def has_urls() -> bool:
    """Say whether this project answers requests; workers alone may have no URLs."""
    return bool(getattr(django_settings, "ROOT_URLCONF", None))
