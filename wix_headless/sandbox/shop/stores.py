"""
The catalog, version 3: products, categories, and the refusal of version 1.

Follows ``/docs/api-reference/business-solutions/stores/catalog-v3/`` (product object, query,
search, count, get by slug, supported filters) and its sibling Categories. Parts of a product that
Wix answers only on request are named in ``fields``, and left out otherwise; a product's variants
are such a part too (VARIANT_OPTION_CHOICE_NAMES), and only when one product is asked for.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Category, Json, Product
from wix_headless.sandbox.shop import catalog
from wix_headless.sandbox.state import iso
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import arguments, body, state

area = Blueprint("stores", __name__)

SORTS = ("name", "slug", "createdDate", "updatedDate", "actualPriceRange.minValue.amount")
QUERY = query.Schema(
    filters={
        "id": query.ID,
        "name": query.TEXT,
        "slug": query.TEXT,
        "visible": query.BOOL,
        "productType": query.ID,
        "handle": query.TEXT,
        "createdDate": query.DATE,
        "updatedDate": query.DATE,
        "actualPriceRange.minValue.amount": query.MONEY,
        "actualPriceRange.maxValue.amount": query.MONEY,
        "compareAtPriceRange.minValue.amount": query.MONEY,
        "inventory.availabilityStatus": query.ID,
        "brand.name": query.TEXT,
        "ribbon.name": query.TEXT,
        "mainCategoryId": query.ID,
    },
    sorts=SORTS,
)
# Categories filter searches, not queries ("Supported Filters and Sorting" of Products V3).
SEARCH = query.Schema(
    filters={
        **QUERY.filters,
        "allCategoriesInfo.categories": query.ITEMS,
        "directCategoriesInfo.categories": query.ITEMS,
    },
    sorts=SORTS,
)
CATEGORIES = query.Schema(
    filters={
        "id": query.ID,
        "name": query.TEXT,
        "slug": query.TEXT,
        "createdDate": query.DATE,
        "updatedDate": query.DATE,
    },
    sorts=("name", "slug", "createdDate", "updatedDate"),
)
TREE = {"appNamespace": "@wix/stores", "treeKey": None}


@area.get("/stores/v3/provision/version")
def get_catalog_version() -> Json:
    """Say that this site has the new catalog."""
    return {"catalogVersion": "V3_CATALOG"}


@area.route("/stores/v1/<path:rest>", methods=["GET", "POST"])
def version_one(rest: str) -> Json:
    """Refuse the old catalog, as a site with the new one does."""
    message = f"The site has catalog V3, and {rest} is of catalog V1."
    raise WixError(428, message, code="CATALOG_V3_CALLING_CATALOG_V1_API")


@area.route("/stores/v3/products/query", methods=["GET", "POST"])
def query_products() -> Json:
    """Answer a query; the SDK sends it as a GET, packed in ``.r``."""
    asked = arguments()
    shown = _fields(asked)
    part, metadata = paging.cursor_page(_everything(), asked.sub("query"), QUERY)
    return {"products": [_show(one, shown) for one in part], "pagingMetadata": metadata}


@area.route("/stores/v3/products/search", methods=["GET", "POST"])
def search_products() -> Json:
    """Answer a search: a query that also looks for words in names and descriptions."""
    asked = arguments()
    shown = _fields(asked)
    search = asked.sub("search")
    search.refuse("aggregations")
    part, metadata = paging.cursor_page(_everything(), search, SEARCH, narrow=_spoken)
    return {"products": [_show(one, shown) for one in part], "pagingMetadata": metadata}


@area.route("/stores/v3/products/count", methods=["GET", "POST"])
def count_products() -> Json:
    """Count what a search would find."""
    asked = arguments()
    found = _spoken(_everything(), asked)
    return {"count": len(query.select(found, asked, SEARCH))}


@area.get("/stores/v3/products/<id>")
def get_product(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a product by its id; its variants only if ``fields`` asks for them."""
    shown = _fields(arguments())
    return {"product": catalog.render(state(), _visible(state().products.get(id), id), shown)}


@area.get("/stores/v3/products/slug/<slug>")
def get_product_by_slug(slug: str) -> Json:
    """Return a product by its slug."""
    shown = _fields(arguments())
    found = next((p for p in state().products.values() if p.slug == slug), None)
    return {"product": catalog.render(state(), _visible(found, slug), shown)}


@area.post("/categories/v1/categories/query")
def query_categories() -> Json:
    """Answer the shop's categories; the tree they hang in must be named."""
    asked = body()
    _check_tree(asked)
    everything = [_category(one) for one in state().categories.values()]
    part, metadata = paging.cursor_page(everything, asked.sub("query"), CATEGORIES)
    return {"categories": part, "pagingMetadata": metadata}


@area.get("/categories/v1/categories/<id>")
def get_category(id: str) -> Json:  # noqa: A002
    """Return a category by its id."""
    _check_tree(arguments())
    return {"category": _category(_found(state().categories.get(id), id))}


@area.get("/categories/v1/categories/slug/<slug>")
def get_category_by_slug(slug: str) -> Json:
    """Return a category by its slug."""
    _check_tree(arguments())
    found = next((c for c in state().categories.values() if c.slug == slug), None)
    return {"category": _category(_found(found, slug))}


def _fields(asked: Fields) -> set[str]:
    return set(asked.texts("fields", allowed=catalog.REQUESTED_FIELDS))


def _everything() -> list[Json]:
    """Return all visible products, in full, for filters to look at."""
    memory = state()
    everything = set(catalog.REQUESTED_FIELDS)
    products = [one for one in memory.products.values() if one.visible]
    return [catalog.render(memory, one, everything) for one in products]


def _show(product: Json, shown: set[str]) -> Json:
    """Return a product of a list: what was asked for, and never its variants."""
    whole = catalog.render(state(), state().products[product["id"]], shown)
    whole.pop("variantsInfo", None)
    return whole


def _spoken(products: list[Json], asked: Fields) -> list[Json]:
    """Return the products that speak of the words searched for."""
    words = asked.sub("search")
    expression = words.text("expression", longest=100).casefold()
    names = words.texts("fields", allowed=("name", "plainDescription")) or ["name"]
    if not expression:
        return products
    return [p for p in products if any(expression in p[name].casefold() for name in names)]


def _visible(product: Product | None, name: str) -> Product:
    if product is None or not product.visible:
        raise WixError(404, f"Product {name} was not found.", code="PRODUCT_NOT_FOUND")
    return product


def _found(category: Category | None, name: str) -> Category:
    if category is None:
        raise WixError(404, f"Category {name} was not found.", code="CATEGORY_NOT_FOUND")
    return category


def _check_tree(asked: Fields) -> None:
    asked.require("treeReference")
    if asked.sub("treeReference").required_text("appNamespace") != TREE["appNamespace"]:
        raise ValidationError("treeReference.appNamespace", "is not a tree of this site")


def _category(category: Category) -> Json:
    products = [p for p in state().products.values() if p.category == category.id and p.visible]
    return {
        "id": category.id,
        "revision": "1",
        "createdDate": iso(category.created),
        "updatedDate": iso(category.created),
        "name": category.name,
        "slug": category.slug,
        "description": category.description,
        "visible": True,
        "itemCounter": len(products),
        "parentCategory": {"id": None, "index": None},
        "treeReference": TREE,
    }
