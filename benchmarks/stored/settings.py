"""The project that is measured, with the admin, and a database for each size of the table."""

from __future__ import annotations

from benchmarks import settings
from benchmarks.settings import *  # noqa: F403
from benchmarks.stored.sizes import ALIASES


def _name(alias: str) -> str:
    whole = settings.DATABASES["default"]["TEST"]["NAME"]
    return whole.replace("wix_headless_bench", f"wix_headless_bench_{alias}")


DATABASES = {
    alias: settings.DATABASES["default"] | {"TEST": {"NAME": _name(alias)}} for alias in ALIASES
}
DATABASE_ROUTERS = ["benchmarks.stored.sizes.SizeRouter"]

INSTALLED_APPS = ["django.contrib.admin", *settings.INSTALLED_APPS]
ROOT_URLCONF = "benchmarks.stored.urls"
STATIC_URL = "static/"
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
