"""What Wix says of a call beside the request: for whom, in which currency, for which site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wix_headless.app_calls import AsyncInstanceClient, InstanceClient
from wix_headless.conf import DEFAULT_SITE
from wix_headless.protocol.identities import Identity, parse_identity
from wix_headless.storages.put_off import PutOff


@dataclass(frozen=True, kw_only=True)
class PluginMetadata:
    """
    The second argument of a plugin's methods; texts are empty where Wix did not tell.

    "Add Self-hosted Service Plugin Extensions (with REST)"
    (/docs/build-apps/develop-your-app/frameworks/self-hosting/supported-extensions).

    Attributes:
        request_id: Wix's id of the call, which its support asks for. A call that comes twice
            is the same one.
        instance_id: The installation of the app that is asked.
        currency: In which prices are, such as ``EUR``.
        languages: In which texts are wanted, such as ``en-US``; the best one first.
        identity: Who causes the call, such as the member at the checkout.
        extension_id: Which extension of the app is asked, and of which type.
        raw: All of it, as Wix wrote it.
        site: The alias of the Wix site.
        caller: What the audit calls whoever speaks with ``wix`` and ``awix``.
        put_off: Keeps what these have to write until the method is over.
    """

    request_id: str = ""
    instance_id: str = ""
    currency: str = ""
    languages: tuple[str, ...] = ()
    identity: Identity = field(default=Identity(), repr=False)
    extension_id: str = ""
    extension_type: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)
    site: str = DEFAULT_SITE
    caller: str = field(default="service_plugin", repr=False)
    put_off: PutOff = field(default_factory=PutOff, repr=False, compare=False)

    @cached_property
    def wix(self) -> InstanceClient:
        """Wix's APIs as the app in this installation; for plain methods."""
        return InstanceClient(self.site, self.instance_id, view=self.caller, put_off=self.put_off)

    @cached_property
    def awix(self) -> AsyncInstanceClient:
        """The same for ``async def`` methods: every call is awaited."""
        return AsyncInstanceClient(
            self.site, self.instance_id, view=self.caller, put_off=self.put_off
        )


def parse_metadata(said: Mapping[str, Any]) -> PluginMetadata:
    """Return the metadata of a call."""
    languages = said.get("languages")
    return PluginMetadata(
        request_id=_text(said, "requestId"),
        instance_id=_text(said, "instanceId"),
        currency=_text(said, "currency"),
        languages=tuple(filter(_is_text, languages)) if isinstance(languages, list) else (),
        identity=parse_identity(said.get("identity")),
        extension_id=_text(said, "appExtensionId"),
        extension_type=_text(said, "appExtensionType"),
        raw=said,
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)
