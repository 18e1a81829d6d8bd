from __future__ import annotations

import base64
import json
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.support import Caller, code_of, product, violation_of

ON_REQUEST = {
    "CURRENCY": "currency",
    "PLAIN_DESCRIPTION": "plainDescription",
    "DESCRIPTION": "description",
    "URL": "url",
    "DIRECT_CATEGORIES_INFO": "directCategoriesInfo",
    "ALL_CATEGORIES_INFO": "allCategoriesInfo",
    "BREADCRUMBS_INFO": "breadcrumbsInfo",
}


def query(caller: Caller, fields: list[str] | None = None, **wanted: Any) -> Any:
    request = {"query": wanted, "fields": fields or []}
    return caller.post("/stores/v3/products/query", request)


def search(caller: Caller, **wanted: Any) -> Any:
    return caller.post("/stores/v3/products/search", {"search": wanted})


def products(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["products"]
    return found


def pages(caller: Caller, path: str, key: str, first: dict[str, Any]) -> list[list[str]]:
    """Return the names page by page, following the cursors."""
    found, wanted = [], first
    while True:
        answer = caller.post(path, {key: wanted}).json()
        found.append([one["name"] for one in answer["products"]])
        assert answer["pagingMetadata"]["count"] == len(answer["products"])
        if not answer["pagingMetadata"]["hasNext"]:
            return found
        cursor = answer["pagingMetadata"]["cursors"]["next"]
        wanted = {"cursorPaging": {"limit": first["cursorPaging"]["limit"], "cursor": cursor}}


def test_the_shop_is_of_some_size(visitor: Caller) -> None:
    everything = products(query(visitor))
    tree = {"treeReference": {"appNamespace": "@wix/stores"}}
    categories = visitor.post("/categories/v1/categories/query", tree).json()["categories"]

    assert len(everything) >= 40
    assert len(categories) == 6
    assert sum(one["itemCounter"] for one in categories) == len(everything)
    assert len({one["slug"] for one in everything}) == len(everything)


def test_ids_are_the_same_in_every_run(visitor: Caller) -> None:
    assert product(visitor, "harbour-bowl")["id"] == "47d2d350-d6b1-52fd-88a1-138992f4b4ca"


def test_parts_on_request_are_left_out_otherwise(visitor: Caller) -> None:
    bare = products(query(visitor, cursorPaging={"limit": 1}))[0]
    full = products(query(visitor, list(ON_REQUEST), cursorPaging={"limit": 1}))[0]

    for name in ON_REQUEST.values():
        assert name not in bare
        assert name in full
    assert bare["actualPriceRange"]["minValue"] == {"amount": "34.00"}
    assert full["actualPriceRange"]["minValue"]["formattedAmount"] == "$34.00"
    assert "itemsInfo" not in bare["media"]


def test_variants_come_with_one_product_when_asked_for(visitor: Caller) -> None:
    path = "/stores/v3/products/slug/everyday-mug"

    bare = visitor.get(path).json()["product"]
    full = product(visitor, "everyday-mug")
    listed = products(query(visitor, ["VARIANT_OPTION_CHOICE_NAMES"]))

    assert "variantsInfo" not in bare
    assert len(full["variantsInfo"]["variants"]) == 3
    assert all("variantsInfo" not in one for one in listed)
    choices = {c["choiceId"] for c in full["options"][0]["choicesSettings"]["choices"]}
    for variant in full["variantsInfo"]["variants"]:
        assert variant["choices"][0]["optionChoiceIds"]["choiceId"] in choices


def test_stock_shows_in_product_choice_and_variant(visitor: Caller) -> None:
    mug = product(visitor, "everyday-mug")

    assert mug["inventory"]["availabilityStatus"] == "PARTIALLY_OUT_OF_STOCK"
    in_stock = [v["inventoryStatus"]["inStock"] for v in mug["variantsInfo"]["variants"]]
    assert in_stock == [True, True, False]
    choices = mug["options"][0]["choicesSettings"]["choices"]
    assert [choice["inStock"] for choice in choices] == in_stock
    gone = product(visitor, "night-market-bowl")
    assert gone["inventory"]["availabilityStatus"] == "OUT_OF_STOCK"


def test_a_reduced_product_has_a_price_to_compare(visitor: Caller) -> None:
    reduced = product(visitor, "ember-bowl")

    assert reduced["actualPriceRange"]["minValue"]["amount"] == "29.00"
    assert reduced["compareAtPriceRange"]["minValue"]["amount"] == "36.00"
    assert "compareAtPriceRange" not in product(visitor, "harbour-bowl")


def test_what_is_not_visible_is_not_there(visitor: Caller) -> None:
    answer = visitor.get("/stores/v3/products/slug/apprentice-apron")

    assert (answer.status_code, code_of(answer)) == (404, "PRODUCT_NOT_FOUND")
    names = {one["name"] for one in products(query(visitor))}
    assert "Apprentice Apron" not in names


def test_a_product_is_found_by_id_too(visitor: Caller) -> None:
    bowl = product(visitor, "harbour-bowl")

    assert visitor.get(f"/stores/v3/products/{bowl['id']}").json()["product"]["slug"] == (
        "harbour-bowl"
    )
    assert visitor.get("/stores/v3/products/unknown").status_code == 404


def test_cursors_lead_through_everything_once(visitor: Caller) -> None:
    first = {"sort": [{"fieldName": "name"}], "cursorPaging": {"limit": 7}}

    found = pages(visitor, "/stores/v3/products/query", "query", first)

    names = [name for page in found for name in page]
    assert names == sorted(one["name"] for one in products(query(visitor)))
    assert len(found) > 5


def test_a_cursor_remembers_the_words_of_its_search(visitor: Caller) -> None:
    first = {"search": {"expression": "mug"}, "cursorPaging": {"limit": 2}}

    found = pages(visitor, "/stores/v3/products/search", "search", first)

    names = [name for page in found for name in page]
    assert len(names) > 2
    assert all("Mug" in name for name in names)


def test_a_cursor_stands_alone(visitor: Caller) -> None:
    first = query(visitor, cursorPaging={"limit": 2}).json()
    cursor = first["pagingMetadata"]["cursors"]["next"]

    both = query(visitor, cursorPaging={"cursor": cursor}, filter={"visible": True})

    assert violation_of(both)["field"] == "query.cursorPaging.cursor"
    broken = query(visitor, cursorPaging={"cursor": "nonsense"})
    assert (broken.status_code, code_of(broken)) == (400, "INVALID_CURSOR")


def test_prices_sort_as_numbers(visitor: Caller) -> None:
    sort = [{"fieldName": "actualPriceRange.minValue.amount", "order": "DESC"}]

    found = products(query(visitor, sort=sort))

    prices = [Decimal(one["actualPriceRange"]["minValue"]["amount"]) for one in found]
    assert prices == sorted(prices, reverse=True)
    assert prices[0] > 50 > prices[-1]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"slug": "harbour-bowl"}, {"Harbour Bowl"}),
        ({"slug": {"$in": ["fern-card", "birthday-card"]}}, {"Fern Card", "Birthday Card"}),
        ({"name": {"$startsWith": "sunday"}}, {"Sunday Plate"}),
        (
            {"$and": [{"name": {"$startsWith": "T"}}, {"name": {"$gte": "Ti"}}]},
            {"Tidal Vase"},
        ),
        (
            {"$or": [{"slug": "fern-card"}, {"slug": {"$eq": "dusk-vase"}}]},
            {"Fern Card", "Dusk Vase"},
        ),
        (
            {"actualPriceRange.minValue.amount": {"$gt": "57", "$lte": 58}},
            {"Bath Linen"},
        ),
        (
            {"ribbon.name": {"$exists": True}, "$not": {"ribbon.name": {"$ne": "New"}}},
            {"Cellar Pitcher", "Fig Leaf Candle"},
        ),
        ({"slug": {"$nin": []}, "createdDate": {"$gte": "2026-10-20T00:00:00Z"}}, {"Harbour Bowl"}),
        ({"slug": "unknown"}, set()),
    ],
)
def test_filters(visitor: Caller, wanted: dict[str, Any], names: set[str]) -> None:
    assert {one["name"] for one in products(query(visitor, filter=wanted))} == names


