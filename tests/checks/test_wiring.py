"""What ``manage.py check`` finds, each with the line to write; and what it never stops."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.core.checks import ERROR, WARNING
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import translation

from tests.checks import urls
from wix_headless.backends import WixMemberBackend
from wix_headless.checks import CheckId
from wix_headless.crypto import generate_key
from wix_headless.middleware import WixMiddleware

OURS = "wix_headless.middleware.WixMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
ROOT = Path(__file__).parents[2]

#: Of a project that forgot ours.
urlpatterns: list[object] = []


class SubclassedMiddleware(WixMiddleware):
    pass


class SubclassedAuthentication(AuthenticationMiddleware):
    pass


class SubclassedBackend(WixMemberBackend):
    pass


def test_a_sound_project_has_nothing_to_hear(find):
    assert find() == []


def test_every_id_is_used_once_and_says_its_level():
    values = [check_id.value for check_id in CheckId]

    # Two names of one value would be one member, under its first name.
    assert list(CheckId.__members__) == [check_id.name for check_id in CheckId]
    assert len(set(values)) == len(values)
    assert all(value.startswith(("wix_headless.E", "wix_headless.W")) for value in values)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"CLIENTID": "x"}, "CLIENT_ID"),
        ({"API_URL": "http://www.wixapis.com"}, "API_URL"),
        ({"STRICT_FIELDS": "yes"}, "STRICT_FIELDS"),
        ({"CLIENT_SECRET": None}, "CLIENT_SECRET"),
    ],
)
def test_e001_malformed_settings(change, values, word, find_one):
    change(**values)

    found = find_one(CheckId.SETTINGS)

    assert found.level == ERROR
    assert word in found.msg


def test_e001_settings_that_are_no_dict(sound, find_one):
    sound.WIX_HEADLESS = "CLIENT_ID"

    assert "wix_settings_from_env" in find_one(CheckId.SETTINGS).msg


def test_e002_no_client_id(change, find_one):
    change(CLIENT_ID="")

    found = find_one(CheckId.CLIENT_ID)

    assert found.level == ERROR
    assert "WIX_CLIENT_ID" in found.hint
    assert "npx wix env pull" in found.hint


@pytest.mark.parametrize("keys", [[], ["not-a-key-4711"], [str(generate_key()), "4711"]])
def test_e003_no_key_or_a_malformed_one(change, keys, find_one):
    change(ENCRYPTION_KEYS=keys)

    found = find_one(CheckId.ENCRYPTION_KEYS)

    assert found.level == ERROR
    assert "wix_generate_key" in found.hint
    assert "4711" not in str(found)


def test_e004_no_middleware(sound, find_one):
    sound.MIDDLEWARE = [path for path in sound.MIDDLEWARE if path != OURS]

    found = find_one(CheckId.MIDDLEWARE_MISSING)

    assert found.level == ERROR
    assert f"'{OURS}'" in found.hint
    assert f"'{AUTHENTICATION}'" in found.hint


def test_e005_middleware_in_the_wrong_order(sound, find_one):
    sound.MIDDLEWARE = [OURS, *(path for path in sound.MIDDLEWARE if path != OURS)]

    found = find_one(CheckId.MIDDLEWARE_ORDER)

    assert found.level == ERROR
    assert f"'{OURS}'" in found.hint


def test_e006_no_back_end(sound, find_one):
    sound.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

    found = find_one(CheckId.BACKEND)

    assert found.level == ERROR
    assert "'wix_headless.backends.WixMemberBackend'" in found.hint


def test_e007_no_urls(sound, find_one):
    sound.ROOT_URLCONF = __name__
    sound.LOGIN_URL = "/login/"

    found = find_one(CheckId.URLS)

    assert found.level == ERROR
    assert 'path("wix/", include("wix_headless.urls"))' in found.hint


def test_w001_no_client_secret(change, find_one):
    change(CLIENT_SECRET="")

    found = find_one(CheckId.CLIENT_SECRET)

    assert found.level == WARNING
    assert "WIX_CLIENT_SECRET" in found.hint


def test_w002_a_sandbox_without_debug(change, sound, find_one, find):
    change(API_URL="http://127.0.0.1:8765")

    found = find_one(CheckId.SANDBOX)

    assert found.level == WARNING
    assert "http://127.0.0.1:8765" in found.msg
    assert "WIX_API_URL" in found.hint
    sound.DEBUG = True
    assert find() == []


def test_w003_an_insecure_public_url(change, sound, find_one, find):
    change(PUBLIC_URL="http://shop.example.com")

    found = find_one(CheckId.INSECURE_PUBLIC_URL)

    assert found.level == WARNING
    assert "WIX_PUBLIC_URL" in found.hint
    change(PUBLIC_URL="https://shop.example.com")
    assert find() == []


def test_w029_times_without_zones(sound, find_one):
    sound.USE_TZ = False

    found = find_one(CheckId.TIME_ZONES)

    assert found.level == WARNING
    assert "USE_TZ = True" in found.hint


def test_every_id_has_a_test():
    sources = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    tested = {name.upper() for name in re.findall(r"^def test_([ew]\d{3})_", sources, re.MULTILINE)}

    assert {check_id.value.removeprefix("wix_headless.") for check_id in CheckId} <= tested


@pytest.mark.parametrize(
    ("setting", "path", "subclass"),
    [
        ("MIDDLEWARE", OURS, SubclassedMiddleware),
        ("MIDDLEWARE", AUTHENTICATION, SubclassedAuthentication),
        (
            "AUTHENTICATION_BACKENDS",
            "wix_headless.backends.WixMemberBackend",
            SubclassedBackend,
        ),
    ],
)
def test_a_subclass_is_as_good(sound, setting, path, subclass, find):
    replaced = [
        f"{subclass.__module__}.{subclass.__qualname__}" if one == path else one
        for one in getattr(sound, setting)
    ]
    assert path not in replaced
    setattr(sound, setting, replaced)

    assert find() == []


def test_several_things_are_said_at_once(sound, find):
    sound.WIX_HEADLESS = {}
    sound.MIDDLEWARE = []

    assert {message.id for message in find()} >= {
        CheckId.CLIENT_ID,
        CheckId.ENCRYPTION_KEYS,
        CheckId.CLIENT_SECRET,
        CheckId.MIDDLEWARE_MISSING,
    }


def test_the_command_says_it_and_fails(sound):
    sound.WIX_HEADLESS = {}

    with pytest.raises(SystemCheckError, match=r"wix_headless\.E002"):
        call_command("check")


@pytest.mark.django_db
@pytest.mark.parametrize("databases", [None, [], ["default"]])
def test_it_makes_no_difference_which_databases_are_named(sound, databases, find):
    sound.WIX_HEADLESS = {}

    assert CheckId.CLIENT_ID in {message.id for message in find(databases=databases)}


def run_project(tmp_path, command, **variables):
    """Run a command of a project that has nothing but the lines of the README."""
    (tmp_path / "project.py").write_text(
        textwrap.dedent(
            """
            import environ
            from wix_headless.env import wix_settings_from_env

            env = environ.Env()
            SECRET_KEY = "x"
            USE_TZ = True
            ROOT_URLCONF = "urls"
            DATABASES = {
                "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "scratch.sqlite3"}
            }
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
            AUTHENTICATION_BACKENDS = ["wix_headless.backends.WixMemberBackend"]
            WIX_HEADLESS = wix_settings_from_env(env)
            LOGIN_URL = "wix:login"
            DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
            """
        )
    )
    (tmp_path / "urls.py").write_text(
        "from django.urls import include, path\n"
        'urlpatterns = [path("wix/", include("wix_headless.urls"))]\n'
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WIX_")}
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-W", "error", "-m", "django", *command],
        cwd=tmp_path,
        env=kept | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "project"} | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_migrate_works_with_an_empty_environment(tmp_path):
    migrated = run_project(tmp_path, ["migrate"])

    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert "Applying wix_headless.0001_initial... OK" in migrated.stdout


@pytest.mark.parametrize("command", [["makemigrations", "--check"], ["test"]], ids=" ".join)
def test_so_does_what_else_sets_a_project_up(tmp_path, command):
    done = run_project(tmp_path, command)

    assert done.returncode == 0, done.stderr
    assert "wix_headless.E" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", [["check"], ["check", "--database", "default"]], ids=" ".join)
def test_check_says_what_an_empty_environment_lacks(tmp_path, command):
    checked = run_project(tmp_path, command)

    assert checked.returncode == 1
    assert "(wix_headless.E002)" in checked.stderr
    assert "(wix_headless.E003)" in checked.stderr


def test_a_key_can_be_made_with_an_empty_environment(tmp_path):
    made = run_project(tmp_path, ["wix_generate_key"])
    key = made.stdout.strip()

    assert (made.returncode, made.stderr) == (0, "")
    checked = run_project(tmp_path, ["check"], WIX_CLIENT_ID="c", WIX_ENCRYPTION_KEYS=key)
    assert checked.returncode == 0
    assert "(wix_headless.W001)" in checked.stderr
    assert "wix_headless.E" not in checked.stderr


def test_a_worker_without_urls_has_nothing_to_hear(sound, find):
    del sound.ROOT_URLCONF

    assert find() == []


@pytest.mark.parametrize("address", ["/nowhere/", "nowhere", "shop:login"])
def test_w010_a_login_that_is_nowhere(sound, find_one, address):
    sound.LOGIN_URL = address

    found = find_one(CheckId.LOGIN_URL)

    assert found.level == WARNING
    assert 'LOGIN_URL = "wix:login"' in found.hint


def test_w011_a_login_that_leads_nowhere(sound, find_one):
    sound.LOGIN_REDIRECT_URL = "/accounts/profile/"

    found = find_one(CheckId.LOGIN_REDIRECT_URL)

    assert found.level == WARNING
    assert "LOGIN_REDIRECT_URL" in found.hint


@pytest.mark.parametrize(
    "address",
    ["/account/", "/account", "/?from=login#top", "https://other.example/", "//other.example/x"],
)
def test_addresses_that_lead_somewhere(sound, find, address):
    sound.LOGIN_URL = sound.LOGIN_REDIRECT_URL = address

    assert find() == []


def test_pages_by_language_lead_somewhere(sound, find):
    sound.ROOT_URLCONF = urls.PlainByLanguage
    sound.LOGIN_REDIRECT_URL = "/members/"

    assert find() == []


def test_w012_callbacks_by_language(sound, find_one):
    sound.ROOT_URLCONF = urls.ByLanguage

    found = find_one(CheckId.CALLBACK_BY_LANGUAGE)

    assert found.level == WARNING
    assert "i18n_patterns" in found.hint


def test_pages_by_language_are_found_in_whatever_language_is_active(sound, find_one):
    sound.ROOT_URLCONF = urls.ByLanguage

    with translation.override("de"):
        find_one(CheckId.CALLBACK_BY_LANGUAGE)


def test_w013_no_templates_of_ours(sound, find_one):
    sound.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]

    found = find_one(CheckId.TEMPLATES)

    assert found.level == WARNING
    assert "APP_DIRS" in found.hint
