"""
Settings of the example site.

Everything comes from the environment, and from ``.env.local`` and ``.env`` where they exist:
the environment wins over both, and ``.env.local`` over ``.env``.
Nothing has to be set: ``make demo`` runs without either file.
"""

from __future__ import annotations

import environ
from django.core.management.utils import get_random_secret_key

from example_project.local import BASE_DIR, DEMO_DIR, kept
from wix_headless.env import wix_settings_from_env

env = environ.FileAwareEnv()
for dotenv in (BASE_DIR / ".env.local", BASE_DIR / ".env"):
    if dotenv.exists():
        env.read_env(dotenv)

# On by default, because this is an example: a site that people visit says DEBUG=off.
DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="") or (
    kept("secret_key", get_random_secret_key) if DEBUG else env("SECRET_KEY")
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "example_project",  # first, so that its templates come before those of wix_headless
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "wix_headless",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "example_project.middleware.WixErrorMiddleware",
    "wix_headless.middleware.WixMiddleware",
]

# Wix: these lines and `path("wix/", include("wix_headless.urls"))` are the whole set-up.
# The WIX_* variables carry Wix's own names: the file that `npx wix env pull` writes works as it is.
WIX_HEADLESS = wix_settings_from_env(env)
# A second Wix site, at a host name of its own: the same variables, beginning with WIX_OUTLET_.
if outlet := wix_settings_from_env(env, prefix="WIX_OUTLET_"):
    hosts = env.list("OUTLET_HOSTS", default=["outlet.localhost"])
    WIX_HEADLESS["SITES"] = {"outlet": {**outlet, "HOSTS": hosts}}
AUTHENTICATION_BACKENDS = [
    "wix_headless.backends.WixMemberBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Off, members log in on Wix's page; on, on one of this site's own (docs/own-login-page.md).
OWN_LOGIN = env.bool("OWN_LOGIN", default=False)
LOGIN_URL = "wix_login:login" if OWN_LOGIN else "wix:login"
LOGIN_REDIRECT_URL = "/"

# Pages of the Wix site call one view from their own origin, with a token and without cookies.
# Unless it is said, that is each sandbox's, if there is one.
sandboxes = [site["API_URL"] for site in (WIX_HEADLESS, outlet) if "API_URL" in site]
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[]) or sandboxes
CORS_URLS_REGEX = r"^/recommendations/$"

ROOT_URLCONF = "example_project.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "example_project.cart_count.cart_count",
            ],
        },
    },
]

database_url = env("DATABASE_URL", default="") or f"sqlite:///{DEMO_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.db_url_config(database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DEMO_DIR / "static"
