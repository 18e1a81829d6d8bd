"""The test site's URLs."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from tests.site import views

urlpatterns = [
    path("", views.home),
    path("untouched/", views.untouched),
    path("role/", views.role),
    path("cart/", views.cart),
    path("cart/add/", views.add_to_cart),
    path("cart/checkout/", views.checkout),
    path("me/", views.me),
    path("me/by-import/", views.me_by_import),
    path("account/", views.account),
    path("account/async/", views.async_account),
    path("account/class/", views.AccountView.as_view()),
    path("private/", views.private),
    path("report/", views.report),
    path("report/permitted/", views.permitted_report),
    path("report/tested/", views.tested_report),
    path("report/public/", views.public_report),
    path("report/failing/", views.failing_report),
    path("report/everything/", views.everything_and_fail),
    path("report/nosy/", views.nosy_report),
    path("report/role/", views.still_myself),
    path("report/unmarked/", views.unmarked_report),
    path("report/unmarked-elevate/", views.unmarked_elevate),
    path("report/class/", views.ReportView.as_view()),
    path("report/class/async/", views.AsyncReportView.as_view()),
    path("async/", views.async_home),
    path("async/crowd/", views.async_crowd),
    path("async/cart/add/", views.async_add_to_cart),
    path("async/me/", views.async_me),
    path("async/report/", views.async_report),
    path("async/report/unmarked/", views.async_unmarked_report),
    path("async/blocking/", views.blocking),
    path("cached/", views.cached_home),
    path("async/cached/", views.async_cached),
    path("elsewhere/", views.elsewhere),
    path("me/name/", views.my_name),
    path("cart/quantity/", views.cart_quantity),
    path("report/site/", views.site_report),
    path("error/", views.error),
    path("password/", views.change_password),
    path("another/", views.speak_for_another),
    path("for-member/", views.speak_for_member),
    path("wix/", include("wix_headless.urls")),
    path("accounts/logout/", LogoutView.as_view()),
    path("admin/", admin.site.urls),
]
