"""The catalog: queries with paging, searches, one product."""

from __future__ import annotations

from tests.conformance.ours.stage import Flow, Stage


def a_query_is_walked_through_page_by_page(stage: Stage) -> None:
    query = {
        "filter": {},
        "cursorPaging": {"limit": 20},
        "sort": [{"fieldName": "name", "order": "ASC"}],
    }
    client = stage.visitor()
    pages = client.stores.products_v3.query_products.pages(query=query)

    with stage.step("first page"):
        first = next(pages)
    with stage.step("second page"):
        second = next(pages)
    with stage.step("third page"):
        third = next(pages)
    with stage.step("back"):
        cursor = third["pagingMetadata"]["cursors"]["prev"]
        back = client.stores.products_v3.query_products(
            query={"cursorPaging": {"limit": 20, "cursor": cursor}}
        )

    assert first["products"] != second["products"] == back["products"]
    assert next(pages, None) is None


def a_query_filters_sorts_and_shows_fields(stage: Stage) -> None:
    client = stage.visitor()

    with stage.step("filter"):
        client.stores.products_v3.query_products(
            fields=["CURRENCY", "PLAIN_DESCRIPTION"],
            query={
                "filter": {"name": {"$startsWith": "H"}},
                "cursorPaging": {"limit": 5},
                "sort": [{"fieldName": "name", "order": "DESC"}],
            },
        )


def a_long_query_travels_as_a_post(stage: Stage) -> None:
    client = stage.visitor()
    slugs = [f"no-such-{number}-{'x' * 40}" for number in range(99)]

    with stage.step("long query"):
        client.stores.products_v3.query_products(
            query={"filter": {"slug": {"$in": slugs}}, "cursorPaging": {"limit": 50}}
        )


def an_unknown_field_is_refused(stage: Stage) -> None:
    client = stage.visitor()

    with stage.refused("unknown field", 400):
        client.stores.products_v3.query_products(
            query={"filter": {"noSuchField": 1}, "cursorPaging": {"limit": 50}}
        )


def a_product_is_found_by_its_slug(stage: Stage) -> None:
    client = stage.visitor()

    with stage.step("by slug"):
        product = client.stores.products_v3.get_product_by_slug(
            "everyday-mug", fields=["CURRENCY", "VARIANT_OPTION_CHOICE_NAMES"]
        )["product"]
    with stage.step("by id"):
        client.stores.products_v3.get_product(product["id"])
    with stage.refused("unknown slug", 404):
        client.stores.products_v3.get_product_by_slug("no-such-thing")
    with stage.refused("odd slug", 404):
        client.stores.products_v3.get_product_by_slug("ça & là?")


def a_search_finds_words(stage: Stage) -> None:
    client = stage.visitor()

    with stage.step("search"):
        client.stores.products_v3.search_products(
            search={"search": {"expression": "bowl"}, "cursorPaging": {"limit": 3}}
        )
    with stage.step("count"):
        client.stores.products_v3.count_products()


def the_catalog_is_the_same_for_members_and_for_the_app(stage: Stage) -> None:
    query = {"filter": {}, "cursorPaging": {"limit": 1}}

    for who, client in {"a member": stage.member(), "the app": stage.app()}.items():
        with stage.step(f"as {who}"):
            client.stores.products_v3.query_products(query=query)


def a_stranger_is_shown_nothing(stage: Stage) -> None:
    stranger = stage.impostor()

    with stage.refused("a stranger asks", 401):
        stranger.stores.products_v3.query_products(
            query={"filter": {}, "cursorPaging": {"limit": 50}}
        )


def the_old_catalog_is_refused(stage: Stage) -> None:
    client = stage.app()

    with stage.refused("old catalog", 428):
        client.post(
            "/stores/v1/products", json={"product": {"name": "Jug", "productType": "physical"}}
        )


FLOWS: list[Flow] = [
    a_query_is_walked_through_page_by_page,
    a_query_filters_sorts_and_shows_fields,
    a_long_query_travels_as_a_post,
    an_unknown_field_is_refused,
    a_product_is_found_by_its_slug,
    a_search_finds_words,
    the_catalog_is_the_same_for_members_and_for_the_app,
    a_stranger_is_shown_nothing,
    the_old_catalog_is_refused,
]
