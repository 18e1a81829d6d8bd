"""The project that is measured: Django's usual middleware, and nothing slow that is not needed."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

import environ

from wix_headless.crypto import generate_key

env = environ.Env()

SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["*"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db("DATABASE_URL", default="sqlite:///unused.sqlite3")}
# As a busy site has it: a page does not wait for a new connection.
DATABASES["default"]["CONN_MAX_AGE"] = None
# A database of its own, made and dropped again, beside that of tests that may run meanwhile.
name = f"wix_headless_bench_{os.getpid()}"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    name = str(Path(tempfile.gettempdir()) / f"{name}.sqlite3")
DATABASES["default"]["TEST"] = {"NAME": name}

DJANGO_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
]
INSTALLED_APPS = [*DJANGO_APPS, "wix_headless", "benchmarks.received"]
DJANGO_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
MIDDLEWARE = [*DJANGO_MIDDLEWARE, "wix_headless.middleware.WixMiddleware"]
AUTHENTICATION_BACKENDS = [
    "wix_headless.backends.WixMemberBackend",
    "django.contrib.auth.backends.ModelBackend",
]
ROOT_URLCONF = "benchmarks.site"
LOGIN_URL = "wix:login"

#: What django-fernet-encrypted-fields makes its keys of; two, as the others have two.
SALT_KEY = [secrets.token_urlsafe(32), secrets.token_urlsafe(32)]

WIX_HEADLESS = {
    "CLIENT_ID": "8f1c7c2e-0000-4000-8000-000000000001",
    "ENCRYPTION_KEYS": [generate_key(), generate_key()],
}
