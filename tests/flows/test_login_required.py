"""``LoginRequiredMiddleware`` beside our guards: the right one turns each stranger away."""

from __future__ import annotations

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path
from django.views import View

from wix_headless.decorators import elevated, member_required
from wix_headless.mixins import ElevatedMixin, MemberRequiredMixin

pytestmark = pytest.mark.django_db

WIX, ADMIN = "/wix/login/", "/admin/login/"


class Page(View):
    def get(self, request):
        return HttpResponse("let in")


class MemberPage(MemberRequiredMixin, Page):
    pass


class ReportPage(ElevatedMixin, Page):
    pass


class OpenPage(ElevatedMixin, Page):
    def may_elevate(self, request):
        return True


class OwnGatePage(MemberRequiredMixin, Page):
    def check_request(self, request):
        return None


def page(request):
    return HttpResponse("let in")


urlpatterns = [
    path("member/", member_required(page)),
    path("staff/", elevated(page)),
    path("permitted/", elevated(permission="wix_headless.view_wixmember")(page)),
    path("tested/", elevated(test=lambda request: True)(page)),
    path("public/", elevated(public=True)(page)),
    path("really-public/", login_not_required(elevated(public=True)(page))),
    path("class/member/", MemberPage.as_view()),
    path("class/staff/", ReportPage.as_view()),
    path("class/public/", ReportPage.as_view(is_public=True)),
    path("class/tested/", OpenPage.as_view()),
    path("class/own-gate/", OwnGatePage.as_view()),
    path("wix/", include("wix_headless.urls")),
    path("", include("tests.site.urls")),
]


@pytest.fixture(autouse=True)
def login_required_site(settings):
    settings.ROOT_URLCONF = __name__
    *before, wix = settings.MIDDLEWARE
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*before, required, wix]


@pytest.mark.parametrize(
    ("address", "login"),
    [
        ("/member/", WIX),
        ("/class/member/", WIX),
        ("/staff/", ADMIN),
        ("/permitted/", ADMIN),
        ("/class/staff/", ADMIN),
    ],
)
def test_our_guards_know_the_way_and_the_script(browser, address, login):
    page = browser.get(address)
    answer = browser.get(address, headers={"Sec-Fetch-Mode": "cors"})

    assert page["Location"].startswith(login)
    assert answer.status_code == 401
    assert answer.json()["login_url"]


@pytest.mark.parametrize(
    "address",
    ["/tested/", "/public/", "/class/public/", "/class/tested/", "/class/own-gate/"],
)
def test_who_lets_strangers_pass_does_not_overrule_the_site(browser, address):
    assert browser.get(address)["Location"].startswith(WIX)


def test_what_is_marked_as_public_twice_is_public(browser):
    assert browser.get("/really-public/").content == b"let in"


def test_members_pass(browser):
    browser.log_in()

    assert browser.get("/member/").content == browser.get("/class/member/").content == b"let in"
    assert browser.get("/class/staff/").status_code == 403
