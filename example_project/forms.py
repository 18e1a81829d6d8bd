"""What visitors may type into the shop, checked before Wix hears of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from wix_headless.templatetags.wix import wix_money

MOST = 99


class QuantityField(forms.IntegerField):
    """A number of pieces, from 1 to as many as this shop sends in one parcel."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=1,
            max_value=MOST,
            error_messages={
                "required": "Say how many.",
                "invalid": "The quantity must be a whole number.",
                "min_value": "The quantity must be at least 1.",
                "max_value": f"The quantity can be {MOST} at most.",
            },
            **options,
        )


class WixIdField(forms.CharField):
    """An id as Wix makes them; whether there is such a thing, Wix knows."""

    def __init__(self, **options: Any) -> None:
        pattern = RegexValidator(r"\A[0-9A-Za-z-]{1,64}\Z", "There is no such thing.")
        super().__init__(validators=[pattern], **options)


class VariantSelect(forms.RadioSelect):
    """Radio buttons that show what is sold out, and do not let it be chosen."""

    sold_out: frozenset[str] = frozenset()

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*args, **options)
        option["attrs"]["disabled"] = str(option["value"]) in self.sold_out
        return option


class AddToCartForm(forms.Form):
    """One product of the catalogue: which variant of it, and how many."""

    variant = forms.ChoiceField(
        widget=VariantSelect,
        error_messages={
            "required": "Choose one first.",
            "invalid_choice": "This product does not come like that.",
        },
    )
    quantity = QuantityField(initial=1)

    def __init__(self, *args: Any, product: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        variants = [v for v in product["variantsInfo"]["variants"] if v.get("visible", True)]
        self.sold_out = frozenset(v["id"] for v in variants if not is_in_stock(v))
        self.available = len(self.sold_out) < len(variants)
        variant = self.fields["variant"]
        variant.choices = describe(variants)  # type: ignore[attr-defined]
        if len(variants) == 1:
            variant.widget = forms.HiddenInput()
            variant.initial = variants[0]["id"]
        else:
            variant.label = " and ".join(option["name"] for option in product.get("options", ()))
            variant.widget.sold_out = self.sold_out

    def clean_variant(self) -> str:
        variant: str = self.cleaned_data["variant"]
        if variant in self.sold_out:
            raise forms.ValidationError("This one is sold out.")
        return variant


class LineForm(forms.Form):
    """One line of the cart."""

    line = WixIdField()


class QuantityForm(LineForm):
    """One line of the cart: how many of it."""

    quantity = QuantityField()


class OrderForm(forms.Form):
    """What Wix's checkout adds to the address that it comes back to."""

    orderId = WixIdField()  # noqa: N815 - Wix's own spelling


def is_in_stock(variant: dict[str, Any]) -> bool:
    """Say whether there is any of it; what Wix does not count, there always is."""
    return bool(variant.get("inventoryStatus", {}).get("inStock", True))


def describe(variants: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return each variant's id, and what tells it from the others: its choices, and its price."""
    prices = [variant["price"]["actualPrice"] for variant in variants]
    one_price = len({price["amount"] for price in prices}) < 2
    described = []
    for variant, price in zip(variants, prices, strict=True):
        choices = [one["optionChoiceNames"]["choiceName"] for one in variant.get("choices", ())]
        label = ", ".join(choices)
        described.append((variant["id"], label if one_price else f"{label} · {wix_money(price)}"))
    return described
