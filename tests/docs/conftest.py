"""A site that runs the pages, visited by a member who is staff."""

from __future__ import annotations

import pytest

from tests.docs import running
from wix_headless.models import WixMember


@pytest.fixture
def documented(settings, browser):
    """Return the browser of somebody whom every block lets in."""
    settings.ROOT_URLCONF = running.__name__
    loaders = ["django.template.loaders.app_directories.Loader", f"{running.__name__}.AnyTemplate"]
    (engine,) = settings.TEMPLATES
    options = engine["OPTIONS"] | {"loaders": loaders}
    settings.TEMPLATES = [engine | {"APP_DIRS": False, "OPTIONS": options}]
    browser.log_in("ada@example.com")
    user = WixMember.objects.get().user
    user.is_staff = user.is_superuser = True
    user.save()
    return browser
