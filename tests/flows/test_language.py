"""Which language Wix is asked for: what a visitor wants where the project finds that out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.test import RequestFactory
from django.utils import translation

from tests.storages.test_renewal import build_tokens
from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.context import attach_context
from wix_headless.storages.sessions import VisitorTokenStorage
from wix_headless.tokens import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(settings):
    """Answer a request whose view calls Wix, and return the language that Wix was asked for."""

    def ask(call, *, with_locale=True):
        request = RequestFactory().get("/", headers={"accept-language": "de-AT,de;q=0.9"})
        request.session, request.user = SessionStore(), AnonymousUser()
        storage = VisitorTokenStorage(request.session, site="default")
        storage.renew(None, lambda old: build_tokens(role=Role.VISITOR, expires_in=3600))

        def view(request):
            call(attach_context(request))
            return HttpResponse()

        with LoopbackServer(build_answer()) as server:
            settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
                "API_URL": server.origin,
                "CLIENT_ID": "c",
            }
            (LocaleMiddleware(view) if with_locale else view)(request)
        (sent,) = server.requests
        lines = [line for line in sent.splitlines() if line.lower().startswith("x-wix-linguist")]
        return lines[0].partition(": ")[2].partition("|")[0] if lines else None

    # LocaleMiddleware leaves its language to the thread, where a request's end would take it away.
    with translation.override(translation.get_language()):
        yield ask


def test_locale_middlewares_finding_is_passed_on(ask):
    assert ask(lambda wix: wix.get("/x")) == "de"


def test_the_view_may_choose_another(ask):
    def view(wix):
        with translation.override("fr"):
            wix.get("/x")

    assert ask(view) == "fr"
    assert ask(lambda wix: wix.using(language="it").get("/x")) == "it"


def test_without_it_wix_answers_in_the_sites_own_language(ask):
    assert ask(lambda wix: wix.get("/x"), with_locale=False) is None
