"""The settings of one kind of project, which PROJECT_KIND names; the fixture sets the rest."""

from __future__ import annotations

import json
from pathlib import Path

import environ

from tests.projects.kinds import KINDS

env = environ.Env()
kind = next(kind for kind in KINDS if kind.name == env("PROJECT_KIND"))
folder = Path(env("PROJECT_FOLDER"))

SECRET_KEY = env("PROJECT_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [env("PROJECT_ORIGIN")]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(alias: str) -> dict[str, object]:
    """Return a database of this project's own, on the server that DATABASE_URL names."""
    config = env.db("DATABASE_URL", default="sqlite:///nowhere")
    if config["ENGINE"].endswith("sqlite3"):
        config |= {"NAME": str(folder / f"{alias}.sqlite3"), "OPTIONS": {"timeout": 20}}
    else:
        config["NAME"] = f"{env('PROJECT_DATABASE')}_{alias}"
    config["TEST"] = {"NAME": config["NAME"], "DEPENDENCIES": []}
    config["ATOMIC_REQUESTS"] = kind.is_atomic
    return config


DATABASES = {alias: database(alias) for alias in kind.databases}
if "REDIS_URL" in env.ENVIRON:
    CACHES = {"default": env.cache("REDIS_URL") | {"KEY_PREFIX": env("PROJECT_DATABASE")}}
SESSION_FILE_PATH = str(folder)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "tests.projects.people",
    "wix_headless",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *kind.middleware,
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
ROOT_URLCONF = "tests.projects.urls"
LOGIN_URL = "wix:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
STATIC_URL = "static/"

WIX_HEADLESS = json.loads(env("PROJECT_WIX"))

globals().update(kind.settings)
