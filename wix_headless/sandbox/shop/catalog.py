"""
How a product looks on the wire.

Follows the product object, ``…/stores/catalog-v3/products-v3/product-object``: what is read-only
there, and which parts appear only when ``fields`` names them.
"""

from __future__ import annotations

from decimal import Decimal

from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Json, Product, Variant
from wix_headless.sandbox.state import State, iso
from wix_headless.sandbox.wire import money

STORES_APP_ID = "215238eb-22a5-4c36-9e7b-e7c08025e04e"

REQUESTED_FIELDS = (
    "URL",
    "CURRENCY",
    "INFO_SECTION",
    "MERCHANT_DATA",
    "PLAIN_DESCRIPTION",
    "INFO_SECTION_PLAIN_DESCRIPTION",
    "SUBSCRIPTION_PRICES_INFO",
    "BREADCRUMBS_INFO",
    "WEIGHT_MEASUREMENT_UNIT_INFO",
    "VARIANT_OPTION_CHOICE_NAMES",
    "MEDIA_ITEMS_INFO",
    "DESCRIPTION",
    "DIRECT_CATEGORIES_INFO",
    "ALL_CATEGORIES_INFO",
    "INFO_SECTION_DESCRIPTION",
    "THUMBNAIL",
    "PRODUCT_CHOICES_MEDIA_REFERENCES",
    "PRODUCT_CHOICES_DISPLAY_IMAGE",
    "MIN_PRICE_VARIANT",
    "DISCOUNT_INFO",
)


def render(memory: State, product: Product, shown: set[str]) -> Json:
    """Write *product* with the parts that *shown* names."""
    readable = "CURRENCY" in shown
    cheapest = min(product.variants, key=lambda variant: variant.price)
    answer: Json = {
        "id": product.id,
        "revision": "1",
        "createdDate": iso(product.created),
        "updatedDate": iso(product.updated),
        "name": product.name,
        "slug": product.slug,
        "visible": product.visible,
        "visibleInPos": True,
        "productType": "PHYSICAL",
        "physicalProperties": {},
        "handle": product.slug,
        "media": _media(memory, product, with_items="MEDIA_ITEMS_INFO" in shown),
        "actualPriceRange": _range([v.price for v in product.variants], readable=readable),
        "inventory": {"availabilityStatus": _availability(product), "preorderStatus": "DISABLED"},
        "options": _options(product),
        "modifiers": [],
        "brand": {"id": fixed_id("brand"), "name": memory.shop_name},
        "mainCategoryId": product.category,
        "variantSummary": {"variantCount": len(product.variants)},
    }
    was = [variant.compare_at for variant in product.variants if variant.compare_at is not None]
    if was:
        answer["compareAtPriceRange"] = _range(was, readable=readable)
    if product.ribbon:
        answer["ribbon"] = {"id": fixed_id(f"ribbon {product.ribbon}"), "name": product.ribbon}
    if "MIN_PRICE_VARIANT" in shown:
        minimum = _variant(product, cheapest, readable=readable)
        answer["variantSummary"]["minPriceVariant"] = minimum
    return answer | _on_request(memory, product, shown)


def _on_request(memory: State, product: Product, shown: set[str]) -> Json:
    category = memory.categories[product.category]
    placed = {"categories": [{"id": category.id, "index": 0}]}
    crumb = {
        "categoryId": category.id,
        "categoryName": category.name,
        "categorySlug": category.slug,
    }
    path = f"/product-page/{product.slug}"
    readable = "CURRENCY" in shown
    parts: dict[str, Json] = {
        "URL": {"url": {"relativePath": path, "url": f"{memory.origin}{path}"}},
        "CURRENCY": {"currency": money.CURRENCY},
        "PLAIN_DESCRIPTION": {"plainDescription": product.description},
        "DESCRIPTION": {"description": rich_text(product.description)},
        "DIRECT_CATEGORIES_INFO": {"directCategoriesInfo": placed},
        "ALL_CATEGORIES_INFO": {"allCategoriesInfo": placed},
        "BREADCRUMBS_INFO": {"breadcrumbsInfo": {"breadcrumbs": [crumb]}},
        "VARIANT_OPTION_CHOICE_NAMES": {
            "variantsInfo": {
                "variants": [
                    _variant(product, one, readable=readable, named=True)
                    for one in product.variants
                ]
            }
        },
    }
    answer: Json = {}
    for name, part in parts.items():
        if name in shown:
            answer |= part
    return answer


