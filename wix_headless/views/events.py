"""Where Wix sends events to: ``wix:events``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wix_headless.audit import audit
from wix_headless.events.receiving import receive
from wix_headless.exceptions import ConfigurationError, SignatureError
from wix_headless.signed_requests import read_body
from wix_headless.sites import find_site

logger = logging.getLogger("wix_headless.events")


class Receipt(HttpResponse):
    """
    An empty answer, after which something is done.

    Servers close a response when they have sent it: Wix waits 1,250 ms, and not for handlers.
    """

    def __init__(self, *, then: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._then = then

    def close(self) -> None:
        then, self._then = self._then, None
        try:
            if then is not None:
                then()
        finally:
            super().close()


@require_POST
@never_cache
@login_not_required
@csrf_exempt
@transaction.non_atomic_requests
def events(request: HttpRequest) -> HttpResponse:
    """
    Take an event in: 200 when its row is committed, or was before.

    What is not from Wix is told nothing; where a setting is missing, Wix is to send it again.
    """
    site = find_site(request)
    try:
        pk = receive(site, read_body(request))
    except SignatureError as error:
        audit("event_refused", site=site, reason=error.reason)
        return HttpResponse(status=403)
    except ConfigurationError as error:
        # Its message is about settings, and repeats none of them.
        logger.error("An event was not taken in: %s", error)  # noqa: TRY400
        return HttpResponse(status=503)
    return Receipt(then=None if pk is None else partial(_enqueue, pk))


def _enqueue(pk: int) -> None:
    # A wrong TASKS fails when this is imported, which must cost no page.
    from wix_headless.tasks import enqueue_event  # noqa: PLC0415

    enqueue_event(pk)
