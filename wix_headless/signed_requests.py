"""Requests that Wix signs: their body, and which of our sites they are for."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.request import UnreadablePostError

from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.exceptions import ConfigurationError, SignatureError
from wix_headless.protocol.signed_bodies import LARGEST
from wix_headless.storages.installations import has_instances, is_our_instance


def read_body(request: HttpRequest) -> bytes:
    """
    Return the bytes of *request*, whatever type it says they are.

    They are read no further than one byte beyond what ``open_signed`` takes.

    Raises:
        SignatureError: If they break off.
    """
    try:
        body: bytes = request.read(LARGEST + 1)
    except UnreadablePostError:
        raise SignatureError(reason="malformed") from None
    return body


def find_owner(site: str, instance_id: str, *, even_unknown: bool = False) -> str:
    """
    Return the alias of our site that has this installation of *site*'s app.

    It need not be *site*: Wix knows one address of an app, which several sites may be of.

    Args:
        even_unknown: If none of ours has it, it is *site*'s.

    Raises:
        SignatureError: If none of ours has it.

        ConfigurationError: If nothing says which installations are ours.
    """
    settings = wix_settings.for_site(site)
    aliases = dict.fromkeys((site, DEFAULT_SITE, *wix_settings.SITES))
    for alias in aliases:
        is_same_app = wix_settings.for_site(alias).CLIENT_ID == settings.CLIENT_ID
        if is_same_app and is_our_instance(alias, instance_id):
            return alias
    if even_unknown:
        return site
    if not settings.CLIENT_INSTANCE_ID and not has_instances(site):
        raise ConfigurationError(
            "Wix is listened to for our own installations only: set WIX_CLIENT_INSTANCE_ID "
            "(npx wix env pull writes it)."
        )
    raise SignatureError(reason="instance")
