"""The shop window and the product pages."""

from __future__ import annotations

import re

import pytest

from wix_headless.sandbox.seed.products import ROWS

VISIBLE = {row.name for rows in ROWS.values() for row in rows if row.visible}


def names(page):
    return re.findall(r'<h2><a href="/products/[\w-]+/">(.+?)</a></h2>', page)


def next_page(page):
    found = re.search(r'rel="next" href="(\?[^"]*after=[^"]+)"', page)
    return found and "/" + found.group(1).replace("&amp;", "&")


def test_a_card_shows_picture_name_and_price(shopper):
    page = shopper.get("/")

    assert len(names(page)) == 12
    assert "Harbour Bowl" in names(page)
    assert "$34.00" in page
    assert "/media/" in page


def test_the_pages_lead_through_the_whole_shop_once(shopper):
    found, path = [], "/"

    while path:
        page = shopper.get(path)
        found += names(page)
        path = next_page(page)

    assert len(found) == len(set(found))
    assert set(found) == {name.replace("&", "&amp;").replace("'", "&#x27;") for name in VISIBLE}


@pytest.mark.parametrize("after", ["nonsense", "\x00", "x" * 500, "../..", "é"])
def test_a_made_up_cursor_leads_to_the_start(shopper, after):
    answer = shopper.site.get("/", {"after": after})

    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_sales_and_sold_out_products_are_marked(shopper):
    page = shopper.get("/")

    assert re.search(r"\$29\.00\s+<s>.*?\$36\.00</s>", page)
    assert "Sold out" in page


def test_an_empty_shop_says_so(shopper, sandbox):
    sandbox.control("clear")

    assert "Nothing is on the shelves" in shopper.get("/")


def test_a_product_page_shows_it_and_what_can_be_chosen(shopper):
    page = shopper.get("/products/everyday-mug/")

    assert "<h1>Everyday Mug</h1>" in page
    assert "survives every dishwasher" in page
    assert "<legend>Glaze</legend>" in page
    assert re.search(r"<input[^>]+disabled[^>]*><span>Oat", page)
    assert not re.search(r"<input[^>]+disabled[^>]*><span>Sea", page)


def test_choices_of_different_prices_say_theirs(shopper):
    page = shopper.get("/products/water-pitcher/")

    assert "Small · $46.00" in page
    assert "Large · $60.00" in page


def test_a_sold_out_product_cannot_be_ordered(shopper):
    page = shopper.get("/products/night-market-bowl/")

    assert "Sold out" in page
    assert "Add to cart" not in page


@pytest.mark.parametrize(
    "slug", ["nothing", "..", ".", "%2e%2e", "%00", "a%2Fb", "<script>", "x" * 300, "קערה"]
)
def test_an_unknown_product_is_a_page_not_found(shopper, slug):
    answer = shopper.site.get(f"/products/{slug}/")

    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


def test_only_the_product_page_takes_a_form(shopper):
    assert shopper.site.post("/").status_code == 405
    assert shopper.site.put("/products/everyday-mug/").status_code == 405
    assert shopper.site.head("/").status_code == 200


def test_a_search_finds_products_by_their_name(shopper):
    page = shopper.get("/?q=vase")

    assert "<h1>“vase”</h1>" in page
    assert names(page)
    assert all("Vase" in name for name in names(page))


def test_a_search_without_a_find_says_so_and_keeps_the_words(shopper):
    page = shopper.get("/?q=bicycle")

    assert "Nothing of that name" in page
    assert 'value="bicycle"' in page


def test_a_category_shows_its_own_products(shopper):
    page = shopper.get("/?category=notebooks")

    assert "<h1>Notebooks</h1>" in page
    assert set(names(page)) == {row.name for row in ROWS["Notebooks"] if row.visible}


def test_a_search_stays_inside_its_category(shopper):
    assert names(shopper.get("/?q=studio&category=notebooks")) == ["Studio Notebook"]


def test_the_next_page_goes_on_with_the_search(shopper):
    found, path = [], "/?q=o"

    while path:
        page = shopper.get(path)
        assert "<h1>“o”</h1>" in page
        found += names(page)
        path = next_page(page)

    assert len(found) == len([name for name in VISIBLE if "o" in name.lower()]) > 12


@pytest.mark.parametrize("category", ["nothing", "..", "<b>", "x" * 500])
def test_an_unknown_category_is_a_page_not_found(shopper, category):
    assert shopper.site.get("/", {"category": category}).status_code == 404


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "x" * 5000, "\x00", "%", '"', "é"])
def test_any_words_can_be_searched_for(shopper, words):
    answer = shopper.site.get("/", {"q": words})

    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
