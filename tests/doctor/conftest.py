"""The doctor's patients: a healthy project, and ways to make it ill."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

ORIGIN = "http://testserver"
SHARED_CACHE = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}}


@pytest.fixture
def wix_check():
    """Run the command; return its exit code and what it printed."""

    def run(*words):
        out = io.StringIO()
        try:
            call_command("wix_check", *words, stdout=out, stderr=out, no_color=True)
        except SystemExit as end:
            return end.code, out.getvalue()
        return 0, out.getvalue()

    return run


@pytest.fixture
def look(wix_check):
    """Examine; return the findings by the name of their check."""

    def run(*words):
        found = {}
        for finding in json.loads(wix_check("--json", *words)[1])["findings"]:
            found.setdefault(finding["check"], []).append(finding)
        return found

    return run


@pytest.fixture
def change(settings):
    """Change some of WIX_HEADLESS."""

    def run(**more):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | more

    return run


@pytest.fixture
def healthy(sandbox, settings, change, db, tmp_path):
    """A project with which all is well."""
    settings.CACHES = {"default": SHARED_CACHE["default"] | {"LOCATION": str(tmp_path)}}
    settings.DEBUG = True
    change(PUBLIC_URL=ORIGIN)
    return sandbox
