"""Hangs ``request.wix`` on every request, and finishes what it left to be done."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from wix_headless.context import WixContext, attach_context, current_context, find_context
from wix_headless.exceptions import RenewalError
from wix_headless.login.guards import find_member_login, is_fetch, refuse_fetch
from wix_headless.login.silent_login import may_be_back, start_silent_login
from wix_headless.storages.sessions import is_gone

GetResponse = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


class WixMiddleware:
    """
    Gives each request its ``wix``, and logs in who comes back from Wix's pages as a member.

    It belongs behind AuthenticationMiddleware. A page that does not use ``request.wix`` costs
    one small object: no query, no network, no cookie.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._answer_async(request)
        context = attach_context(request)
        if may_be_back(request) and (way := start_silent_login(request)):
            return way
        token = current_context.set(context)
        try:
            response = cast("HttpResponseBase", self.get_response(request))
        finally:
            current_context.reset(token)
        context.speaker.finish()
        return _keep_private(context, response)

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        context = attach_context(request)
        if may_be_back(request) and (way := await sync_to_async(start_silent_login)(request)):
            return way
        token = current_context.set(context)
        try:
            response = await cast("Awaitable[HttpResponseBase]", self.get_response(request))
        except CancelledError:
            # The browser has gone, but not what the view has done until then.
            await sync_to_async(context.speaker.finish)()
            raise
        finally:
            current_context.reset(token)
        if context.speaker.is_finished:
            context.speaker.finish()
        else:
            await sync_to_async(context.speaker.finish)()
        return _keep_private(context, response)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Turn a login that Wix has ended into: logged out, told so, and the page again."""
        if not isinstance(exception, RenewalError):
            return None
        if find_context(request).speaker.loses_sign_on():
            # An account of this site's own: it stays signed in, and is a visitor at Wix.
            return redirect(request.get_full_path()) if request.method == "GET" else None
        if not _has_ended(request):
            return None
        if not is_gone(request.session):
            # A late answer to an old request must not delete the cookie of a newer login.
            logout(request)
            messages.info(request, _("You have been logged out."), fail_silently=True)
        find_context(request).speaker.is_used = True
        login_url = find_member_login()
        if is_fetch(request):
            return refuse_fetch(request, login_url)
        if request.method in {"GET", "HEAD"}:
            return redirect(request.get_full_path())
        return redirect(login_url)


def _keep_private(context: WixContext, response: HttpResponseBase) -> HttpResponseBase:
    if context.speaker.is_used:
        # Whatever depends on who asked is for nobody else, be it a proxy or the next at this desk.
        patch_cache_control(cast("HttpResponse", response), private=True, no_store=True)
    return response


def _has_ended(request: HttpRequest) -> bool:
    """
    Say whether it is this request's own login that has ended.

    A view may speak for others, too: their ended logins are its own affair.
    """
    speaker = find_context(request).speaker
    speaker.put_off.write()
    speaker.forget()
    return speaker.has_ended
