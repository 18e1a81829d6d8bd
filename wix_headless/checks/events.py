"""Events: types that Wix sends, keys to know them by, and somebody who runs their handlers."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004

from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import read_sites, register_look
from wix_headless.client.catalogue.event_types import load_event_types
from wix_headless.conf import wix_settings
from wix_headless.events.registry import Handler, registry


@register_look()
def look_at_event_types() -> Iterator[CheckMessage]:
    """See whether Wix sends what is listened to."""
    known = load_event_types()
    entities = {one.entity for one in known.values() if one.entity}
    for handler in find_own():
        for name in handler.types:
            if name not in known:
                yield _warn(handler, f"the event {name!r}", name, known)
        if handler.entity and handler.entity not in entities:
            yield _warn(handler, f"the entity {handler.entity!r}", handler.entity, entities)


@register_look()
def look_at_keys_of_events() -> Iterator[CheckMessage]:
    """See whether an event could be verified."""
    sites = read_sites().values()
    if find_own() and sites and not any(site.CLIENT_PUBLIC_KEY for site in sites):
        yield Warning(
            "There are handlers of events, and no CLIENT_PUBLIC_KEY: no event of Wix's is taken "
            "in.",
            hint="Set WIX_CLIENT_PUBLIC_KEY (npx wix env pull writes it).",
            id=CheckId.EVENT_KEY,
        )


@register_look()
def look_at_tasks() -> Iterator[CheckMessage]:
    """See whether the handlers can be given to whom the settings name."""
    if not read_sites() or not wix_settings.EVENT_TASKS:
        return
    try:
        from wix_headless.tasks import find_task  # noqa: PLC0415 - where TASKS is wrong it fails

        find_task()
    except Exception as error:  # noqa: BLE001 - a back end of anybody's
        yield Error(
            f"EVENT_TASKS is {wix_settings.EVENT_TASKS!r}, and nothing can be queued there: "
            f"{type(error).__name__}: {error}",
            hint='Name a back end of TASKS whose QUEUES have "default"; or set EVENT_TASKS to "" '
            "and let manage.py wix_replay_events --due handle the events.",
            id=CheckId.EVENT_TASKS,
        )


def find_own() -> list[Handler]:
    """Return the project's handlers; ours are always there."""
    return [one for one in registry if not one.is_ours]


def _warn(handler: Handler, what: str, name: str, known: Collection[str]) -> CheckMessage:
    near = difflib.get_close_matches(name, known, n=3)
    meant = ", ".join(map(repr, near))
    return Warning(
        f"{handler.name} listens to {what}, which Wix is not known to send.",
        hint=f"Did you mean {meant}?" if meant else "Wix's reference lists them for each API.",
        id=CheckId.EVENT_TYPE,
    )
