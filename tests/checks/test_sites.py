"""What is found about the hosts and addresses of sites."""

from __future__ import annotations

import pytest
from django.core.checks import ERROR, WARNING

from wix_headless.checks import CheckId


@pytest.fixture
def sites(change):
    """Say what SITES are."""

    def sites(**given):
        change(SITES=given)

    return sites


@pytest.mark.parametrize(
    "host",
    ["https://outlet.example.com", "outlet.example.com:8000", "outlet.example.com/shop", "*.a.com"],
)
def test_e010_hosts_that_are_none(sites, find_one, host):
    sites(outlet={"CLIENT_ID": "2", "HOSTS": [host]})

    found = find_one(CheckId.HOSTS)

    assert found.level == ERROR
    assert host in found.msg


@pytest.mark.parametrize("host", ["outlet.example.com", ".example.com", "*", "[::1]", "10.0.0.1"])
def test_hosts_that_are_some(sites, find, host):
    sites(outlet={"CLIENT_ID": "2", "HOSTS": [host]})

    assert find() == []


def test_w002_of_a_further_site(sites, find_one):
    sites(
        outlet={"CLIENT_ID": "2", "HOSTS": ["a.example"], "API_URL": "http://127.0.0.1:8765"},
    )

    assert "outlet" in find_one(CheckId.SANDBOX).msg


def test_w006_one_client_for_two(sites, find_one):
    sites(outlet={"CLIENT_ID": "client", "HOSTS": ["a.example"]})

    found = find_one(CheckId.CLIENT_TWICE)

    assert found.level == WARNING
    assert '"default", "outlet"' in found.msg


def test_w007_a_site_that_no_request_is_for(sites, change, find_one, find):
    sites(outlet={"CLIENT_ID": "2"})
    assert find_one(CheckId.UNREACHED_SITE).level == WARNING

    change(SITE_RESOLVER=lambda request: "outlet")
    assert find() == []


def test_w008_a_host_of_two(sites, find_one):
    sites(
        one={"CLIENT_ID": "2", "HOSTS": ["a.example", "b.example"]},
        two={"CLIENT_ID": "3", "HOSTS": ["B.example"]},
    )

    assert '"b.example"' in find_one(CheckId.HOST_TWICE).msg


@pytest.mark.parametrize(
    ("host", "allowed", "is_well"),
    [
        ("a.example", ["a.example"], True),
        ("A.example", [".example"], True),
        ("a.example", ["b.example"], False),
        (".example", ["a.example"], True),
        (".example", [".example"], True),
        (".example", ["other"], False),
        ("a.example", ["*"], True),
    ],
)
def test_w009_hosts_that_django_refuses(sites, sound, find, host, allowed, is_well):
    sound.ALLOWED_HOSTS = allowed
    sites(outlet={"CLIENT_ID": "2", "HOSTS": [host]})

    found = [message.id for message in find()]

    assert found == ([] if is_well else [CheckId.HOST_NOT_ALLOWED])
    sound.DEBUG = True
    assert find() == []
