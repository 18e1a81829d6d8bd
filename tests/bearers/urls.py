"""Views that Wix's pages call, or show in a frame."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views import View
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from wix_headless.dashboard import dashboard_url
from wix_headless.decorators import dashboard_page, elevated, wix_endpoint
from wix_headless.exceptions import WixError
from wix_headless.mixins import DashboardPageMixin, WixEndpointMixin
from wix_headless.rest_framework import WixAuthentication
from wix_headless.sdk import members

EVERYBODY = {"visitor", "member", "user"}

FORM = """{% load wix %}<form method="post">{% wix_form_token %}</form>
<a href="{% wix_dashboard_url "more" %}">More</a>"""


#: What was left to do by whoever came before the view, and was done.
DONE: list[str] = []


def before(get_response):
    """Leave something to be done, before the view asks for a token."""

    def middleware(request):
        request.wix.speaker.defer(lambda: DONE.append(request.path))
        return get_response(request)

    return middleware


def describe(request: HttpRequest) -> dict[str, Any]:
    wix = request.wix
    return {
        "role": wix.role,
        "subject": str(wix.token_info.subject_id),
        "instance": wix.instance.id,
        "user": request.user.get_username(),
        "session": dict(request.session.items()),
        "cookies": request.COOKIES,
    }


@wix_endpoint(identities=EVERYBODY)
def anybody(request):
    return JsonResponse(describe(request))


@wix_endpoint(identities={"member"})
def members_only(request):
    return JsonResponse(describe(request))


@wix_endpoint(identities={"visitor", "member"})
def me(request):
    return JsonResponse(request.wix.members.get_current_member() | members.get_current_member())


@wix_endpoint(identities=EVERYBODY)
def write_session(request):
    request.session["planted"] = "here"
    request.session.cycle_key()
    request.session.flush()
    request.session["planted"] = "again"
    return HttpResponse("written")


@wix_endpoint(identities=EVERYBODY)
@elevated(public=True)
def elevated_endpoint(request):
    found = request.wix.elevated.members.query_members(query={})
    return JsonResponse({"members": len(found["members"])})


@wix_endpoint(identities=EVERYBODY)
@elevated(public=True)
def elevated_or_not(request):
    return tell_error(lambda: request.wix.elevated.members.query_members(query={}))


@elevated(public=True)
@wix_endpoint(identities=EVERYBODY)
def wrong_way_round(request):
    return tell_error(lambda: request.wix.elevated)


@wix_endpoint(identities=EVERYBODY)
def unmarked(request):
    return tell_error(lambda: request.wix.elevated)


@wix_endpoint(identities=EVERYBODY)
def elsewhere(request):
    return tell_error(lambda: request.wix.using(site="outlet"))


@wix_endpoint(identities=EVERYBODY)
def stored(request):
    return tell_error(lambda: request.wix.speaker.tokens)


def tell_error(work):
    try:
        work()
    except WixError as error:
        return HttpResponse(f"{type(error).__name__}: {error}")
    return HttpResponse("nothing")


@wix_endpoint(identities=EVERYBODY)
def late(request):
    """Answer with what is rendered when the view is over."""
    template = engines["django"].from_string("{{ request.wix.role }} {{ request.user.is_staff }}")
    return TemplateResponse(request, template)


@wix_endpoint(identities=EVERYBODY)
async def async_anybody(request):
    user = await request.auser()
    return JsonResponse({"role": request.awix.role, "user": user.get_username()})


@wix_endpoint(identities={"member"})
async def async_me(request):
    return JsonResponse(await request.awix.members.get_current_member())


class EndpointView(WixEndpointMixin, View):
    identities = frozenset({"member"})

    def post(self, request):
        return JsonResponse(describe(request))


class AsyncEndpointView(WixEndpointMixin, View):
    identities = frozenset({"visitor"})

    async def post(self, request):
        return JsonResponse({"role": request.awix.role})


@dashboard_page
def page(request):
    if request.method == "POST":
        return redirect(dashboard_url(request, "page"))
    template = engines["django"].from_string(FORM)
    return HttpResponse(template.render({"request": request}, request))


@dashboard_page
def more(request):
    info = request.wix.elevated.business_tools.site_properties.get_site_properties()
    return JsonResponse(describe(request) | {"site": info["properties"]["siteDisplayName"]})


@dashboard_page
def own_policy(request):
    response = HttpResponse("here")
    response["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@dashboard_page
def speaking(request):
    return tell_error(request.wix.members.get_current_member)


@dashboard_page
def leading_away(request):
    try:
        return HttpResponse(dashboard_url(request, request.GET["to"]))
    except ValueError as error:
        return HttpResponse(str(error))


@dashboard_page
async def async_page(request):
    found = await request.awix.elevated.members.query_members(query={})
    return JsonResponse({"members": len(found["members"])})


class PageView(DashboardPageMixin, View):
    def get(self, request):
        return JsonResponse({"elevated": request.wix.elevated.role})

    def post(self, request):
        return HttpResponse("saved")


class AsyncPageView(DashboardPageMixin, View):
    async def get(self, request):
        return JsonResponse({"elevated": request.awix.elevated.role})


@login_required
def whoever(request):
    return JsonResponse({"role": request.wix.role, "info": request.wix.token_info})


class ApiView(APIView):
    authentication_classes = (WixAuthentication,)

    def get(self, request):
        return Response(describe(request) | {"auth": getattr(request.auth, "subject_type", None)})

    def post(self, request):
        return Response(request.wix.members.get_current_member())


class UsersApiView(ApiView):
    permission_classes = (IsAuthenticated,)


class MembersAuthentication(WixAuthentication):
    identities = frozenset({"member"})


class MembersApiView(ApiView):
    authentication_classes = (MembersAuthentication,)


urlpatterns = [
    path("anybody/", anybody),
    path("members-only/", members_only),
    path("me/", me),
    path("write-session/", write_session),
    path("elevated/", elevated_endpoint),
    path("elevated-or-not/", elevated_or_not),
    path("wrong-way-round/", wrong_way_round),
    path("unmarked/", unmarked),
    path("elsewhere/", elsewhere),
    path("stored/", stored),
    path("late/", late),
    path("async/anybody/", async_anybody),
    path("async/me/", async_me),
    path("class/", EndpointView.as_view()),
    path("class/async/", AsyncEndpointView.as_view()),
    path("page/", page, name="page"),
    path("more/", more, name="more"),
    path("own-policy/", own_policy),
    path("speaking/", speaking),
    path("leading-away/", leading_away),
    path("async/page/", async_page),
    path("class/page/", PageView.as_view()),
    path("class/async/page/", AsyncPageView.as_view()),
    path("whoever/", whoever),
    path("api/", ApiView.as_view()),
    path("api/users/", UsersApiView.as_view()),
    path("api/members/", MembersApiView.as_view()),
    path("wix/", include("wix_headless.urls")),
]
