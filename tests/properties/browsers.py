"""
Where a browser goes when it is given an address: the WHATWG's rules, and not those of Python.

Written from "URL Standard" (url.spec.whatwg.org, 4.4), as far as a host is concerned.
The two differ about backslashes, tabs, missing slashes and dots of other alphabets; what is
between them is how a check is got around.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

SPECIAL = frozenset({"http", "https", "ws", "wss", "ftp", "file"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_C0_OR_SPACE = "".join(map(chr, range(0x21)))


class Place(NamedTuple):
    """A scheme and a host with its port; no host for the likes of ``javascript:``."""

    scheme: str
    host: str


def find_place(address: str, *, base: Place) -> Place:
    """Return where a browser on a page of *base* goes for *address*."""
    address = re.sub(r"[\t\n\r]", "", address.strip(_C0_OR_SPACE))
    match = _SCHEME.fullmatch(address)
    if match is None:
        return _find_host(address, base.scheme, base)
    scheme, rest = match[1].lower(), match[2]
    if scheme not in SPECIAL:
        return Place(scheme, "")
    if scheme == base.scheme and not rest.startswith("//"):
        return _find_host(rest, scheme, base)
    return _find_host(f"//{rest}", scheme, base)


def _find_host(rest: str, scheme: str, base: Place) -> Place:
    """Read what may begin with an authority; without one it stays on *base*."""
    if not re.match(r"[/\\]{2}", rest):
        return base
    authority = re.split(r"[/\\?#]", rest.lstrip("/\\"), maxsplit=1)[0]
    host = unicodedata.normalize("NFKC", unquote(authority.rpartition("@")[2])).lower()
    for dot in "\u3002\uff61":
        host = host.replace(dot, ".")
    return Place(scheme, host.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ":")))
