"""Projects that are as they should be have nothing to hear: the example, and those of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects.kinds import KINDS
from tests.support.signed_bodies import make_key, write_public
from wix_headless.checks import CheckId
from wix_headless.crypto import generate_key

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_kinds_of_projects(kind, sound, change, find, find_at_deployment, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    change(PUBLIC_URL="https://shop.example.com")
    sound.MIDDLEWARE = [*sound.MIDDLEWARE, *kind.middleware]
    sound.ROOT_URLCONF = "tests.projects.urls"
    for name, value in kind.settings.items():
        if name not in {"AUTH_USER_MODEL", "DATABASE_ROUTERS"}:
            setattr(sound, name, value)

    assert find() == []
    is_signed = "signed_cookies" in kind.settings.get("SESSION_ENGINE", "")
    expected = [CheckId.SIGNED_COOKIES] if is_signed else []
    assert [message.id for message in find_at_deployment()] == expected


@pytest.mark.parametrize("debug", ["on", "off"])
def test_the_example(debug, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check"],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("WIX_")},
            "DJANGO_SETTINGS_MODULE": "example_project.settings",
            "DEBUG": debug,
            "SECRET_KEY": "x" * 50,
            "ALLOWED_HOSTS": "shop.example.com",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
            "WIX_CLIENT_ID": "client",
            "WIX_CLIENT_SECRET": "secret",
            "WIX_CLIENT_PUBLIC_KEY": write_public(make_key("wix")).replace("\n", "\\n"),
            "WIX_ENCRYPTION_KEYS": generate_key(),
            "WIX_PUBLIC_URL": "https://shop.example.com",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout
