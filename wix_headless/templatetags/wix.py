"""Login links, Wix's media, money and rich text in templates: ``{% load wix %}``."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.forms.utils import flatatt
from django.template import Context
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from wix_headless.client.files import audio_url, document_url, video_poster, video_url
from wix_headless.client.media import image_url
from wix_headless.conf import wix_settings
from wix_headless.dashboard import FORM_FIELD, dashboard_url, make_form_token
from wix_headless.login.guards import find_member_login
from wix_headless.protocol.rich_text import render_rich_text
from wix_headless.protocol.safe_html import clean_html

register = template.Library()

#: Pictures inside rich text are asked for in at most this width.
RICH_TEXT_WIDTH: Final = 1200

_SYMBOLS: Final = {
    "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$",
    "ILS": "₪", "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PHP": "₱",
    "PLN": "zł", "TRY": "₺", "TWD": "NT$", "UAH": "₴", "USD": "$", "VND": "₫",
}  # fmt: skip
_DIGITS: Final = {
    "BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "PYG": 0,
    "TND": 3, "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
# Django knows how a language writes numbers, but not on which side it writes the currency.
_CURRENCY_FIRST: Final = frozenset({"en", "hi", "ja", "ko", "nl", "th", "zh"})
_CURRENCY_FIRST_VARIANTS: Final = frozenset({"es-mx", "pt-br"})
_CURRENCY_APART: Final = frozenset({"nl", "pt-br"})
_NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
#: Amounts with more digits than this are nobody's money.
_MOST_DIGITS: Final = 20


@register.simple_tag(takes_context=True)
def wix_form_token(context: Context) -> SafeString:
    """Return the hidden field that a form of a ``@dashboard_page`` brings its token in."""
    token = make_form_token(context["request"])
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_FIELD, token)


@register.simple_tag(takes_context=True)
def wix_dashboard_url(context: Context, to: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of another ``@dashboard_page``, for a link inside the frame."""
    return dashboard_url(context["request"], to, *args, **kwargs)


@register.simple_tag(takes_context=True)
def wix_login_url(
    context: Context,
    next: str | None = None,  # noqa: A002 - Django's own name for it
    idp: str = "",
    prompt: str = "",
) -> str:
    """
    Return the address of the login, which leads back to this page unless *next* says where.

    It is Wix's, or the site's own page if ``LOGIN_URL`` says so.
    *idp* names one of Wix's identity providers, such as ``google``;
    ``prompt="none"`` logs in only who is logged in at Wix already.
    """
    request = context.get("request")
    if next is None and request is not None:
        next = request.get_full_path()  # noqa: A001 - as above
    query = {"next": next, "idp": idp, "prompt": prompt}
    encoded = urlencode({name: value for name, value in query.items() if value})
    address = reverse("wix:login" if idp or prompt else find_member_login())
    return f"{address}?{encoded}" if encoded else address


@register.simple_tag
def wix_logout_url() -> str:
    """Return the address that a form posts to, to log out here and at Wix."""
    return reverse("wix:logout")


@register.simple_tag
def wix_image_url(media: Any, width: Any = None, height: Any = None, fit: bool = False) -> str:
    """Return where one of Wix's pictures is served in a size; "" if it is no picture."""
    return _build_image_url(media, _parse_pixels(width), _parse_pixels(height), fit=fit)


