"""``docs/events.md``: its Python runs as it stands, and its table is the code's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from tests.docs.pages import DOCS, find_block, read_blocks, run
from tests.docs.running import is_settings
from tests.events.signing import APPROVED, public_pem, sign_event
from wix_headless.client import WixClient
from wix_headless.conf import wix_settings
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import FIRST_PAUSE, MOST_TRIES, PAUSES_GROW
from wix_headless.strategies import AppStrategy

PAGE = "events.md"
TEXT = (DOCS / PAGE).read_text(encoding="utf-8")
UNITS = {"s": "seconds", "min": "minutes", "h": "hours"}


@pytest.mark.django_db
def test_the_handlers_of_the_page(sandbox, settings, post, capsys):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_PUBLIC_KEY": [public_pem()]}
    run(*[block for block in read_blocks(PAGE) if not is_settings(block)])
    shop = WixClient(AppStrategy.from_settings())
    order = shop.ecom.orders.search_orders(search={})["orders"][0]

    send(post, sandbox, APPROVED, entityId=order["id"])
    for slug in ("created", "deleted"):
        send(post, sandbox, f"wix.members.v1.member_{slug}")

    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "created",
        "deleted",
    ]
    assert {row.state for row in EventDelivery.objects.all()} == {"completed"}
    (letter,) = mail.outbox
    assert letter.body == f"Number {order['number']} is paid."


def send(post, sandbox, event_type, **event):
    body = sign_event(event_type, instance=sandbox.instance_id, **event)
    assert post(body).status_code == 200


def test_the_pauses_are_those_of_the_code():
    (line,) = re.findall(r"^\| pause \| (.*) \|$", TEXT, re.MULTILINE)
    *pauses, last = line.split(" | ")

    assert (len(pauses) + 1, last) == (MOST_TRIES, "parked")
    for tries, said in enumerate(pauses):
        number, unit = said.split()
        told = timedelta(**{UNITS[unit]: int(number)})
        assert abs(FIRST_PAUSE * PAUSES_GROW**tries / told - 1) < 0.07


def test_the_address_is_the_one_that_the_page_names():
    assert f"https://<your site>{reverse('wix:events')}" in TEXT


def test_redis_gives_a_handler_the_time_that_it_has():
    block = find_block(PAGE, "django_tasks_rq")
    queues = run(block, INSTALLED_APPS=[], env=str)["RQ_QUEUES"]

    assert queues["default"]["DEFAULT_TIMEOUT"] == wix_settings.EVENT_SECONDS
