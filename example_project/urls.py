"""The addresses of the example site."""

from __future__ import annotations

from django.conf import settings  # noqa: TID251 - a site reads its own settings
from django.contrib import admin
from django.urls import include, path, re_path

from example_project.views import account, blog, cart, guestbook, services, shop, staff, wix_pages

urlpatterns = [
    path("", shop.index, name="index"),
    re_path(r"^products/(?P<slug>[\w-]+)/$", shop.product, name="product"),  # any alphabet
    path("cart/", cart.show, name="cart"),
    path("cart/update/", cart.update, name="cart_update"),
    path("cart/remove/", cart.remove, name="cart_remove"),
    path("cart/coupon/", cart.use_coupon, name="coupon_use"),
    path("cart/coupon/remove/", cart.remove_coupon, name="coupon_remove"),
    path("cart/checkout/", cart.checkout, name="checkout"),
    path("thank-you/", cart.thank_you, name="thank_you"),
    path("services/", services.index, name="services"),
    path("services/<str:slug>/", services.service, name="service"),
    path("services/<str:slug>/book/", services.book, name="book"),
    path("services/<str:slug>/booked/", services.booked, name="booked"),
    path("blog/", blog.index, name="blog"),
    re_path(r"^blog/(?P<slug>[\w-]+)/$", blog.post, name="post"),
    path("guestbook/", guestbook.index, name="guestbook"),
    path("guestbook/<uuid:entry_id>/remove/", guestbook.remove, name="guestbook_remove"),
    path("account/", account.account, name="account"),
    path("account/orders/<uuid:order_id>/", account.order, name="order"),
    path("account/profile/", account.profile, name="profile"),
    path("members-only/", account.members_only, name="members_only"),
    path("staff/report/", staff.report, name="staff_report"),
    path("staff/orders/", staff.orders, name="staff_orders"),
    path("recommendations/", wix_pages.recommend, name="recommendations"),
    path("dashboard/settings/", wix_pages.settings, name="dashboard_settings"),
    path("wix/", include("wix_headless.urls")),
    path("admin/", admin.site.urls),
]
if getattr(settings, "OWN_LOGIN", False):
    urlpatterns.append(path("account/", include("wix_headless.own_login.urls")))
