"""The project with django-allauth, as its documentation sets it up for accounts of elsewhere."""

from __future__ import annotations

from benchmarks import settings
from benchmarks.settings import *  # noqa: F403

INSTALLED_APPS = [*settings.DJANGO_APPS, "allauth", "allauth.account", "allauth.socialaccount"]
MIDDLEWARE = [*settings.DJANGO_MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ROOT_URLCONF = "benchmarks.beside.site"
LOGIN_URL = "account_login"

SOCIALACCOUNT_STORE_TOKENS = True
