"""What of an event's JSON may be seen by whoever may not see personal data: its shape, and ids."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from wix_headless.protocol.webhooks import DEEPEST

#: Stands for whatever is not shown.
MASK: Final = "•••"

#: Names that a program gives; a map may be keyed by somebody's address as well.
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")

#: Wix's two kinds of ids, under whatever name: nobody is called so.
_ID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24}", re.IGNORECASE
)

_CODE: Final = re.compile(r"[A-Z]{3}[A-Z_]{0,40}")
_COUNT: Final = re.compile(r"[0-9]{1,10}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)

#: What else is shown: under these names, and only in this form.
_SHOWN: Final = {
    "entityFqdn": re.compile(r"wix(\.[a-z0-9_]{1,60}){1,6}"),
    "triggeredByAnonymizeRequest": re.compile(r"true|false"),
    **dict.fromkeys(("identityType", "status", "paymentStatus", "fulfillmentStatus"), _CODE),
    **dict.fromkeys(("currency",), re.compile(r"[A-Z]{3}")),
    **dict.fromkeys(("entityEventSequence", "revision", "quantity"), _COUNT),
    **dict.fromkeys(("eventTime", "createdDate", "updatedDate", "purchasedDate"), _TIME),
}


def mask(value: Any, name: str = "", depth: int = DEEPEST) -> Any:
    """
    Return JSON of the same shape, in which only ids and a few known facts are left.

    What is unknown is masked: texts, numbers (a telephone's, a place's, a birthday's), yes and no.

    Args:
        name: Under which name *value* stands.
    """
    if isinstance(value, dict | list) and not depth:
        return MASK
    if isinstance(value, dict):
        return {
            shown: mask(inner, shown, depth - 1)
            for shown, inner in zip(_mask_names(value), value.values(), strict=True)
        }
    if isinstance(value, list):
        return [mask(inner, name, depth - 1) for inner in value]
    return value if value is None or _is_harmless(value, name) else MASK


def _mask_names(value: dict[str, Any]) -> list[str]:
    """Return the names in an object; those that may be somebody's are numbered."""
    return [
        name if _NAME.fullmatch(name) else f"{MASK} {number}"
        for number, name in enumerate(value, 1)
    ]


def _is_harmless(value: Any, name: str) -> bool:
    text = value if isinstance(value, str) else json.dumps(value)
    form = _SHOWN.get(name)
    return bool(_ID.fullmatch(text)) or bool(form and form.fullmatch(text))
