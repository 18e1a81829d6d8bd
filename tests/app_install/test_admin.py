"""Installations in the admin: to look at, and to forget."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.pages import listed, page_of, said, text_of
from wix_headless.models import AppInstance, StoredToken
from wix_headless.storages.installations import forget_instance, is_installed
from wix_headless.tokens import Role

pytestmark = pytest.mark.django_db

LIST = "/admin/wix_headless/appinstance/"


@pytest.fixture
def staff():
    def log_in(*codenames):
        user = User.objects.create_user(f"staff-{User.objects.count()}", is_staff=True)
        found = Permission.objects.filter(content_type__app_label="wix_headless")
        user.user_permissions.set(found.filter(codename__in=codenames))
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def keeper(staff):
    return staff("view_appinstance", "change_appinstance", "view_storedtoken")


def make(number=1, **values):
    known = {"site_name": f"Site {number}", "site_url": f"https://{number}.example", "plan": "pro"}
    return AppInstance.objects.create(instance_id=f"instance-{number}", **known | values)


def act(client, *rows, **more):
    chosen = {"action": "forget", "_selected_action": [str(row.pk) for row in rows]}
    return client.post(LIST, chosen | more)


def test_the_list_and_the_page_say_what_is_known(keeper):
    user = User.objects.create_user("customer")
    row = make(installed_by=user, wix_site_id="wix-site-7")
    gone = make(2)
    forget_instance("default", gone.instance_id)

    page = text_of(keeper.get(LIST))
    for said_there in ("Site 1", "https://1.example", "pro", "customer", "installed", "removed"):
        assert said_there in page
    assert "instance-2" in page
    page = text_of(keeper.get(page_of(row)))
    for said_there in ("wix-site-7", "instance-1", "https://1.example"):
        assert said_there in page


def test_it_links_to_the_tokens(keeper):
    row = make()
    mine = StoredToken.objects.create(role=Role.APP, instance_id=row.instance_id)
    StoredToken.objects.create(role=Role.APP, instance_id="another")
    page = keeper.get(page_of(row)).content.decode()

    (url,) = set(re.findall(r'href="(/admin/wix_headless/storedtoken/\?q=[^"]*)"', page))

    assert listed(keeper, url) == [mine]


def test_it_is_found_by_state_name_and_id(keeper):
    here, gone = make(), make(2)
    forget_instance("default", gone.instance_id)

    assert listed(keeper, LIST, state="installed") == [here]
    assert [row.pk for row in listed(keeper, LIST, state="removed")] == [gone.pk]
    for wanted in ("Site 1", "1.example", "instance-1"):
        assert listed(keeper, LIST, q=wanted) == [here]


def test_forgetting_asks_first(keeper):
    rows = [make(number) for number in range(23)]

    page = text_of(act(keeper, *rows))

    assert "Are you sure that 23 app instances are to be forgotten?" in page
    assert "and 3 others" in page
    assert not AppInstance.objects.exclude(removed_at=None).exists()


def test_the_confirmation_forgets_what_was_chosen(keeper):
    row, other = make(), make(2)
    token = StoredToken.objects.create(role=Role.APP, instance_id=row.instance_id, sealed=b"x")
    page = act(keeper, row).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    del fields["csrfmiddlewaretoken"]

    answer = keeper.post(LIST, fields)

    assert said(keeper, answer) == ["success: 1 instance was forgotten."]
    assert not is_installed("default", row.instance_id)
    assert is_installed("default", other.instance_id)
    token.refresh_from_db()
    assert (token.end_reason, token.sealed) == ("removed", None)
    assert AppInstance.objects.get(pk=row.pk).site_name == ""
    assert LogEntry.objects.get().change_message == "Forgotten."


def test_what_is_gone_is_not_forgotten_again(keeper):
    row = make(removed_at=timezone.now() - timedelta(days=1))

    assert said(keeper, act(keeper, row)) == ["info: 0 instances were forgotten."]


def test_who_may_only_look_forgets_nothing(staff):
    row = make()
    viewer = staff("view_appinstance")

    act(viewer, row, post="yes")

    assert is_installed("default", row.instance_id)
    assert viewer.get(LIST).context["action_form"] is None
    assert staff().get(LIST).status_code == 403


def test_nobody_adds_changes_or_deletes(keeper):
    row = make()

    assert keeper.get(f"{LIST}add/").status_code == 403
    assert keeper.post(page_of(row), {"site_name": "x"}).status_code == 403
    assert keeper.get(f"{LIST}{row.pk}/delete/").status_code == 403


def test_nothing_but_a_web_address_is_a_link(keeper):
    row = make(site_url="javascript:alert(1)")

    assert "javascript:alert" not in keeper.get(page_of(row)).content.decode()


def test_a_list_costs_the_same_for_3_rows_and_for_30(keeper):
    def count():
        with CaptureQueriesContext(connection) as captured:
            keeper.get(LIST)
        return len(captured)

    for number in range(3):
        make(number, installed_by=User.objects.create_user(f"user-{number}"))
    few = count()
    for number in range(3, 30):
        make(number, installed_by=User.objects.create_user(f"user-{number}"))
    assert count() == few <= 10
