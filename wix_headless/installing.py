"""
Installing the app on somebody's Wix site: the steps between this site, the browser and Wix.

Nothing that the browser brings back is believed before Wix has confirmed it: an installation's id
is no secret, and whoever could claim another's would be shown its data.
"""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from wix_headless.context import WixContext, find_context
from wix_headless.exceptions import (
    APIError,
    BearerError,
    ClientRefusedError,
    SignInRefusedError,
)
from wix_headless.models import AppInstance, InstallAttempt
from wix_headless.protocol.installing import (
    InstallAnswer,
    advanced_install_url,
    app_instance_request,
    external_install_url,
    parse_app_instance,
    parse_install_answer,
)
from wix_headless.protocol.instances import is_instance_id, open_instance
from wix_headless.provider import build_app_strategy
from wix_headless.storages.attempts import begin_install
from wix_headless.storages.installations import describe_instance, find_instance, note_installed
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.tokens import Secret

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallRedirect:
    """
    Where the browser goes so that the app is installed.

    Attributes:
        browser: Binds the installation to this browser; it belongs into a cookie of its own.
    """

    url: str
    state: Secret = field(repr=False)
    browser: Secret = field(repr=False)


def start_install(
    request: HttpRequest, *, next_url: str, token: Secret, share_id: str
) -> InstallRedirect:
    """
    Begin an installation, where Wix wants it to begin.

    Args:
        token: What Wix has sent along, if it has sent the browser here itself.
        share_id: The id of a share link, for an app that Wix's market does not list.
    """
    context = find_context(request)
    settings = context.speaker.settings
    app_id, origin = settings.require_client_id(), settings.wix_origin
    state = Secret(secrets.token_urlsafe(32))
    callback = context.build_absolute_uri(reverse("wix_app:callback"))
    if token:
        url = advanced_install_url(origin, app_id, callback=callback, state=state, token=token)
    else:
        callback = f"{callback}?{urlencode({'state': state})}"
        url = external_install_url(origin, app_id, callback=callback, share_id=share_id)
    user: Any = request.user
    browser = begin_install(
        state,
        site=context.site,
        next_url=next_url,
        user_id=str(user.pk) if user.is_authenticated else "",
    )
    return InstallRedirect(url=url, state=state, browser=browser)


def finish_install(request: HttpRequest, query: str, *, begun: InstallAttempt) -> AppInstance:
    """
    Have what the browser brought back confirmed by Wix, and write the installation down.

    Args:
        query: The callback's query string, as it came; its state has been compared.

    Raises:
        SignInError: If it is not confirmed; nothing is written then.

        APIError: If Wix could not answer; nothing either.
    """
    context = find_context(request)
    answer = parse_install_answer(query)
    if not is_instance_id(answer.instance_id):
        raise SignInRefusedError(reason="malformed")
    endpoint = TokenEndpoint(context.transport)
    token = _prove(context, endpoint, answer)
    info = endpoint.fetch_info(token)
    app_id = context.speaker.settings.require_client_id()
    if not (
        info.active
        and constant_time_compare(info.client_id, app_id)
        and constant_time_compare(info.instance_id, answer.instance_id)
    ):
        raise SignInRefusedError(reason="instance_mismatch")
    note_installed(context.site, answer.instance_id)
    row = find_instance(context.site, answer.instance_id)
    if row is None:
        # A database that ignores case has the row of another.
        raise SignInRefusedError(reason="instance_mismatch")
    user: Any = request.user
    is_same_user = user.is_authenticated and str(user.pk) == begun.begun_by
    told = _fetch_site(context, token)
    describe_instance(row, told=told, user=user if is_same_user else None)
    return row


def _prove(context: WixContext, endpoint: TokenEndpoint, answer: InstallAnswer) -> Secret:
    """Return a token that Wix gives for what the browser has brought."""
    strategy = build_app_strategy(context.site, instance_id=answer.instance_id)
    if answer.code:
        return Secret(strategy.exchange_code(endpoint, answer.code).access_token)
    _check_signature(context, answer)
    try:
        return Secret(strategy.authorize(context.transport)["Authorization"])
    except ClientRefusedError as error:
        # Wix has signed it with our secret, so that is right; the app was removed meanwhile.
        logger.warning("Wix gives no token for an installation that it has signed: %s", error)
        raise SignInRefusedError(reason="not_installed") from None


def _check_signature(context: WixContext, answer: InstallAnswer) -> None:
    """
    See that Wix has signed the instance, for one of its users.

    What it signs for visitors and members stands in public pages, for everybody to take.
    """
    settings = context.speaker.settings
    try:
        signed = open_instance(
            answer.signed_instance, secrets=settings.client_secrets, now=time.time()
        )
    except BearerError as error:
        raise SignInRefusedError(reason=f"signed_instance_{error.reason}") from None
    app_id = settings.require_client_id()
    is_ours = not signed.app_id or constant_time_compare(signed.app_id, app_id)
    if not is_ours or not constant_time_compare(signed.id, answer.instance_id):
        raise SignInRefusedError(reason="instance_mismatch")
    if not signed.user_id or signed.member_id:
        raise SignInRefusedError(reason="no_wix_user")


def _fetch_site(context: WixContext, token: Secret) -> dict[str, str]:
    """Return what Wix tells of the site: nothing, if it does not, as it can be done without."""
    try:
        answer = context.transport.send(app_instance_request(), {"Authorization": token})
    except APIError as error:
        logger.info("Wix does not tell where the app was installed: %s", error)
        return {}
    return parse_app_instance(answer.data)
