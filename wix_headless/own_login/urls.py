"""``path("account/", include("wix_headless.own_login.urls"))``."""

from __future__ import annotations

from django.urls import path

from wix_headless.own_login import views

app_name = "wix_login"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("register/", views.register, name="register"),
    path("code/", views.code, name="code"),
    path("password/", views.password, name="password"),
]
