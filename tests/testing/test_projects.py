"""Projects made from nothing, whose tests use the kit: under pytest, and under Django's runner."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap

import pytest

SETTINGS = """
from pathlib import Path

SECRET_KEY = "made-for-this-test"
USE_TZ = True
ROOT_URLCONF = "urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(__file__).parent / "db.sqlite3",
        "TEST": {"NAME": Path(__file__).parent / "test.sqlite3"},
    }
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
"""

URLS = """
from django.http import JsonResponse
from django.urls import include, path

from wix_headless.decorators import member_required


@member_required
def account(request):
    return JsonResponse(request.wix.members.get_current_member(fieldsets=["FULL"]))


urlpatterns = [path("account/", account), path("wix/", include("wix_headless.urls"))]
"""

PYTEST = """
import os

import pytest


def test_three_lines(wix_member_client):
    page = wix_member_client.get("/account/")
    assert page.json()["member"]["loginEmail"] == "ada@example.com"


@pytest.mark.parametrize("number", range(4))
def test_each_worker_has_a_sandbox(number, wix_sandbox, wix_login):
    new = wix_sandbox.add_member(f"zoe{number}@example.com")
    assert wix_login(new).get("/account/").status_code == 200
    assert len(wix_sandbox.requests_to("/oauth2/token-info")) == 1
"""

CASES = """
from django.test import LiveServerTestCase, TestCase

from wix_headless.testing import WixSandboxMixin


class AccountTests(WixSandboxMixin, TestCase):
    def test_the_account(self):
        self.client.wix_login()
        self.assertContains(self.client.get("/account/"), "ada@example.com")


class OtherTests(WixSandboxMixin, LiveServerTestCase):
    def test_another(self):
        self.client.wix_login("ben@example.com")
        self.assertContains(self.client.get("/account/"), "ben@example.com")
"""

MANAGE = """
import os, sys
from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
execute_from_command_line(sys.argv)
"""

#: What pytest says of a project that has nothing of ours but the installed plugin.
NO_COST = """
import sys

def test_nothing_of_it_is_here():
    ours = {name for name in sys.modules if name.split(".")[0] == "wix_headless"}
    assert ours == {"wix_headless", "wix_headless.pytest_plugin"}
    assert not {"django", "flask", "waitress", "requests"} & set(sys.modules)
"""

FLASK_IS_MISSING = "import sys\n\nsys.modules['flask'] = None\n"


class Project:
    def __init__(self, folder, **files):
        self.folder = folder
        for name, content in files.items():
            (folder / f"{name}.py").write_text(content)

    def run(self, *arguments, **variables):
        """Run Python in the project's folder, with nothing of this run's configuration."""
        ours = ("DJANGO_", "WIX_", "PYTEST_", "DATABASE_URL", "COV")
        environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-W", "error", *arguments],
            cwd=self.folder,
            env=environ | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def pytest(self, *options, **variables):
        options = ("-q", "-p", "no:cacheprovider", *options)
        done = self.run("-m", "pytest", *options, **variables)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path):
    """A project of four lines, and pytest's configuration of it."""
    (tmp_path / "pytest.ini").write_text(
        textwrap.dedent(
            """
            [pytest]
            DJANGO_SETTINGS_MODULE = settings
            pythonpath = .
            filterwarnings = error
            """
        )
    )
    return Project(tmp_path, settings=SETTINGS, urls=URLS, manage=MANAGE)


def test_pytest_with_no_network_but_loopback(project):
    (project.folder / "test_account.py").write_text(PYTEST)

    code, said = project.pytest("--disable-socket", "--allow-hosts=127.0.0.1")

    assert (code, "5 passed" in said) == (0, True), said


def test_a_proxy_of_the_environment_is_not_asked(project):
    (project.folder / "test_account.py").write_text(PYTEST)
    proxy = {"http_proxy": "http://127.0.0.1:9", "no_proxy": "example.com"}

    code, said = project.pytest("-k", "three_lines", **proxy)

    assert (code, "1 passed" in said) == (0, True), said


def test_pytest_with_workers_and_a_database_that_is_kept(project):
    (project.folder / "test_account.py").write_text(PYTEST)
    options = ("-n", "2", "--reuse-db", "--allow-hosts=127.0.0.1")

    for code, said in (project.pytest(*options), project.pytest(*options)):
        assert (code, "5 passed" in said) == (0, True), said


@pytest.mark.parametrize("workers", ["1", "2"])
def test_djangos_own_runner(project, workers):
    (project.folder / "test_account.py").write_text(CASES)

    done = project.run("manage.py", "test", "--parallel", workers)

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Ran 2 tests in .*\n\nOK\n", done.stderr), done.stderr


def test_pytest_runs_the_classes_too(project):
    (project.folder / "test_account.py").write_text(CASES)

    code, said = project.pytest("--allow-hosts=127.0.0.1,localhost")

    assert (code, "2 passed" in said) == (0, True), said


def test_a_fork_has_a_sandbox_of_its_own_and_leaves_its_parents(project):
    script = """
        import os, sys, warnings
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads

        from wix_headless.testing import running_sandbox

        parents = running_sandbox()
        child = os.fork()
        if not child:
            mine = running_sandbox()
            assert mine is running_sandbox() and mine.origin != parents.origin
            assert mine.requests == []
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert parents is running_sandbox() and parents.requests == []
        """

    done = project.run("-c", textwrap.dedent(script))

    assert (done.returncode, done.stderr) == (0, "")


def test_suites_that_do_not_use_it_pay_nothing(tmp_path):
    project = Project(tmp_path, test_nothing=NO_COST)

    # Without the plugins of others, which import what they like.
    code, said = project.pytest("-p", "wix_headless", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")

    assert (code, "1 passed" in said) == (0, True), said


def test_collecting_a_project_that_uses_it_starts_nothing(project):
    (project.folder / "test_account.py").write_text(PYTEST)
    (project.folder / "conftest.py").write_text(
        textwrap.dedent(
            """
            import sys

            def pytest_collection_finish():
                late = {"flask", "waitress", "wix_headless.sandbox", "wix_headless.testing"}
                assert not late & set(sys.modules), late & set(sys.modules)
            """
        )
    )

    code, said = project.pytest("--collect-only")

    assert (code, "5 tests collected" in said) == (0, True), said


def test_without_the_sandboxs_extra_pytest_says_what_to_install(project):
    (project.folder / "conftest.py").write_text(FLASK_IS_MISSING)
    (project.folder / "test_account.py").write_text(PYTEST)

    code, said = project.pytest("-k", "three_lines")

    assert code == 1
    assert "The sandbox needs flask: pip install 'django-wix-headless[sandbox]'" in said
    assert "pytest_plugin.py" not in said


def test_without_the_sandboxs_extra_djangos_runner_says_so(project):
    (project.folder / "test_account.py").write_text(FLASK_IS_MISSING + CASES)

    done = project.run("manage.py", "test")

    assert done.returncode == 1
    wanted = "ImportError: The sandbox needs flask: pip install 'django-wix-headless[sandbox]'"
    assert done.stderr.count(wanted) == 2
