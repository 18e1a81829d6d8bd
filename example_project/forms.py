"""What visitors may type into the shop, checked before Wix hears of it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wix_headless.exceptions import InvalidRequestError
from wix_headless.templatetags.wix import wix_money

MOST = 99
FARTHEST = timedelta(days=366)


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


class CouponForm(forms.Form):
    """What stands on a coupon."""

    code = forms.CharField(
        max_length=50,
        error_messages={
            "required": "Type what stands on the coupon.",
            "max_length": "There is no such coupon.",
        },
    )


class CouponLineForm(forms.Form):
    """The coupon that is in the cart."""

    coupon = WixIdField()


class OrderForm(forms.Form):
    """What Wix's checkout adds to the address that it comes back to."""

    orderId = WixIdField()  # noqa: N815 - Wix's own spelling


class SinceForm(forms.Form):
    """The first of the days that are to be shown."""

    since = forms.DateField()

    def clean_since(self) -> date:
        return check_near(self.cleaned_data["since"])


class SlotForm(forms.Form):
    """When the time starts that is to be booked, in the workshop's own time."""

    start = forms.CharField(max_length=19)

    def clean_start(self) -> datetime:
        try:
            start = parse_datetime(self.cleaned_data["start"])
        except ValueError:
            start = None
        if start is None or start.tzinfo:
            raise forms.ValidationError("This is no time.")
        check_near(start.date())
        return start


class ProfileForm(forms.Form):
    """What members may say of themselves."""

    nickname = forms.CharField(
        max_length=50,
        help_text="The name that other members see.",
        error_messages={"required": "Others need something to call you."},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    first_name = forms.CharField(
        max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    phone = forms.CharField(
        max_length=30,
        required=False,
        help_text="For questions about an order, and nothing else.",
        validators=[RegexValidator(r"\A[+(]?[0-9][0-9 ()./-]{3,}\Z", "This is no phone number.")],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    #: Which field it is that Wix calls so.
    WIX_NAMES: ClassVar = {
        "nickname": "nickname",
        "firstName": "first_name",
        "lastName": "last_name",
        "phones": "phone",
    }

    def __init__(self, data: Any = None, *, member: dict[str, Any]) -> None:
        contact = member.get("contact", {})
        self.phones: list[str] = contact.get("phones", [])
        initial = {
            "nickname": member.get("profile", {}).get("nickname"),
            "first_name": contact.get("firstName"),
            "last_name": contact.get("lastName"),
            "phone": next(iter(self.phones), ""),
        }
        super().__init__(data, initial=initial)

    def changes(self) -> dict[str, Any]:
        """Return what was typed, as Wix's member has it."""
        typed = self.cleaned_data
        contact = {"firstName": typed["first_name"], "lastName": typed["last_name"]}
        if typed["phone"]:
            contact["phones"] = [typed["phone"], *self.phones[1:]]
        return {"profile": {"nickname": typed["nickname"]}, "contact": contact}

    def clears_phones(self) -> bool:
        """Say whether the number that was there is to go."""
        return bool(self.phones) and not self.cleaned_data["phone"]

    def add_violations(self, error: InvalidRequestError) -> None:
        """Put each thing that Wix found wrong beside its field."""
        for violation in error.field_violations:
            words = re.findall(r"[A-Za-z]+", str(violation.get("field")))
            field = next((self.WIX_NAMES[word] for word in words if word in self.WIX_NAMES), None)
            self.add_error(field, f"Wix does not take this: it {violation.get('description')}.")
        if not error.field_violations:
            self.add_error(None, "Wix does not take this.")


class EntryForm(forms.Form):
    """A few words for the guestbook."""

    message = forms.CharField(
        label="Your words",
        max_length=300,
        error_messages={"required": "A few words would be nice."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettingsForm(forms.Form):
    """What the owner sets in Wix's dashboard."""

    picks = forms.IntegerField(label="How many", min_value=1, max_value=12)


def check_near(day: date) -> date:
    """
    Return *day* if a booking for it makes sense.

    Raises:
        ValidationError: If it is years away.
    """
    if abs(day - timezone.localdate()) > FARTHEST:
        raise forms.ValidationError("This is too far away.")
    return day


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
