"""The project with mozilla-django-oidc, as its documentation sets it up."""

from __future__ import annotations

import os

from benchmarks import settings
from benchmarks.settings import *  # noqa: F403
from benchmarks.upstream import TOKEN_PATH, USER_PATH

INSTALLED_APPS = [*settings.DJANGO_APPS, "mozilla_django_oidc"]
MIDDLEWARE = [*settings.DJANGO_MIDDLEWARE, "mozilla_django_oidc.middleware.SessionRefresh"]
AUTHENTICATION_BACKENDS = ["mozilla_django_oidc.auth.OIDCAuthenticationBackend"]
ROOT_URLCONF = "benchmarks.beside.site"
LOGIN_URL = "oidc_authentication_init"

OIDC_OP_AUTHORIZATION_ENDPOINT = os.environ["BENCH_ORIGIN"] + "/authorize"
OIDC_OP_TOKEN_ENDPOINT = os.environ["BENCH_ORIGIN"] + TOKEN_PATH
OIDC_OP_USER_ENDPOINT = os.environ["BENCH_ORIGIN"] + USER_PATH
OIDC_RP_CLIENT_ID = "8f1c7c2e"
OIDC_RP_CLIENT_SECRET = settings.SECRET_KEY
OIDC_STORE_ACCESS_TOKEN = True
# Verifying what the provider signs is not measured, only who is asked how often.
OIDC_ALLOW_UNSECURED_JWT = True
OIDC_USE_NONCE = False
