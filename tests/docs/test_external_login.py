"""The examples of docs/external-login.md, run as they stand, against the sandbox."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.template import engines
from django.urls import resolve

from tests.docs.pages import find_block, read_blocks, run
from wix_headless.external_login import sign_on_user
from wix_headless.models import WixMember

PAGE = "external-login.md"


@pytest.fixture
def user(sandbox, settings, db):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SIGN_ON_EMAIL": lambda user: user.email}
    return User.objects.create_user("ada", email="ada@example.com")


def test_a_user_is_signed_on(user):
    run(find_block(PAGE, "sign_on_user(user)"), user=user)


def test_a_task_speaks_as_a_member(user):
    sign_on_user(user)

    run(find_block(PAGE, "def send_summary"), user=user)


def test_a_member_is_kept_out(user):
    member = sign_on_user(user)

    run(find_block(PAGE, "end_member("), member_id=member.member_id)

    assert WixMember.objects.get().status == "BLOCKED"


def test_a_user_is_parted_from_a_member(user):
    sign_on_user(user)

    run(find_block(PAGE, "disconnect_member(user)"), user=user)

    assert not WixMember.objects.exists()


def test_every_block_is_run_but_the_settings():
    assert len(read_blocks(PAGE)) == 5


def test_the_forms_lead_somewhere():
    (forms,) = read_blocks(PAGE, "django")

    page = engines["django"].from_string(forms.text).render({})

    paths = re.findall(r'action="([^"]+)"', page)
    assert [resolve(path).view_name for path in paths] == ["wix:connect", "wix:disconnect"]