@pytest.mark.parametrize(
    "wanted",
    [
        {"colour": "blue"},
        {"name": {"$regex": ".*"}},
        {"visible": {"$gt": True}},
        {"visible": "yes"},
        {"name": 7},
        {"name": {"$in": "text"}},
        {"createdDate": {"$gt": "yesterday"}},
        {"actualPriceRange.minValue.amount": {"$gt": "NaN"}},
        {"$and": {"name": "x"}},
        {"$or": [7]},
        {"$not": [{"name": "x"}]},
        {"allCategoriesInfo.categories": {"$matchItems": [{"id": "x"}]}},
    ],
)
def test_a_filter_that_is_not_declared_is_refused(visitor: Caller, wanted: Any) -> None:
    answer = query(visitor, filter=wanted)

    assert (answer.status_code, code_of(answer)) == (400, "INVALID_FILTER")


def test_a_filter_must_be_an_object(visitor: Caller) -> None:
    assert violation_of(query(visitor, filter=[]))["field"] == "query.filter"


@pytest.mark.parametrize(
    "sort", [[{"fieldName": "plainDescription"}], [{"fieldName": "name"}] * 5, [{}], "name"]
)
def test_a_sort_that_is_not_declared_is_refused(visitor: Caller, sort: Any) -> None:
    assert query(visitor, sort=sort).status_code == 400


