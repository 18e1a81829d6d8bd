"""What must hold for the package as a whole, and is easily forgotten."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import wix_headless
from wix_headless.client import AsyncWixClient, WixClient
from wix_headless.client.catalogue import catalogue
from wix_headless.context import AsyncWixContext, WixContext, attach_context
from wix_headless.context.elevation import AsyncElevatedClient, ElevatedClient
from wix_headless.context.identity import RequestSpeaker
from wix_headless.strategies import ApiKeyStrategy

PACKAGE = Path(wix_headless.__file__).parent
MODULES = sorted(
    path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts
)

#: All packages of Wix's SDK.
WIX_PACKAGES = {
    "app_management",
    "atlas",
    "auth_management",
    "automations",
    "benefit_programs",
    "blog",
    "bookings",
    "business_tools",
    "categories",
    "comments",
    "crm",
    "data",
    "ecom",
    "email_marketing",
    "email_subscriptions",
    "events",
    "faq",
    "forms",
    "groups",
    "headless_site_assets",
    "identity",
    "inbox",
    "loyalty",
    "marketing",
    "media",
    "members",
    "multilingual",
    "online_programs",
    "payments",
    "portfolio",
    "pricing_plans",
    "redirects",
    "restaurants",
    "reviews",
    "secrets",
    "seo",
    "stores",
    "table_reservations",
}


def run(script):
    """Run a script in a process that knows no Django settings."""
    known = {name: value for name, value in os.environ.items() if "SETTINGS" not in name}
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        env=known,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_lower_floors_import_without_a_project_and_read_no_catalogue():
    done = run(
        """
        import sys

        opened = []

        def watch(event, given):
            if event == "open" and isinstance(given[0], str):
                opened.append(given[0])

        sys.addaudithook(watch)

        import wix_headless.client
        import wix_headless.strategies
        import wix_headless.transport
        import wix_headless.protocol.authorization
        from django.apps import apps
        from django.conf import settings

        assert not settings.configured
        assert not apps.ready
        assert [path for path in opened if path.endswith(".json")] == []
        unwanted = {"django.db.models", "django.contrib.auth", "flask", "waitress"}
        assert not unwanted & set(sys.modules), unwanted & set(sys.modules)
        ours = {name for name in sys.modules if name.startswith("wix_headless.")}
        assert not {"wix_headless.conf", "wix_headless.models", "wix_headless.storages"} & ours

        strategy = wix_headless.strategies.OAuthStrategy("client")
        client = wix_headless.client.WixClient(strategy)
        client.members
        assert [path for path in opened if path.endswith("stores.json")] == []
        """
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_a_package_of_the_catalogue_is_read_when_it_is_used_and_no_other():
    done = run(
        """
        import os
        import sys

        opened = set()

        def watch(event, given):
            if event == "open" and isinstance(given[0], str) and given[0].endswith(".json"):
                opened.add(os.path.basename(given[0]))

        sys.addaudithook(watch)

        from wix_headless.client import WixClient
        from wix_headless.strategies import OAuthStrategy

        client = WixClient(OAuthStrategy("client"))
        assert opened == set(), opened
        client.members.get_current_member
        assert opened <= {"_index.json", "members.json"}, opened
        assert "members.json" in opened
        """
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_project_imports_no_sandbox():
    done = run(
        """
        import sys

        import django
        from django.conf import settings

        settings.configure(
            INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "wix_headless"],
            USE_TZ=True,
        )
        django.setup()
        import wix_headless.urls

        sandbox = [name for name in sys.modules if name.startswith("wix_headless.sandbox")]
        assert sandbox == [], sandbox
        assert "flask" not in sys.modules
        """
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_shipped_is_wixs():
    assert len(WIX_PACKAGES) == 38
    assert set(catalogue.package_names) == WIX_PACKAGES


@pytest.mark.parametrize(
    "kind",
    [
        AsyncElevatedClient,
        AsyncWixClient,
        AsyncWixContext,
        ElevatedClient,
        WixClient,
        WixContext,
    ],
)
def test_our_own_names_are_none_of_wixs_packages(kind, rf):
    ours = {name for name in (*dir(kind), *vars(build(kind, rf))) if not name.startswith("_")}

    assert {"role", "using", "get", "send"} <= ours
    assert ours & WIX_PACKAGES == set()


def build(kind, rf):
    context = attach_context(rf.get("/"))
    is_of_request = issubclass(kind, RequestSpeaker)
    return kind(context.speaker if is_of_request else ApiKeyStrategy("key"))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_module_says_what_it_is(path):
    docstring = ast.get_docstring(ast.parse((PACKAGE / path).read_text()))

    assert docstring
    assert docstring.splitlines()[0].endswith((".", "?", "!", ":", "…"))


def test_no_module_is_named_for_what_was_left_over():
    leftovers = {"utils", "util", "helpers", "helper", "common", "misc", "base_utils"}

    assert leftovers & {path.stem for path in MODULES} == set()


def test_only_transport_opens_a_connection():
    openers = {
        str(path)
        for path in MODULES
        if path.parts[0] not in {"sandbox", "testing"}  # those are for tests
        for node in ast.walk(ast.parse((PACKAGE / path).read_text()))
        for name in imported_names(node)
        if name.split(".")[0] in {"requests", "urllib3", "socket", "http", "httpx"}
        and not name.startswith("http.HTTPStatus")
        and not name.startswith("http.cookie")
    }

    assert {path.split("/")[0] for path in openers} == {"transport"}


def imported_names(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
