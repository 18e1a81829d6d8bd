"""Callers who are not at this site: scripts of Wix's pages, its dashboard, and staff."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client

from wix_headless.testing import WixSandbox


def test_a_page_of_wixs_asks_with_its_callers_token(
    wix_sandbox: WixSandbox, client: Client, db: None
) -> None:
    token = wix_sandbox.act_as(member="ada@example.com")["access_token"]

    answer = client.get("/recommendations/", headers={"Authorization": token})

    assert answer.json()["for"] == "member"


def test_the_owner_sees_the_settings_in_the_dashboard(
    wix_sandbox: WixSandbox, client: Client, db: None
) -> None:
    page = client.get("/dashboard/settings/", {"instance": wix_sandbox.sign_instance()})

    assert page.status_code == 200


def test_staff_read_what_only_the_app_may(
    wix_sandbox: WixSandbox, client: Client, admin_user: User
) -> None:
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/staff/report/")

    assert "farid@example.com" in page.content.decode()
    assert [seen["role"] for seen in wix_sandbox.requests_to("/members")] == ["app"]
