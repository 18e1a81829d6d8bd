"""The shop window, and one product."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from example_project.cart_count import remember_count
from example_project.forms import AddToCartForm
from example_project.views.cart import STORES_APP_ID, refusals_in
from wix_headless.context import WixHttpRequest
from wix_headless.exceptions import InvalidRequestError, NotFoundError

PRODUCTS_PER_PAGE = 12
MOST_LETTERS = 100  # of what is searched for: Wix takes no more

#: Wix's own name for the tree that the shop's categories hang in.
STORES_TREE = {"appNamespace": "@wix/stores", "treeKey": None}


@require_safe
def index(request: WixHttpRequest) -> HttpResponse:
    """Show one page of products: all, those of ``?category=``, or those that ``?q=`` finds."""
    words, slug, after = (request.GET.get(name, "").strip() for name in ("q", "category", "after"))
    categories = request.wix.categories.query_categories(tree_reference=STORES_TREE)["categories"]
    category = next((one for one in categories if one["slug"] == slug), None)
    if slug and category is None:
        raise Http404
    search = build_search(words[:MOST_LETTERS], category, after)
    try:
        answer = request.wix.stores.products_v3.search_products(search=search, fields=["CURRENCY"])
    except InvalidRequestError:
        if not after:
            raise
        return redirect("index")  # an old or made-up cursor
    context = {
        "categories": categories,
        "category": category,
        "words": words,
        "products": answer["products"],
        "next": answer["pagingMetadata"].get("cursors", {}).get("next"),
        "after": after,
    }
    return render(request, "shop/index.html", context)


def build_search(words: str, category: dict[str, Any] | None, after: str) -> dict[str, Any]:
    """Return the search for what was asked; *after* is Wix's cursor to its next page."""
    paging = {"limit": PRODUCTS_PER_PAGE}
    if after:
        # A cursor carries words, filter and order with it; Wix refuses them beside it.
        return {"cursorPaging": {**paging, "cursor": after}}
    search: dict[str, Any] = {"filter": {"visible": True}, "cursorPaging": paging}
    if words:
        search["search"] = {"expression": words}
    if category:
        search["filter"]["allCategoriesInfo.categories"] = {"$matchItems": [{"id": category["id"]}]}
    return search


@require_http_methods(["GET", "HEAD", "POST"])
def product(request: WixHttpRequest, slug: str) -> HttpResponse:
    """Show one product; a POST puts it into the cart."""
    try:
        product = request.wix.stores.products_v3.get_product_by_slug(
            slug, fields=["CURRENCY", "DESCRIPTION", "VARIANT_OPTION_CHOICE_NAMES"]
        )["product"]
    except NotFoundError:
        raise Http404 from None
    form = AddToCartForm(request.POST or None, product=product)
    if form.is_valid() and add_to_cart(request, product, form):
        messages.success(request, f"{product['name']} is in your cart.")
        return redirect("cart")
    return render(request, "shop/product.html", {"product": product, "form": form})


def add_to_cart(request: WixHttpRequest, product: dict[str, Any], form: AddToCartForm) -> bool:
    """Add what *form* says to the current cart; put Wix's refusal into the form."""
    reference = {
        "appId": STORES_APP_ID,
        "catalogItemId": product["id"],
        "options": {"variantId": form.cleaned_data["variant"]},
    }
    item = {"catalogReference": reference, "quantity": form.cleaned_data["quantity"]}
    with refusals_in(form):
        cart = request.wix.ecom.current_cart_v2.add_line_items_to_current_cart(catalog_items=[item])
        remember_count(request, cart["cart"])
    return form.is_valid()
