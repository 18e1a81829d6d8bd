"""
Pages that Wix shows in a frame of its dashboard: who may frame them, their forms and links.

A browser need not send cookies into a frame of another site's, and may forbid them. So what
Django keeps in cookies comes with the request here: the signed ``instance`` in the address says
who is there, and a form brings a token that is signed for exactly them.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from wix_headless.audit import audit
from wix_headless.client.steps import Steps
from wix_headless.conf import django_settings
from wix_headless.context import find_context
from wix_headless.delegation import BearerIdentity, admit
from wix_headless.exceptions import ConfigurationError
from wix_headless.protocol.instances import LONGEST_LIFE

#: The hidden field of a form.
FORM_FIELD: Final = "wix_form_token"

_SALT: Final = "wix_headless.dashboard.form"
_SAFE_VERBS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_CSP: Final = "Content-Security-Policy"
_CSP_MIDDLEWARE: Final = "django.middleware.csp.ContentSecurityPolicyMiddleware"


def admit_user(request: HttpRequest) -> Steps[HttpResponse | None]:
    """Return None for a user of the dashboard, whose form is its own; an answer for others."""
    turned_away = yield from admit(request, frozenset({"user"}))
    if turned_away is not None or request.method in _SAFE_VERBS:
        return turned_away
    identity = find_identity(request)
    # A header is set by a script of the page's own, never by somebody else's form.
    if identity.bearer.is_from_header or is_form_token(request.POST.get(FORM_FIELD, ""), identity):
        return None
    audit("bearer_refused", site=identity.site, reason="form")
    return JsonResponse({"error": "invalid_form_token"}, status=403)


def find_identity(request: HttpRequest) -> BearerIdentity:
    """
    Return who sent *request*.

    Raises:
        ConfigurationError: If its view does not ask for a token.
    """
    speaker = find_context(request).speaker
    if not isinstance(speaker, BearerIdentity):
        raise ConfigurationError(
            "Form tokens and dashboard links are for views that are marked with @dashboard_page "
            "(wix_headless.decorators) or DashboardPageMixin (wix_headless.mixins)."
        )
    return speaker


def make_form_token(request: HttpRequest) -> str:
    """Return what a form of this page brings along: good for this user of this installation."""
    return signing.dumps(_owner(find_identity(request)), salt=_SALT)


def is_form_token(value: str, identity: BearerIdentity) -> bool:
    """Say whether *value* was made for the same user of the same installation, and lately."""
    try:
        owner = signing.loads(value, salt=_SALT, max_age=LONGEST_LIFE)
    except signing.BadSignature:
        return False
    return bool(owner == _owner(identity))


def _owner(identity: BearerIdentity) -> list[str]:
    bearer = identity.bearer
    return [identity.site, bearer.instance.id, str(bearer.info.subject_id)]


def dashboard_url(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> str:
    """
    Return the address of another page in the dashboard's frame, which has to know who is there.

    Args:
        to: As for Django's ``redirect``: a view's name, a path, or a model.

    Raises:
        ValueError: If it leads to another site: the instance in it is as good as a password.
    """
    url = resolve_url(to, *args, **kwargs)
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise ValueError("A dashboard link leads to a path of this site.")
    bearer = find_identity(request).bearer
    if not bearer.is_signed_instance or bearer.is_from_header:
        return url
    path, mark, fragment = url.partition("#")
    sign = "&" if "?" in path else "?"
    return f"{path}{sign}{urlencode({'instance': bearer.token})}{mark}{fragment}"


def allow_framing(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let Wix's dashboard show *response* in a frame, and nobody else."""
    hosts = find_context(request).speaker.settings.frame_ancestors
    response.xframe_options_exempt = True  # type: ignore[attr-defined]  # Django's own mark
    del response["X-Frame-Options"]
    # The address has the instance in it, which is nobody else's business.
    response["Referrer-Policy"] = "same-origin"
    project_policy = getattr(django_settings, "SECURE_CSP", None)
    if project_policy and _CSP not in response and _CSP_MIDDLEWARE in django_settings.MIDDLEWARE:
        # Django 6 writes the project's policy, with this for this page.
        own = getattr(response, "_csp_config", project_policy)
        response._csp_config = own | {"frame-ancestors": list(hosts)}  # type: ignore[attr-defined]
        return response
    given = response.headers.get(_CSP, "").split(";")
    kept = [one.strip() for one in given if not _is_about_frames(one)]
    response[_CSP] = "; ".join([*kept, f"frame-ancestors {' '.join(hosts)}"])
    return response


def _is_about_frames(directive: str) -> bool:
    return not directive.strip() or directive.strip().lower().startswith("frame-ancestors")
