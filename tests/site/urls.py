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
    path("report/nosy/", views.nosy_report),
    path("report/role/", views.still_myself),
    path("report/unmarked/", views.unmarked_report),
    path("report/unmarked-elevate/", views.unmarked_elevate),
    path("report/class/", views.ReportView.as_view()),
    path("report/class/async/", views.AsyncReportView.as_view()),
    path("error/", views.error),
    path("another/", views.speak_for_another),
    path("wix/", include("wix_headless.urls")),
    path("accounts/logout/", LogoutView.as_view()),
    path("admin/", admin.site.urls),
]
