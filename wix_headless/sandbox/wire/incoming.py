"""
How a request comes in: its state, its JSON, its query string.

Query strings are as Wix's SDK writes them: nested fields as ``a.b=c``, lists as
repeated keys, or everything packed into ``.r`` as base64url JSON.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, NoReturn, cast

from flask import current_app, request

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.fields import Fields

EXTENSION = "wix_sandbox"
PACKED = ".r"


def state() -> State:
    """Return what the running sandbox remembers."""
    return cast("State", current_app.extensions[EXTENSION])


def body() -> Fields:
    """Return the JSON object in the request's body; nothing counts as an empty one."""
    raw = request.get_data()
    if not raw:
        return Fields({})
    if request.mimetype != "application/json":
        raise WixError(415, "Content-Type must be application/json.", code="INVALID_CONTENT_TYPE")
    return Fields(parse_object(raw))


def body_of(*known: str) -> Fields:
    """
    Return the request's body if there is nothing in it but what is *known*.

    For the control plane, which Wix has not: a misspelt field there would leave a test without
    what it asked for.
    """
    asked = body()
    for name in asked.data:
        if name not in known:
            raise ValidationError(name, f"is no field of this; there are {', '.join(known)}")
    return asked


def query() -> Fields:
    """Return the query string as the structure it stands for."""
    packed = request.args.get(PACKED)
    if packed is not None:
        return Fields(_unpack(packed))
    return Fields(_unflatten(), flat=True)


def arguments() -> Fields:
    """Return the fields wherever this verb carries them."""
    return query() if request.method == "GET" else body()


def parse_object(raw: bytes | str) -> Json:
    """Parse strict JSON whose outermost value is an object."""
    try:
        value = json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise WixError(400, "The body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise WixError(400, "The body must be a JSON object.")
    return cast("Json", value)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def _unpack(packed: str) -> Json:
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise WixError(400, f"{PACKED} is not base64url.") from None
    return parse_object(raw)


def _unflatten() -> Json:
    result: Json = {}
    for key, values in request.args.lists():
        *parents, leaf = key.split(".")
        node: Any = result
        for parent in parents:
            node = node.setdefault(parent, {})
            if not isinstance(node, dict):
                raise WixError(400, f"{key} is given twice, as a value and as an object.")
        node[leaf] = values[0] if len(values) == 1 else values
    return result
