"""A project that lacks nothing, and what is found when it does."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

from tests.support.listeners import no_example_listeners
from tests.support.plugins import no_plugins
from wix_headless.crypto import generate_key


@pytest.fixture(autouse=True)
def _no_extensions():
    """The example site's are not what is looked at."""
    with no_example_listeners(), no_plugins():
        yield


@pytest.fixture
def sound(settings):
    """A project that lacks nothing."""
    settings.WIX_HEADLESS = {
        "CLIENT_ID": "client",
        "CLIENT_SECRET": "secret",
        "ENCRYPTION_KEYS": [generate_key()],
    }
    settings.DEBUG = False
    return settings


@pytest.fixture
def change(sound):
    """Change what WIX_HEADLESS says."""

    def change(**values):
        sound.WIX_HEADLESS = sound.WIX_HEADLESS | values

    return change


@pytest.fixture
def find(sound):
    """Return what is found, without what Django's own checks find."""

    def find(**options):
        found = run_checks(**options)
        return [message for message in found if message.id.startswith("wix_headless.")]

    return find


@pytest.fixture
def find_one(find):
    """Return the one thing that is found."""

    def find_one(check_id, **options):
        found = find(**options)
        assert [message.id for message in found] == [check_id]
        assert found[0].hint
        return found[0]

    return find_one


@pytest.fixture
def find_at_deployment(find):
    """Return what only ``check --deploy`` finds."""

    def find_at_deployment():
        usual = {(message.id, message.msg) for message in find()}
        everything = find(include_deployment_checks=True)
        return [message for message in everything if (message.id, message.msg) not in usual]

    return find_at_deployment
