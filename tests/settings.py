"""The smallest project that has everything; only DATABASE_URL and REDIS_URL come from outside."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

import django
import environ

from wix_headless.crypto import generate_key

env = environ.Env()

SECRET_KEY = secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db("DATABASE_URL", default="sqlite:///unused.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file: the connections of several threads do not wait for each other in memory.
    name = Path(tempfile.gettempdir()) / f"wix-headless-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(name)}
    DATABASES["default"]["OPTIONS"] = {"timeout": 20}
if "REDIS_URL" in env.ENVIRON:
    CACHES = {"default": env.cache("REDIS_URL")}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "wix_headless",
    "tests.site",
    "example_project",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wix_headless.middleware.WixMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "wix_headless.backends.WixMemberBackend",
    "django.contrib.auth.backends.ModelBackend",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "tests.site.urls"
LOGIN_URL = "wix:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
STATIC_URL = "static/"

if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

#: The sandbox's keys are filled in by the fixture that starts it.
WIX_HEADLESS = {"ENCRYPTION_KEYS": [generate_key()], "STRICT_FIELDS": True}
