"""
Calls to the app's service plugins, as Wix makes them, and a record of how each went.

Follows "Add Self-hosted Service Plugin Extensions (with REST)" under ``/docs/build-apps/``: a POST
of a signed body to the deployment URI with the method's path behind it. A plugin that is slow, says
no or talks nonsense is left out, and the shop goes on without.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.events import calling, signing
from wix_headless.sandbox.models import Json, new_id
from wix_headless.sandbox.wire import money
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import parse_object

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

T = TypeVar("T")

RATES, FEES, VALIDATIONS = "ECOM_SHIPPING_RATES", "ECOM_ADDITIONAL_FEES", "ECOM_VALIDATIONS"
#: The types that the sandbox calls, with the path of their method.
PATHS = {
    RATES: "/v1/getRates",
    FEES: "/v1/calculate-additional-fees",
    VALIDATIONS: "/v1/get-violations",
}
#: Wix gives shipping rates ten seconds, and says nothing of the others.
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCall:
    """How one call went; ``error`` is empty if the answer was used."""

    when: datetime
    type: str
    url: str
    status: int
    error: str
    milliseconds: int


def call(
    memory: State, plugin_type: str, request: Json, identity: Json, read: Callable[[Fields], T]
) -> T | None:
    """
    Return what *read* makes of the plugin's answer; None if there is none that can be used.

    The lock is released in between, so that the plugin may call the sandbox itself: what was true
    before need not be afterwards.
    """
    deployment = memory.plugins.get(plugin_type)
    if deployment is None:
        return None
    url = deployment.rstrip("/") + PATHS[plugin_type]
    metadata = describe(memory, plugin_type, identity)
    body = signing.sign_call(memory, {"request": request, "metadata": metadata})
    when = memory.now()
    with calling.released(memory.lock):
        outcome = calling.post(url, body, content_type="application/json", seconds=PATIENCE_SECONDS)
    result, error = _read(outcome, read)
    made = PluginCall(
        when=when,
        type=plugin_type,
        url=url,
        status=outcome.status,
        error=error,
        milliseconds=outcome.milliseconds,
    )
    memory.plugin_calls.append(made)
    return result


def describe(memory: State, plugin_type: str, identity: Json) -> Json:
    """Return the metadata of a call to a plugin, for whom *identity* names."""
    return {
        "requestId": new_id(),
        "instanceId": memory.credentials.instance_id,
        "currency": money.CURRENCY,
        "languages": ["en-US"],
        "identity": identity,
        "appExtensionType": plugin_type,
    }


def _read(outcome: calling.Outcome, read: Callable[[Fields], T]) -> tuple[T | None, str]:
    if outcome.error:
        return None, outcome.error
    if outcome.status != 200:
        return None, _refusal(outcome)
    try:
        return read(Fields(parse_object(outcome.content))), ""
    except WixError as error:
        return None, f"not usable: {error.message}"


def _refusal(outcome: calling.Outcome) -> str:
    """Return the code of a plugin's own error, or just the status."""
    try:
        answer = json.loads(outcome.content)
        return f"refused: {answer['applicationError']['code']}"
    except (ValueError, KeyError, TypeError):
        return f"answered {outcome.status}"
