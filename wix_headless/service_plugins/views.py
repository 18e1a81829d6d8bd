"""``wix:service_plugin``: where Wix calls, at the deployment URI of an extension and below."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wix_headless.audit import audit
from wix_headless.exceptions import ConfigurationError, SignatureError
from wix_headless.service_plugins.calls import Answer, answer_call, open_call
from wix_headless.service_plugins.registry import registry
from wix_headless.signed_requests import read_body
from wix_headless.sites import find_site

logger = logging.getLogger("wix_headless.service_plugins")


@require_POST
@never_cache
@login_not_required
@csrf_exempt
@transaction.non_atomic_requests
def service_plugin(request: HttpRequest, plugin_type: str, method_path: str = "") -> HttpResponse:
    """
    Answer a call of Wix's to one method of a plugin.

    The type stands in the deployment URI, to which Wix appends the method's path: by the path
    alone, two kinds of plugins could not be told apart. It is not run in a transaction, even
    under ATOMIC_REQUESTS: a method that writes says itself what belongs together.
    """
    if not registry.has(plugin_type):
        return _write(Answer(status=404))
    site = find_site(request)
    try:
        return _write(_answer(read_body(request), site, plugin_type, method_path))
    except SignatureError as error:
        audit("plugin_refused", site=site, type=plugin_type, reason=error.reason)
        return _write(Answer(status=403))
    except ConfigurationError as error:
        # Its message is about settings, and repeats none of them.
        logger.error("A call to %s was not answered: %s", plugin_type, error)  # noqa: TRY400
        return _write(Answer(status=500))


def _answer(body: bytes, site: str, plugin_type: str, method_path: str) -> Answer:
    call = open_call(body, site=site, plugin_type=plugin_type)
    path = f"/{method_path.lstrip('/')}"
    implementation = registry.find(plugin_type, call.metadata.extension_id)
    name = implementation.methods.get(path) if implementation is not None else None
    if implementation is None or name is None:
        logger.warning(
            "Wix called %s of %s (extension %s), which nothing here implements.",
            ascii(path),
            plugin_type,
            ascii(call.metadata.extension_id),
        )
        return Answer(status=404)
    return answer_call(implementation, name, call)


def _write(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.content, status=answer.status, content_type="application/json")
