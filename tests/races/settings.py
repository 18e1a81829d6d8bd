"""The project that is served: the smallest one, told everything by its environment."""

from __future__ import annotations

import environ

from wix_headless.env import wix_settings_from_env

env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Nothing is tuned but what docs/reliability.md asks of a busy site on SQLite.
DATABASES = {"default": env.db("DATABASE_URL")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"timeout": 20}
# The run makes its database as Django makes one for tests, under this very name.
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "wix_headless",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wix_headless.middleware.WixMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "wix_headless.backends.WixMemberBackend",
    "django.contrib.auth.backends.ModelBackend",
]
ROOT_URLCONF = "tests.races.urls"
LOGIN_URL = "wix:login"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}

WIX_HEADLESS = wix_settings_from_env(env)

#: A second Wix site of the same project, by another host name. It is the same sandbox.
OTHER_SITE, OTHER_HOST = "outlet", "localhost"
if "CLIENT_ID" in WIX_HEADLESS:
    outlet = {"CLIENT_ID": WIX_HEADLESS["CLIENT_ID"], "HOSTS": [OTHER_HOST]}
    WIX_HEADLESS["SITES"] = {OTHER_SITE: outlet}
