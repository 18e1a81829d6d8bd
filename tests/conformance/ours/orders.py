"""Orders: a member's own, all for the app, none for a visitor."""

from __future__ import annotations

from tests.conformance.ours.stage import NOBODY, Flow, Stage

PAGE = {"sort": [{"fieldName": "createdDate", "order": "DESC"}], "cursorPaging": {"limit": 2}}


def a_member_reads_its_own_orders(stage: Stage) -> None:
    client = stage.member()
    pages = client.ecom.orders.search_orders.pages(search=PAGE)

    with stage.step("first page"):
        first = next(pages)
    with stage.step("second page"):
        second = next(pages)
    with stage.step("one of them"):
        client.ecom.orders.get_order(first["orders"][0]["id"])

    assert len(first["orders"] + second["orders"]) == 3


def a_member_does_not_read_anothers(stage: Stage) -> None:
    ada, ben = stage.member(), stage.member("ben@example.com")
    order = ada.ecom.orders.search_orders(search=PAGE)["orders"][0]

    with stage.refused("another's", 403):
        ben.ecom.orders.get_order(order["id"])


def a_visitor_reads_none(stage: Stage) -> None:
    client = stage.visitor()
    order = stage.app().ecom.orders.search_orders(search=PAGE)["orders"][0]

    with stage.refused("as a visitor", 403):
        client.ecom.orders.search_orders(search=PAGE)
    with stage.refused("a visitor's", 403):
        client.ecom.orders.get_order(order["id"])


def the_app_reads_everybodys(stage: Stage) -> None:
    client, stranger = stage.app(), stage.impostor()

    with stage.step("as the app"):
        client.ecom.orders.search_orders(search={"filter": {"paymentStatus": "PAID"}})
    with stage.refused("no order", 404):
        client.ecom.orders.get_order(NOBODY)
    with stage.refused("as a stranger", 401):
        stranger.ecom.orders.search_orders(search=PAGE)


FLOWS: list[Flow] = [
    a_member_reads_its_own_orders,
    a_member_does_not_read_anothers,
    a_visitor_reads_none,
    the_app_reads_everybodys,
]
