"""Things that strangers may send, as strategies: from the plain to the nasty."""

from __future__ import annotations

from urllib.parse import quote_plus

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: For tests whose examples share a database or a server: what one leaves there may meet the next.
shares_fixtures = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

#: Text as it can come over HTTP: lone surrogates have no UTF-8.
texts = st.text(st.characters(exclude_categories=("Cs",)))

#: What URLs are cut at, what browsers leave out of them, and what looks like a dot or a slash.
url_pieces = st.sampled_from(
    [
        *("/", "//", "\\", ":", "?", "#", "@", ".", "..", "%", "&", "=", ";", "[", "]", "|"),
        *("\t", "\n", "\r", " ", "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\xa0", "\ufeff"),
        *("\u3002", "\uff0e", "\uff61", "\uff0f", "\u2044", "\u2215", "\u2028", "\u200b", "\u202e"),
        *("%2f", "%5c", "%09", "%0d%0a", "%00", "%2e", "%252f", "%40"),
        *("http:", "https:", "HTTP:", "javascript:", "data:", "vbscript:", "file:", "ftp:", "ws:"),
        *("testserver", "shop.example", "evil.example", "user:pass@", "[::1]", ":80", ":443"),
        *("a", "account", "next=", "é", "\U0001f600"),
    ]
)
addresses = st.lists(url_pieces | texts.filter(lambda text: len(text) < 8), max_size=9).map("".join)

#: Anything that JSON can hold, and some of what Python reads as JSON: Infinity, NaN.
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers().map(lambda number: number * 10**300)
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(
        ["0", "-1", "9" * 5000, "1e999", "NaN", "\ud800", "\x00", "true", "x" * 1000]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=5,
)


def spell_parameter(name: str, value: str, escaped: bool) -> str:
    """Write one parameter of a query string, perhaps with every character escaped."""
    if not escaped:
        return f"{quote_plus(name)}={quote_plus(value)}"
    return "=".join("".join(f"%{byte:02x}" for byte in text.encode()) for text in (name, value))