def rich_text(text: str) -> Json:
    """Return plain paragraphs as Wix's rich content."""
    decorated = [{"type": "TEXT", "textData": {"text": part, "decorations": []}} for part in [text]]
    return {"nodes": [{"type": "PARAGRAPH", "id": "p1", "nodes": decorated}], "metadata": {}}


def choice_id(product: Product, choice: str) -> str:
    """Return the id of one choice of a product's option."""
    return fixed_id(f"choice {product.id} {choice}")


def option_id(product: Product) -> str:
    """Return the id of a product's option."""
    return fixed_id(f"option {product.id}")


def _media(memory: State, product: Product, *, with_items: bool) -> Json:
    files = [pictures.product_media_id(product), pictures.detail_media_id(product)]
    alts = [product.name, f"{product.name}, from close by"]
    items = [
        {
            "id": file_id,
            "image": pictures.image(memory, file_id, alt),
            "url": f"{memory.origin}/media/{file_id}",
            "altText": alt,
            "mediaType": "IMAGE",
        }
        for file_id, alt in zip(files, alts, strict=True)
    ]
    answer: Json = {"main": items[0]}
    if with_items:
        answer["itemsInfo"] = {"items": items}
    return answer


def _amount(value: Decimal, *, readable: bool) -> Json:
    """Return a price; its readable form comes with the field CURRENCY."""
    return money.price(value) if readable else {"amount": money.amount(value)}


def _range(values: list[Decimal], *, readable: bool) -> Json:
    return {
        "minValue": _amount(min(values), readable=readable),
        "maxValue": _amount(max(values), readable=readable),
    }


def _availability(product: Product) -> str:
    available = [variant.stock > 0 for variant in product.variants]
    if all(available):
        return "IN_STOCK"
    return "PARTIALLY_OUT_OF_STOCK" if any(available) else "OUT_OF_STOCK"


def _options(product: Product) -> list[Json]:
    if not product.option:
        return []
    swatches = bool(product.swatches)
    choices = []
    for variant in product.variants:
        choice = {
            "choiceId": choice_id(product, variant.choice),
            "name": variant.choice,
            "key": variant.choice,
            "choiceType": "ONE_COLOR" if swatches else "CHOICE_TEXT",
            "inStock": variant.stock > 0,
            "visible": True,
        }
        if swatches:
            choice["colorCode"] = product.swatches[variant.choice]
        choices.append(choice)
    render_type = "SWATCH_CHOICES" if swatches else "TEXT_CHOICES"
    return [
        {
            "id": option_id(product),
            "name": product.option,
            "key": product.option,
            "optionRenderType": render_type,
            "choicesSettings": {"choices": choices},
        }
    ]


def _variant(product: Product, variant: Variant, *, readable: bool, named: bool = False) -> Json:
    price = {"actualPrice": _amount(variant.price, readable=readable)}
    if variant.compare_at is not None:
        price["compareAtPrice"] = _amount(variant.compare_at, readable=readable)
    choices: list[Json] = []
    if variant.choice:
        ids = {"optionId": option_id(product), "choiceId": choice_id(product, variant.choice)}
        choices = [{"optionChoiceIds": ids}]
        if named:
            kind = "SWATCH_CHOICES" if product.swatches else "TEXT_CHOICES"
            names = {"optionName": product.option, "choiceName": variant.choice, "renderType": kind}
            choices[0]["optionChoiceNames"] = names
    return {
        "id": variant.id,
        "visible": True,
        "sku": variant.sku,
        "choices": choices,
        "price": price,
        "physicalProperties": {},
        "inventoryStatus": {"inStock": variant.stock > 0, "preorderEnabled": False},
    }