def test_unknown_fields_are_refused(visitor: Caller) -> None:
    assert violation_of(query(visitor, ["EVERYTHING"]))["field"] == "fields"


def test_a_search_knows_categories(visitor: Caller) -> None:
    tree = {"treeReference": {"appNamespace": "@wix/stores"}}
    categories = visitor.post("/categories/v1/categories/query", tree).json()["categories"]
    vases = next(one for one in categories if one["name"] == "Vases")
    condition = {"allCategoriesInfo.categories": {"$matchItems": [{"id": vases["id"]}]}}

    found = products(search(visitor, filter=condition))
    count = visitor.post("/stores/v3/products/count", {"filter": condition}).json()

    assert {one["mainCategoryId"] for one in found} == {vases["id"]}
    assert count == {"count": len(found)} == {"count": vases["itemCounter"]}


def test_the_sdks_packed_get_is_understood(visitor: Caller) -> None:
    request = {"query": {"filter": {"slug": "fern-card"}}, "fields": ["CURRENCY"]}
    packed = base64.urlsafe_b64encode(json.dumps(request).encode()).rstrip(b"=").decode()

    found = products(visitor.get("/stores/v3/products/query", params={".r": packed}))

    assert [one["name"] for one in found] == ["Fern Card"]
    assert found[0]["currency"] == "USD"
    assert visitor.get("/stores/v3/products/query", params={".r": "%%"}).status_code == 400


def test_a_flat_get_is_understood_too(visitor: Caller) -> None:
    params = {"query.cursorPaging.limit": "3", "fields": "CURRENCY"}

    found = products(visitor.get("/stores/v3/products/query", params=params))

    assert len(found) == 3
    assert found[0]["currency"] == "USD"


def test_categories_have_a_tree_a_slug_and_an_id(visitor: Caller) -> None:
    tree = {"treeReference.appNamespace": "@wix/stores"}

    vases = visitor.get("/categories/v1/categories/slug/vases", params=tree).json()["category"]
    same = visitor.get(f"/categories/v1/categories/{vases['id']}", params=tree).json()

    assert same["category"] == vases
    assert visitor.get("/categories/v1/categories/slug/vases").status_code == 400
    unknown = visitor.get("/categories/v1/categories/slug/unknown", params=tree)
    assert (unknown.status_code, code_of(unknown)) == (404, "CATEGORY_NOT_FOUND")


def test_the_old_catalog_is_refused(visitor: Caller) -> None:
    version = visitor.get("/stores/v3/provision/version").json()
    answer = visitor.post("/stores/v1/products/query", {"query": {}})

    assert version == {"catalogVersion": "V3_CATALOG"}
    assert (answer.status_code, code_of(answer)) == (428, "CATALOG_V3_CALLING_CATALOG_V1_API")


def test_every_product_has_a_picture_of_its_own(visitor: Caller, anybody: Caller) -> None:
    seen = set()
    for one in products(query(visitor)):
        answer = anybody.session.get(one["media"]["main"]["image"]["url"], timeout=10)
        assert answer.headers["Content-Type"].startswith("image/svg+xml")
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert answer.text.startswith("<svg ")
        seen.add(answer.text)

    assert len(seen) >= 40


def test_a_picture_can_be_asked_for_in_any_size(visitor: Caller, anybody: Caller) -> None:
    image = product(visitor, "harbour-bowl")["media"]["main"]["image"]

    plain = anybody.session.get(image["url"], timeout=10)
    sized = anybody.session.get(f"{image['url']}/v1/fill/w_300,h_300/file.svg", timeout=10)

    assert sized.status_code == 200
    assert sized.text == plain.text
    assert anybody.get("/media/unknown.svg").status_code == 404