@register.simple_tag
def wix_image(
    media: Any,
    width: Any = None,
    height: Any = None,
    alt: str | None = None,
    fit: bool = False,
    **attributes: Any,
) -> SafeString | str:
    """
    Show one of Wix's pictures, sharp on dense screens too; nothing if it is no picture.

    It fills width and height, and is cut where it has to be; with ``fit=True`` all of it is shown.
    Further attributes are written as they are: ``class="hero" loading="eager"``.
    """
    pixels = _parse_pixels(width), _parse_pixels(height)
    url = _build_image_url(media, *pixels, fit=fit)
    if not url:
        return ""
    dense = (2 * side if side else None for side in pixels)
    dense_url = _build_image_url(media, *dense, fit=fit)
    written = {
        "src": url,
        "srcset": f"{dense_url} 2x" if any(pixels) and dense_url != url else None,
        "alt": _find_alt(media) if alt is None else alt,
        # What fits may be smaller than the box, and an img tag stretches to its attributes.
        "width": None if fit else pixels[0],
        "height": None if fit else pixels[1],
        "loading": "lazy",
    }
    return format_html("<img{}>", flatatt({**written, **attributes}))


@register.simple_tag
def wix_video_url(media: Any, resolution: str = "") -> str:
    """Return where one of Wix's videos is served, in a resolution such as ``720p``."""
    return video_url(media, resolution=resolution)


@register.simple_tag
def wix_video_poster_url(media: Any, width: Any = None, height: Any = None) -> str:
    """Return where the picture is served that stands for one of Wix's videos."""
    return _build_image_url(video_poster(media), _parse_pixels(width), _parse_pixels(height))


@register.simple_tag
def wix_audio_url(media: Any) -> str:
    """Return where one of Wix's sounds is served."""
    return audio_url(media)


@register.simple_tag
def wix_document_url(media: Any) -> str:
    """Return where one of Wix's documents is served."""
    return document_url(media)


@register.filter
def wix_money(amount: Any, currency: str = "") -> str:
    """
    Write an amount as the active language does: Wix's money object, or a number and a currency.

    Wix's own formatting wins where it sent one.
    """
    if isinstance(amount, dict):
        if formatted := amount.get("formattedAmount"):
            return str(formatted)
        currency = amount.get("currency") or currency
        amount = amount.get("amount")
    value = _parse_amount(amount)
    if value is None:
        return ""
    digits = _DIGITS.get(currency, 2)
    value = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    number = number_format(abs(value), decimal_pos=digits, use_l10n=True, force_grouping=True)
    return f"{'-' if value < 0 else ''}{_add_currency(number, currency)}"


@register.filter
def wix_rich_text(content: Any) -> SafeString | str:
    """Write Wix's rich content as safe HTML; a plain string is escaped."""
    if isinstance(content, str):
        return conditional_escape(content)
    build_image_url = partial(_build_image_url, width=RICH_TEXT_WIDTH, height=None)
    html = render_rich_text(content, build_image_url=build_image_url)
    return mark_safe(html)  # noqa: S308 - it has been cleaned


@register.filter
def wix_html(html: Any) -> SafeString:
    """Write HTML of Wix's answers, such as a product's description, without what could run."""
    return mark_safe(clean_html(str(html or "")))  # noqa: S308 - this is what clean_html is for


def _build_image_url(
    media: Any, width: int | None, height: int | None, *, fit: bool = False
) -> str:
    return image_url(media, width=width, height=height, fit=fit, base_url=wix_settings.MEDIA_URL)


def _parse_pixels(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def _find_alt(media: Any) -> str:
    if not isinstance(media, dict):
        return ""
    return str(media.get("altText") or _find_alt(media.get("image")) or "")


def _parse_amount(amount: Any) -> Decimal | None:
    if amount is None or isinstance(amount, bool):
        return None
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS else None


def _add_currency(number: str, currency: str) -> str:
    if not currency:
        return number
    language = get_language() or "en"
    spoken = language.partition("-")[0]
    symbol = _SYMBOLS.get(currency, currency)
    if spoken not in _CURRENCY_FIRST and language not in _CURRENCY_FIRST_VARIANTS:
        return f"{number}{_NO_BREAK_SPACE}{symbol}"
    is_apart = symbol == currency or spoken in _CURRENCY_APART or language in _CURRENCY_APART
    return f"{symbol}{_NO_BREAK_SPACE if is_apart else ''}{number}"
