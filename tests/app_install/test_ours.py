"""Whose tokens are let in: those of every installation that is known, as long as it is."""

from __future__ import annotations

import pytest

from wix_headless.client import WixClient
from wix_headless.exceptions import ClientRefusedError, ConfigurationError
from wix_headless.models import StoredToken
from wix_headless.storages.installations import forget_instance, note_installed
from wix_headless.strategies import AppStrategy

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["visitor", "user"])
def headers(request, sandbox, elsewhere):
    """Return what a page on the other site sends along."""
    asked = {"role": request.param, "instance_id": elsewhere["instanceId"]}
    return {"Authorization": sandbox.control("act-as", **asked)["access_token"]}


def test_a_caller_from_an_installation_speaks_there_and_nowhere_else(client, headers, elsewhere):
    assert client.get("/whose/", headers=headers).status_code == 401

    note_installed("default", elsewhere["instanceId"])
    found = client.get("/whose/", headers=headers).json()

    assert found["instance"] == elsewhere["instanceId"]
    assert found["spoke"]["instanceId"] == elsewhere["instanceId"]


def test_it_is_out_as_soon_as_the_app_is_removed(client, headers, elsewhere):
    note_installed("default", elsewhere["instanceId"])
    assert client.get("/whose/", headers=headers).status_code == 200

    forget_instance("default", elsewhere["instanceId"])

    assert client.get("/whose/", headers=headers).status_code == 401


def test_installed_for_one_entry_of_the_settings_is_not_for_the_other(
    client, headers, elsewhere, settings
):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"outlet": {"CLIENT_ID": "another"}}}
    note_installed("outlet", elsewhere["instanceId"])

    assert client.get("/whose/", headers=headers).status_code == 401


def test_the_settings_own_still_is(client, sandbox, elsewhere):
    note_installed("default", elsewhere["instanceId"])
    headers = {"Authorization": sandbox.act_as(role="visitor")["access_token"]}

    assert client.get("/whose/", headers=headers).json()["instance"] == sandbox.instance_id


def test_an_app_without_a_site_of_its_own_needs_no_ids_in_the_settings(
    client, headers, sandbox, elsewhere, settings
):
    settings.WIX_HEADLESS |= sandbox.settings(SITE_ID="", CLIENT_INSTANCE_ID="")
    with pytest.raises(ConfigurationError, match="app_urls"):
        client.get("/whose/", headers=headers)

    note_installed("default", sandbox.control("installations", site="Harbour Bakery")["instanceId"])
    assert client.get("/whose/", headers=headers).status_code == 401

    note_installed("default", elsewhere["instanceId"])
    assert client.get("/whose/", headers=headers).status_code == 200


def test_the_signed_instance_of_its_dashboard_is_believed(client, sandbox, elsewhere):
    signed = sandbox.control("instance", role="user", instance_id=elsewhere["instanceId"])
    assert client.get("/whose/", signed).status_code == 401

    note_installed("default", elsewhere["instanceId"])

    assert client.get("/whose/", signed).json()["instance"] == elsewhere["instanceId"]


def test_a_task_speaks_in_each_until_it_is_removed(sandbox, elsewhere):
    note_installed("default", elsewhere["instanceId"])

    def ask():
        client = WixClient(AppStrategy.from_settings(instance_id=elsewhere["instanceId"]))
        return client.get("/apps/v1/instance")["site"]["siteDisplayName"]

    assert (ask(), ask()) == ("Tall Ship Inn", "Tall Ship Inn")
    assert sandbox.token_requests() == 1

    sandbox.control(f"installations/{elsewhere['instanceId']}", "DELETE")
    forget_instance("default", elsewhere["instanceId"])

    with pytest.raises(ClientRefusedError):
        ask()
    assert not StoredToken.objects.exclude(sealed=None).exists()
