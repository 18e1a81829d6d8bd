"""
Tokens from outside: what a page of Wix's sends along, and whom it speaks for.

Only views that ask for one look here (``@wix_endpoint``, ``@dashboard_page``, the class for
REST framework): on every other page a foreign Authorization header is none of our business.

Nothing is believed but what Wix says of the token ("Token Info",
/docs/rest/app-management/oauth-2), and it answers for anybody's: it has to be active, of our
client, and of our site or installation.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from wix_headless.client.steps import Local, Remote, Steps
from wix_headless.conf import WixSettings, wix_settings
from wix_headless.exceptions import BearerError, ConfigurationError
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.instances import Instance, looks_signed, open_instance
from wix_headless.storages.installations import has_instances, is_installed
from wix_headless.storages.kept import kept_keys
from wix_headless.storages.sealing import digest
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import Role, Secret
from wix_headless.transport import shared_transport

#: What Wix said of a token is believed for so many seconds, and asked again afterwards.
MEMORY_SECONDS: Final = 60.0

#: How Wix calls those who may come with a token. The app itself comes with none: it is us.
ROLES: Final = {"VISITOR": Role.VISITOR, "MEMBER": Role.MEMBER, "USER": Role.USER}

#: What can be a token (RFC 6750, section 2.1); anything else costs Wix no question.
_PLAUSIBLE = re.compile(r"[A-Za-z0-9._~+/=-]{16,8192}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """
    Somebody whose token Wix has vouched for.

    Attributes:
        is_signed_instance: Whether the token is the ``instance`` of a page's address, which
            says who is there, but is good for no call.
        is_from_header: Whether it came in the header, where only a script can put it.
    """

    token: Secret = field(repr=False)
    role: Role
    info: TokenInfo
    instance: Instance
    is_signed_instance: bool = False
    is_from_header: bool = True


def find_bearer(request: HttpRequest, site: str) -> Steps[Bearer]:
    """
    Return who sent *request*, by the token that it brought.

    Raises:
        BearerError: If there is none, or it is not for us.

        APIError: If Wix could not say whom it speaks for.

        ConfigurationError: If the settings do not say what is ours.
    """
    header = read_header(request)
    token = header or _read_parameter(request)
    if not _PLAUSIBLE.fullmatch(token):
        raise BearerError(reason="malformed" if token else "missing")
    settings = wix_settings.for_site(site)
    is_signed = looks_signed(token)
    signed = _open_signed(token, settings) if is_signed else None
    if signed is None and not header:
        raise BearerError(reason="malformed")
    info = yield from _look_up(token, settings)
    instance = yield from _check(info, signed, site)
    return Bearer(
        token=token,
        role=ROLES[info.subject_type],
        info=info,
        instance=instance,
        is_signed_instance=is_signed,
        is_from_header=bool(header),
    )


def read_header(request: HttpRequest) -> Secret:
    """
    Return the token in the Authorization header, with ``Bearer`` before it or without.

    Other schemes are not for us: a staging site's password may stand there.
    """
    given = request.headers.get("Authorization", "").strip()
    scheme, space, rest = given.partition(" ")
    if not space:
        return Secret(given)
    return Secret(rest.strip()) if scheme.lower() == "bearer" else Secret()


def has_token(request: HttpRequest) -> bool:
    """Say whether *request* brings anything that could be a token of Wix's."""
    return bool(read_header(request)) or "instance" in request.GET


def _read_parameter(request: HttpRequest) -> Secret:
    values = request.GET.getlist("instance")
    if len(values) > 1:
        # Whoever reads the first and whoever reads the last must not see two people.
        raise BearerError(reason="malformed")
    return Secret(values[0] if values else "")


def _open_signed(token: str, settings: WixSettings) -> Instance:
    secrets = settings.client_secrets
    if not secrets:
        raise ConfigurationError(
            "A signed instance is verified with the app's secret: set WIX_CLIENT_SECRET "
            "(npx wix env pull writes it)."
        )
    return open_instance(token, secrets=secrets, now=time.time())


def _look_up(token: str, settings: WixSettings) -> Steps[TokenInfo]:
    """Return what Wix says of *token*, or said within the last minute."""
    key = kept_keys.build("bearer", digest("bearer", settings.API_URL, token))
    known = yield Local(lambda: cache.get(key))
    remembered = _recall(known)
    if remembered is not None:
        return remembered
    endpoint = TokenEndpoint(shared_transport(settings.API_URL))
    info: TokenInfo = yield Remote(lambda: endpoint.fetch_info(token))
    seconds = MEMORY_SECONDS
    if info.expires_at:
        seconds = min(seconds, info.expires_at - time.time())
    if seconds > 0:
        yield Local(lambda: cache.set(key, _plain(info), seconds))
    return info


def _plain(info: TokenInfo) -> dict[str, Any]:
    """Return *info* without any class of ours: what lies in a cache outlives its code."""
    values = {known.name: getattr(info, known.name) for known in fields(info)}
    return {name: str(value) if isinstance(value, str) else value for name, value in values.items()}


def _recall(known: object) -> TokenInfo | None:
    if not isinstance(known, Mapping) or set(known) != {one.name for one in fields(TokenInfo)}:
        return None
    info = TokenInfo(**known)
    return info if not info.expires_at or time.time() < info.expires_at else None


def _check(info: TokenInfo, signed: Instance | None, site: str) -> Steps[Instance]:
    """Return the installation that the token is for, if all that Wix said of it is ours."""
    settings = wix_settings.for_site(site)
    if not info.active:
        raise BearerError(reason="inactive")
    if not constant_time_compare(info.client_id, settings.require_client_id()):
        raise BearerError(reason="client")
    if signed is not None:
        if info.instance_id and not constant_time_compare(info.instance_id, signed.id):
            raise BearerError(reason="instance")
        if signed.app_id and not constant_time_compare(signed.app_id, info.client_id):
            raise BearerError(reason="client")
        info = replace(info, instance_id=Secret(signed.id))
    yield Local(lambda: _check_place(info, site))
    if info.subject_type not in ROLES or (info.subject_type == "MEMBER" and not info.subject_id):
        raise BearerError(reason="subject")
    if signed is not None:
        return signed
    user_id = info.subject_id if info.subject_type == "USER" else ""
    return Instance(id=str(info.instance_id), app_id=str(info.client_id), user_id=str(user_id))


def _check_place(info: TokenInfo, site: str) -> None:
    """
    See that the site and installation are ours: by the settings, or by a row of an installation.

    Of what the settings say, Wix has to have told one at least, and neither as another's.
    """
    settings = wix_settings.for_site(site)
    ours = {"site": settings.SITE_ID, "instance": settings.CLIENT_INSTANCE_ID}
    theirs = {"site": info.site_id, "instance": info.instance_id}
    told = [name for name in ours if ours[name] and theirs[name]]
    foreign = [name for name in told if not constant_time_compare(ours[name], theirs[name])]
    if (told and not foreign) or is_installed(site, info.instance_id):
        return
    if not any(ours.values()) and not has_instances(site):
        raise ConfigurationError(
            "Tokens from outside are accepted for our own installations only: set "
            "WIX_CLIENT_INSTANCE_ID (npx wix env pull writes it) or WIX_SITE_ID, or let the app "
            "be installed through wix_headless.app_urls."
        )
    raise BearerError(reason=foreign[0] if foreign else "site")
