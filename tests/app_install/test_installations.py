"""The rows of installations: written as often as word of them comes, and believed exactly."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from wix_headless.models import AppInstance, InstallAttempt, StoredToken
from wix_headless.storages.attempts import begin_install
from wix_headless.storages.installations import (
    find_instance,
    forget_instance,
    is_installed,
    is_our_instance,
    note_installed,
)
from wix_headless.storages.shared import AppTokenStorage
from wix_headless.tokens import Role, Secret, Tokens

pytestmark = pytest.mark.django_db

HERE = "5f0c3a9e-0000-4000-8000-00000000abcd"
THERE = "5f0c3a9e-0000-4000-8000-00000000dcba"
HOUR = timedelta(hours=1)


def test_what_was_installed_is_until_it_was_removed():
    assert not is_installed("default", HERE)

    assert note_installed("default", HERE)
    assert is_installed("default", HERE)

    assert forget_instance("default", HERE)
    assert not is_installed("default", HERE)

    assert note_installed("default", HERE)
    assert is_installed("default", HERE)


def test_word_that_comes_again_changes_nothing():
    note_installed("default", HERE)
    first = AppInstance.objects.get()

    assert not note_installed("default", HERE)
    assert AppInstance.objects.get().installed_at == first.installed_at

    forget_instance("default", HERE)
    gone = AppInstance.objects.get()
    assert not forget_instance("default", HERE)
    assert AppInstance.objects.get().removed_at == gone.removed_at


def test_late_word_of_the_beginning_does_not_undo_the_end():
    now = timezone.now()
    forget_instance("default", HERE, at=now)

    assert not note_installed("default", HERE, at=now - HOUR)
    assert not is_installed("default", HERE)
    assert note_installed("default", HERE, at=now + HOUR)


def test_late_word_of_the_end_does_not_undo_a_new_beginning():
    now = timezone.now()
    note_installed("default", HERE, at=now)
    store_token(HERE)

    assert not forget_instance("default", HERE, at=now - HOUR)
    assert is_installed("default", HERE)
    assert StoredToken.objects.get().ended_at is None


@pytest.mark.parametrize(
    "order", list(itertools.permutations(range(4))), ids=lambda order: "".join(map(str, order))
)
def test_events_may_come_in_any_order(order):
    """Installed, removed, installed again, and removed for good: or not yet."""
    begun = timezone.now()
    writes = [note_installed, forget_instance, note_installed, forget_instance]

    for number in order:
        writes[number]("default", HERE, at=begun + number * HOUR)

    assert not is_installed("default", HERE)


@pytest.mark.parametrize(
    "order", list(itertools.permutations(range(3))), ids=lambda order: "".join(map(str, order))
)
def test_nor_do_they_end_what_has_begun_again(order):
    begun = timezone.now()
    writes = [note_installed, forget_instance, note_installed]

    for number in order:
        writes[number]("default", HERE, at=begun + number * HOUR)

    assert is_installed("default", HERE)


def test_what_wix_confirms_now_goes_before_a_clock_that_is_ahead():
    forget_instance("default", HERE, at=timezone.now() + HOUR)
    assert note_installed("default", HERE)
    assert is_installed("default", HERE)

    note_installed("default", HERE, at=timezone.now() + HOUR)
    assert forget_instance("default", HERE)
    assert not is_installed("default", HERE)


def test_every_site_and_every_installation_is_its_own(settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"outlet": {"CLIENT_ID": "o"}}}
    note_installed("default", HERE)

    assert not is_installed("outlet", HERE)
    assert not is_installed("default", THERE)
    # Some databases compare without regard to case.
    assert not is_installed("default", HERE.upper())

    forget_instance("outlet", HERE)
    assert is_installed("default", HERE)


def test_its_tokens_end_with_it_and_no_others():
    for instance_id in (HERE, THERE):
        note_installed("default", instance_id)
        store_token(instance_id)
    store_token(HERE, site="outlet")
    visitor = StoredToken.objects.create(role=Role.VISITOR, instance_id=HERE)

    forget_instance("default", HERE)

    ended = StoredToken.objects.exclude(ended_at=None)
    assert [(row.site, row.instance_id) for row in ended] == [("default", HERE)]
    assert (ended[0].sealed, ended[0].end_reason) == (None, "removed")
    assert visitor not in ended


def test_what_was_known_of_its_site_goes_with_it():
    note_installed("default", HERE)
    user = User.objects.create_user("owner")
    AppInstance.objects.update(
        wix_site_id="s", site_name="Kiln", site_url="https://x.example", plan="p", installed_by=user
    )

    forget_instance("default", HERE)

    row = find_instance("default", HERE)
    assert row.is_removed
    assert (row.wix_site_id, row.site_name, row.site_url, row.plan) == ("", "", "", "")
    assert row.installed_by is None


def test_the_settings_own_is_ours_without_a_question(settings, django_assert_num_queries):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_INSTANCE_ID": HERE}

    with django_assert_num_queries(0):
        assert is_our_instance("default", HERE)
    with django_assert_num_queries(1):
        assert not is_our_instance("default", THERE)
    note_installed("default", THERE)
    with django_assert_num_queries(1):
        assert is_our_instance("default", THERE)


@pytest.mark.parametrize("strange", ["", "a\x00b", "x" * 65, "é" * 8, "a b", f"{HERE}\n"])
def test_what_can_be_no_id_is_nobodys(settings, strange, django_assert_num_queries):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_INSTANCE_ID": ""}

    with django_assert_num_queries(0):
        assert not is_our_instance("default", strange)
        for write in (note_installed, forget_instance):
            with pytest.raises(ValueError, match="no id"):
                write("default", strange)


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_write_one_row():
    start = threading.Barrier(10)

    def note(_):
        try:
            start.wait(10)
            return note_installed("default", HERE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        news = list(pool.map(note, range(10)))

    assert sum(news) == 1
    assert AppInstance.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_token_that_was_being_renewed_is_not_stored_any_more():
    note_installed("default", HERE)
    store_token(HERE)
    storage = AppTokenStorage("app", "secret", site="default", instance_id=HERE)

    asked = []

    def renew(old):
        asked.append(old)
        if len(asked) > 1:
            raise InterruptedError
        forget_instance("default", HERE)
        return build_tokens()

    with pytest.raises(InterruptedError):
        storage.renew(storage.load(), renew)
    # What came too late is nowhere, and it begins anew, as who has none: Wix is asked, and refuses.
    assert asked[1] is None
    assert not StoredToken.objects.exclude(sealed=None).exists()


def store_token(instance_id, site="default"):
    storage = AppTokenStorage("app", "secret", site=site, instance_id=instance_id)
    storage.renew(None, lambda old: build_tokens())


def build_tokens():
    now = timezone.now().timestamp()
    return Tokens("a-token", expires_at=now + 14_400, role=Role.APP, issued_at=now)


def test_what_was_not_finished_is_pruned():
    for state in ("old", "new"):
        begin_install(Secret(state), site="default", next_url="/")
    old = InstallAttempt.objects.first()
    InstallAttempt.objects.filter(pk=old.pk).update(expires_at=timezone.now() - HOUR)

    call_command("wix_prune", verbosity=0)

    assert InstallAttempt.objects.exclude(pk=old.pk).get() == InstallAttempt.objects.get()
