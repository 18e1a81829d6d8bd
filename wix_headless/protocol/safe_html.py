"""
The last gate before a page: HTML with nothing in it but what is listed here.

The parsing is ammonia's (by its Python door, nh3): what counts is how browsers read HTML,
which no regular expression does. What is written by people at Wix is not trusted either.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import nh3

_LINK_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
# Browsers drop these inside an address, and with them what was written to be seen here.
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]")

_TAGS: Final = frozenset(
    {
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br"),
        *("a", "b", "strong", "i", "em", "u", "s", "sub", "sup", "span", "code"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
        *("figure", "figcaption", "img", "details", "summary"),
    }
)
_ATTRIBUTES: Final = {
    "a": frozenset({"href", "rel"}),
    "img": frozenset({"alt", "height", "loading", "src", "width"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}


def clean_html(html: str) -> str:
    """Return *html* without whatever could run, dress up the page or lead astray."""
    return _CLEANER.clean(html)


def check_link(url: object) -> str:
    """Return *url* if a page may link to it, and "" otherwise."""
    if not isinstance(url, str):
        return ""
    url = url.strip().replace(" ", "%20")
    if _UNSEEN.search(url) or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme:
        return url if parts.scheme.lower() in _LINK_SCHEMES else ""
    # Without a scheme only this site's own addresses: "//host" is another site.
    return url if not url.startswith("//") and re.match(r"[/#?]", url) else ""


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value to keep, or None to leave the attribute out."""
    return (check_link(value) or None) if name in {"href", "src"} else value


_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_filter_attribute,
    tag_attribute_values={"a": {"target": frozenset({"_blank"})}},
    url_schemes=_LINK_SCHEMES,
    link_rel=None,  # rel is the writer's to say, as "nofollow" is
)
