"""``@on_event``: what it marks, and what it refuses to."""

from __future__ import annotations

import pytest

from tests.events.signing import APPROVED, ORDER
from tests.support.databases import start_python
from wix_headless.events import on_event
from wix_headless.events.registry import Registry, build_handler, registry
from wix_headless.exceptions import ConfigurationError
from wix_headless.protocol.webhooks import Webhook


def webhook(event_type, fqdn="", slug=""):
    return Webhook(
        type=event_type,
        instance_id="i",
        entity_fqdn=fqdn,
        slug=slug,
        data={},
        identity={},
        account={},
    )


def handler(event):
    pass


async def coroutine(event):
    pass


def generator(event):
    yield


async def async_generator(event):
    yield


class Callable:
    def __call__(self, event):
        pass


def test_the_function_stays_what_it_is():
    assert on_event(APPROVED)(handler) is handler


@pytest.mark.parametrize("function", [handler, coroutine, lambda event: None, lambda *events: None])
def test_functions_of_one_argument_can_handle_events(function):
    assert build_handler(function).function is function


@pytest.mark.parametrize(
    "function",
    [
        lambda: None,
        lambda event, more: None,
        lambda event, *, more: None,
        generator,
        async_generator,
        Callable(),
        print,
        Callable,
        APPROVED,
        None,
    ],
)
def test_nothing_else_can(function):
    with pytest.raises(ConfigurationError):
        on_event(APPROVED)(function)


@pytest.mark.parametrize(
    ("types", "entity"),
    [
        ([], ""),
        ([APPROVED], ORDER),
        ([""], ""),
        ([None], ""),
        ([handler], ""),
        ([[APPROVED]], ""),
        ([], None),
        ([], [ORDER]),
    ],
)
def test_it_has_to_be_told_which_events(types, entity):
    with pytest.raises(ConfigurationError, match=r'@on_event\("wix\.ecom\.v1\.order_approved"\)'):
        on_event(*types, entity=entity)


def test_two_functions_of_one_name_would_be_taken_for_each_other():
    known = Registry()
    first, second = [build_handler(function) for function in (make(), make())]
    known.add(first)
    known.add(first)

    with pytest.raises(ConfigurationError, match="rename"):
        known.add(second)


def make():
    def same(event):
        pass

    return same


@pytest.mark.parametrize(
    ("types", "entity", "event", "listens"),
    [
        ([APPROVED], "", webhook(APPROVED, ORDER, "approved"), True),
        (["AppInstalled", APPROVED], "", webhook(APPROVED, ORDER, "approved"), True),
        ([f"{ORDER}_created"], "", webhook(APPROVED, ORDER, "approved"), False),
        # Under an older name.
        (["wix.blog.v3.post_created"], "", webhook("wix.blog.post", "wix.blog.v3.post", "created"),
         True),
        (["AppInstalled"], "", webhook("AppInstalled"), True),
        (["_"], "", webhook("AppInstalled"), False),
        ([], ORDER, webhook(APPROVED, ORDER, "approved"), True),
        ([], ORDER, webhook("x", f"{ORDER}s", "approved"), False),
        ([], ORDER, webhook("AppInstalled"), False),
    ],
)  # fmt: skip
def test_who_listens_to_what(types, entity, event, listens):
    known = Registry()
    known.add(build_handler(handler, types=tuple(types), entity=entity))

    assert bool(known.find(event)) is listens


def test_who_listens_twice_is_called_once():
    on_event(APPROVED)(handler)
    on_event(entity=ORDER)(handler)

    found = registry.find(webhook(APPROVED, ORDER, "approved"))

    assert [one.function for one in found] == [handler]


def test_ours_come_first():
    on_event("AppRemoved")(handler)

    assert [one.is_ours for one in registry.find(webhook("AppRemoved"))] == [True, False]


@pytest.mark.django_db
def test_handlers_are_found_at_start_up():
    script = (
        "import django; django.setup()\n"
        "from wix_headless.events.registry import registry\n"
        "print([one.name for one in registry if not one.is_ours])"
    )
    with start_python("-c", script, DJANGO_SETTINGS_MODULE="tests.events.settings") as process:
        said, errors = process.communicate(timeout=60)

    assert "tests.events.likes.counting.count_like" in said, errors
