"""What Wix's pages call and show: recommendations, and the owner's settings."""

from __future__ import annotations

import re

import pytest
from django.test import Client

ADA = "ada@example.com"


@pytest.fixture
def ask(sandbox, db):
    """Ask for recommendations as somebody whom the sandbox makes a token for."""

    def ask(role, **more):
        token = sandbox.control("act-as", role=role, **more)["access_token"]
        return Client().get("/recommendations/", headers={"Authorization": token})

    return ask


@pytest.fixture
def page(sandbox, db):
    """The dashboard's page of settings, as its owner sees it."""
    return f"/dashboard/settings/?instance={sandbox.control('instance')['instance']}"


def save(page, **fields):
    client = Client(enforce_csrf_checks=True)
    shown = client.get(page).content.decode()
    token = re.search(r'name="wix_form_token" value="([^"]+)"', shown)[1]
    return client.post(page, fields | {"wix_form_token": token})


def test_visitors_and_members_are_told_three_products(ask):
    for role, more in (("visitor", {}), ("member", {"member": ADA})):
        told = ask(role, **more).json()

        assert told["for"] == role
        assert len(told["products"]) == 3


def test_others_are_not(ask, client, db):
    assert ask("user").status_code == 403
    assert client.get("/recommendations/").status_code == 401


def test_the_owner_sees_what_holds_before_anything_is_said(page):
    assert 'value="3"' in Client().get(page).content.decode()


def test_the_owner_says_how_many(ask, page, sandbox):
    answer = save(page, picks="5")

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert 'value="5"' in Client().get(page).content.decode()
    assert len(ask("visitor").json()["products"]) == 5
    assert "app" in {one["role"] for one in sandbox.requests_to("/wix-data/")}


@pytest.mark.parametrize("picks", ["", "0", "13", "many"])
def test_but_not_anything(page, picks):
    answer = save(page, picks=picks)

    assert answer.status_code == 200
    assert b"complaint" in answer.content


@pytest.mark.django_db
def test_nobody_else_does(sandbox, client):
    visitor = sandbox.control("instance", role="visitor")["instance"]

    assert client.get("/dashboard/settings/").status_code == 401
    assert client.get("/dashboard/settings/", {"instance": visitor}).status_code == 403
