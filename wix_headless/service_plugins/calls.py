"""One call of Wix's: verified, taken apart, and answered by the class that implements it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.core.serializers.json import DjangoJSONEncoder

from wix_headless.conf import wix_settings
from wix_headless.exceptions import SignatureError
from wix_headless.protocol.signed_bodies import open_signed
from wix_headless.service_plugins.metadata import PluginMetadata, parse_metadata
from wix_headless.service_plugins.plugin_error import PluginError
from wix_headless.service_plugins.registry import Implementation
from wix_headless.signed_requests import find_owner

logger = logging.getLogger("wix_headless.service_plugins")

#: Seconds from which an answer is called slow: whoever is at Wix's checkout is waiting for it.
SLOW: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCall:
    """
    A call that Wix has signed for us.

    Attributes:
        request: What the plugin is asked, as in Wix's REST reference.
    """

    request: dict[str, Any] = field(repr=False)
    metadata: PluginMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Wix gets: a status, and JSON."""

    status: int = 200
    content: str = field(default="{}", repr=False)


def open_call(body: bytes, *, site: str, plugin_type: str) -> PluginCall:
    """
    Return what *body* asks of a plugin of ours.

    Raises:
        SignatureError: If Wix did not sign it, not for us, or not for this.

        ConfigurationError: If the settings lack what it is verified with.
    """
    settings = wix_settings.for_site(site)
    claims = open_signed(
        body,
        settings.CLIENT_PUBLIC_KEY,
        now=time.time(),
        audience=settings.require_client_id(),
        must_name_audience=True,
    )
    # An object here; of an event it is a string, so that neither can be taken for the other.
    data = _object(claims, "data")
    metadata = parse_metadata(_object(data, "metadata"))
    if metadata.extension_type.upper() != plugin_type:
        raise SignatureError(reason="extension")
    owner = find_owner(site, metadata.instance_id)
    return PluginCall(request=_object(data, "request"), metadata=replace(metadata, site=owner))


def _object(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = said.get(name)
    if not isinstance(value, dict):
        raise SignatureError(reason="malformed")
    return value


def answer_call(implementation: Implementation, name: str, call: PluginCall) -> Answer:
    """Return what the method *name* answers, or how it refuses; never how it failed."""
    place = f"{implementation.plugin_type}.{name}"
    metadata = replace(call.metadata, caller=f"{implementation.name}.{name}")
    begun = time.monotonic()
    try:
        try:
            answer = _perform(implementation, name, call.request, metadata)
        except PluginError as error:
            logger.info("%s refused a call: %s %s", place, error.status, error.code)
            return Answer(status=error.status, content=_encode(place, _describe(error)))
        return Answer(content=_encode(place, answer))
    except Exception:
        logger.exception("%s failed; request %s.", place, ascii(metadata.request_id))
        return Answer(status=500)
    finally:
        warn_if_slow(place, time.monotonic() - begun)
        metadata.put_off.finish()


def warn_if_slow(place: str, seconds: float) -> None:
    """Leave a line in the log about an answer that took long."""
    if seconds > SLOW:
        logger.warning(
            "%s took %.1f s; Wix waits 10 s for delivery rates, and its customers less.",
            place,
            seconds,
        )


def _perform(
    implementation: Implementation,
    name: str,
    request: dict[str, Any],
    metadata: PluginMetadata,
) -> Any:
    method = getattr(implementation.cls(), name)
    if iscoroutinefunction(method):
        method = async_to_sync(method)
    return method(request, metadata)


def _describe(error: PluginError) -> dict[str, Any]:
    return {"applicationError": {"code": error.code, "data": error.data}}


def _encode(place: str, answer: object) -> str:
    """
    Write the answer as JSON, with decimals and dates as Wix writes them: as strings.

    Raises:
        TypeError: If it is no JSON object.
    """
    if not isinstance(answer, Mapping):
        raise TypeError(
            f"{place} returned {type(answer).__name__}; a plugin's method returns a dict, which is "
            "the response in Wix's REST reference."
        )
    return json.dumps(answer, cls=DjangoJSONEncoder, allow_nan=False)
