"""Methods found by words: ``cart line item`` finds the calls that put one into a cart."""

from __future__ import annotations

from collections.abc import Iterable

from wix_headless.client.catalogue.loader import Catalogue
from wix_headless.client.catalogue.method import Method
from wix_headless.client.names import build_python_name


def search(catalogue: Catalogue, text: str) -> list[Method]:
    """Return the methods that know every word of *text*, the likeliest first."""
    # Spelled as names are, so that what was copied from JavaScript finds its method too.
    words = [_stem(word) for word in _split(build_python_name(text.replace(" ", "_")))]
    found = []
    for package in catalogue.packages():
        for namespace in package.namespaces():
            for method in namespace.methods():
                score = _rate(method, words)
                if score:
                    found.append((_rank(method, score), method))
    return [method for _, method in sorted(found, key=lambda pair: pair[0])]


def _rate(method: Method, words: Iterable[str]) -> int:
    name = {_stem(word) for word in method.name.split("_")}
    place = {_stem(word) for word in _split(f"{method.package}.{method.namespace}")}
    rest = {_stem(word) for word in _split(build_python_name(method.path))}
    rest |= {_stem(word) for field in method.wire_names for word in field.split("_")}
    total = 0
    for word in words:
        score = 4 * (word in name) + 2 * (word in place) + (word in rest)
        if not score:
            return 0
        total += score
    return total


def _rank(method: Method, score: int) -> tuple[bool, int, int, str]:
    # What can't be called for long, or at all, comes last; of equals, the plainest name first.
    is_doubtful = method.deprecation is not None or method.is_unmapped
    return (
        is_doubtful,
        -score,
        len(_split(method.dotted_name.replace("_", " "))),
        method.dotted_name,
    )


def _split(text: str) -> list[str]:
    return [word for word in "".join(c if c.isalnum() else " " for c in text).split() if word]


def _stem(word: str) -> str:
    word = word.lower()
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s")
