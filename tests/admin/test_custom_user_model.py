"""A site whose users have no ``username``: its own project, in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

MODELS = """
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

class Person(AbstractBaseUser, PermissionsMixin):
    phone = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    USERNAME_FIELD = "phone"
    objects = BaseUserManager()
"""

SETTINGS = """
from tests.settings import *
INSTALLED_APPS = ["people", *(app for app in INSTALLED_APPS if not app.startswith("example"))]
AUTH_USER_MODEL = "people.Person"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""

STORY = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)

from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone
from people.models import Person
from wix_headless.models import ElevatedCall, StoredToken, WixMember

setup_test_environment()
root = Person.objects.create(phone="+49 1", is_staff=True, is_superuser=True)
user = Person.objects.create(phone="+44 2071838750")
member = WixMember.objects.create(user=user, member_id="m-1")
StoredToken.objects.create(role="member", member=member)
StoredToken.objects.create(role="visitor")
ElevatedCall.objects.create(user=user, method="m", outcome="ok", created_at=timezone.now())
client = Client()
client.force_login(root, "django.contrib.auth.backends.ModelBackend")
for name in ("storedtoken", "wixmember", "elevatedcall"):
    answer = client.get(f"/admin/wix_headless/{name}/", {"q": "2071838750"})
    assert answer.status_code == 200, answer
    (row,) = answer.context["cl"].result_list
    assert client.get(f"/admin/wix_headless/{name}/{row.pk}/change/").status_code == 200
    # Its admin does not know these users, so that there is nothing to link to.
    assert "/admin/people/" not in answer.content.decode()
print("told")
"""


def test_the_pages_do_not_ask_for_a_username(tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.mkdir()
    (people / "__init__.py").touch()
    (people / "models.py").write_text(MODELS)
    (tmp_path / "own_settings.py").write_text(SETTINGS)

    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-W", "error", "-c", STORY],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "own_settings",
            "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert told.stdout.strip() == "told", told.stderr
