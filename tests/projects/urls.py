"""What every kind of project has: pages of the test site, and a few more."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.db import transaction
from django.urls import include, path

from tests.projects import views
from tests.site import views as site

#: Django has no transaction around async views, and refuses to pretend.
async_account = transaction.non_atomic_requests(site.async_account)

urlpatterns = [
    path("", login_not_required(views.start)),
    path("untouched/", login_not_required(site.untouched)),
    path("remember/", login_not_required(views.remember)),
    path("role/", login_not_required(site.role)),
    path("user/", login_not_required(views.user)),
    path("cart/", login_not_required(site.cart)),
    path("cart/add/", login_not_required(site.add_to_cart)),
    path("check-out/", login_not_required(views.check_out)),
    path("thanks/", login_not_required(views.thanks)),
    path("me/", login_not_required(site.me)),
    path("age/", views.age),
    path("breaks/", login_not_required(views.break_after_call)),
    path("account/", site.account),
    path("account/async/", async_account),
    path("private/", site.private),
    path("report/", site.report),
    path("wix/", include("wix_headless.urls")),
    path("accounts/logout/", LogoutView.as_view()),
    path("admin/", admin.site.urls),
]
