"""``manage.py demo``, from its first line to its end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import time
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError, call_command

from example_project.local import BASE_DIR
from tests.example.running import Demo, copy_site, free_ports, is_open, manage
from wix_headless.env import _LISTS, _TEXTS
from wix_headless.testing.clients import read_form


@pytest.fixture
def site(tmp_path):
    return copy_site(tmp_path)


def new_browser():
    return requests.Session()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_it_says_where_everything_is_and_serves_until_it_is_stopped(site, how):
    with Demo(site) as demo:
        assert demo.find(r"Example site +(\S+)") == f"{demo.url}/"
        sandbox = f"http://127.0.0.1:{demo.sandbox_port}/"
        assert demo.find(r"Wix sandbox +(\S+)") == sandbox
        assert demo.find(r"Its events +(\S+)") == f"{sandbox}dashboard/webhooks"
        assert demo.find(r"(ada@example\.com +\S+)\n")
        assert demo.find(r"staff +(\S+)\n")
        assert demo.find(r"coupon, for the cart\n +(\S+)\n")
        assert "Harbour Bowl" in requests.get(demo.url, timeout=10).text
        for address in re.findall(r"http://(?:localhost|127)\S+", demo.said):
            assert requests.get(address, timeout=10).status_code == 200, address

        assert demo.stop(how) == 0

    assert "Stopped the site and the sandboxes." in demo.said
    assert "Traceback" not in demo.said
    assert not is_open(demo.port)
    assert not is_open(demo.sandbox_port)
    assert not is_open(demo.outlet_port)


def test_the_journey_through_both_origins(site):
    with Demo(site) as demo, new_browser() as browser:
        page = browser.get(f"{demo.url}/account/", timeout=10)
        assert page.url.startswith(f"http://127.0.0.1:{demo.sandbox_port}/")

        password = demo.find(r"ada@example\.com +(\S+)\n")
        form = read_form(page.text) | {"email": "ada@example.com", "password": password}
        page = browser.post(page.url, data=form, timeout=10)

        assert page.url == f"{demo.url}/account/"
        assert "Ada Lindqvist" in page.text


def test_the_staff_password_opens_the_admin_and_is_kept(site):
    with Demo(site) as demo, new_browser() as browser:
        password = demo.find(r"staff +(\S+)\n")
        page = browser.get(f"{demo.url}/staff/report/", timeout=10)
        form = read_form(page.text) | {"username": "staff", "password": password}

        page = browser.post(page.url, data=form, headers={"Referer": page.url}, timeout=10)

        assert page.url == f"{demo.url}/staff/report/"
        assert "hello@kilnandquill.example" in page.text
        assert browser.get(demo.url, timeout=10).status_code == 200

    with Demo(site) as again:
        assert again.find(r"staff +(\S+)\n") == password
        # The new sandbox knows none of the tokens of the last one, and nobody notices.
        assert browser.get(again.url, timeout=10).status_code == 200
    for name in ("staff_password", "encryption_key", "secret_key"):
        assert (site / ".demo" / name).stat().st_mode & 0o077 == 0


def test_editing_a_file_reloads_the_site_and_keeps_the_sandboxs_state(site):
    with Demo(site) as demo, new_browser() as browser:
        product = f"{demo.url}/products/harbour-bowl/"
        form = read_form(browser.get(product, timeout=10).text)
        browser.post(product, data=form, headers={"Referer": product}, timeout=10)

        urls = site / "example_project" / "urls.py"
        urls.write_text(urls.read_text().replace('"thank-you/"', '"thanks/"'))

        deadline = time.monotonic() + 30
        while not is_found(f"{demo.url}/thanks/"):
            assert time.monotonic() < deadline, demo.said
            time.sleep(0.2)
        assert "Harbour Bowl" in browser.get(f"{demo.url}/cart/", timeout=10).text


def is_found(url):
    try:
        return requests.get(url, timeout=10).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the child in /proc")
def test_when_the_sandbox_dies_everything_ends(site):
    with Demo(site) as demo:
        os.kill(child_of(demo.process.pid, "wix_sandbox"), signal.SIGKILL)

        assert demo.wait() == 1

    assert "wix_sandbox ended by itself" in demo.said
    assert not is_open(demo.port)


def child_of(parent, word):
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if int(status[1]) == parent and word in command:
            return int(folder.name)
    raise AssertionError(f"no {word} under {parent}")


@pytest.mark.parametrize(
    ("index", "variable"), [(0, "PORT"), (1, "SANDBOX_PORT"), (2, "OUTLET_PORT")]
)
def test_a_port_in_use_is_one_clear_line(site, index, variable):
    ports = free_ports(3)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[index]))
        taken.listen()

        ended = manage(
            site, "demo", "--port", str(ports[0]), "--sandbox-port", str(ports[1]),
            "--outlet-port", str(ports[2]),
        )  # fmt: skip

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"Port {ports[index]} is in use" in ended.stderr
    assert f"make demo {variable}=" in ended.stderr


def test_one_port_for_both_is_refused():
    with pytest.raises(CommandError, match="a port each"):
        call_command("demo", "--port=8123", "--sandbox-port=8123")


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http", ""])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(CommandError, match="--port"):
        call_command("demo", f"--port={port}")


def test_with_keys_in_dotenv_it_starts_no_sandbox_and_says_what_is_missing(site):
    (site / ".env").write_text("WIX_CLIENT_ID=from-dotenv\nWIX_CLIENT_SECRET=secret\n")

    with Demo(site) as demo:
        assert "the real one, no sandbox" in demo.said
        assert "WIX_CLIENT_INSTANCE_ID" in demo.said
        assert f"{demo.url}/wix/callback/" in demo.said
        assert "Members, for" not in demo.said
        assert not is_open(demo.sandbox_port)
        assert requests.get(f"{demo.url}/thank-you/", timeout=10).status_code == 200


def test_the_environment_wins_over_dotenv_local_and_that_over_dotenv(site):
    (site / ".env").write_text("WIX_CLIENT_ID=one\nWIX_CLIENT_SECRET=one\nWIX_SITE_ID=one\n")
    (site / ".env.local").write_text("WIX_CLIENT_SECRET=two\nWIX_SITE_ID=two\n")
    names = "CLIENT_ID", "CLIENT_SECRET", "SITE_ID"
    code = f"from django.conf import settings as s; print(*map(s.WIX_HEADLESS.get, {names}))"

    ended = manage(site, "shell", "--no-imports", "-c", code, WIX_SITE_ID="three")

    assert ended.stdout.split() == ["one", "two", "three"], ended.stderr


def test_the_settings_pass_the_checks_of_a_deployment(site):
    key = "s7lQ3y0dX2Jm0Yw6k1c0f5oG8b9vT4nE2rHqKzUxPjA="
    ended = manage(
        site,
        "check",
        DEBUG="off",
        SECRET_KEY="x" * 50,
        WIX_CLIENT_ID="client",
        WIX_CLIENT_SECRET="secret",
        WIX_ENCRYPTION_KEYS=key,
    )

    assert ended.returncode == 0, ended.stderr
    assert not (site / ".demo").exists()


def test_a_site_that_people_visit_needs_a_secret_key_of_its_own(site):
    ended = manage(site, "check", DEBUG="off")

    assert ended.returncode == 1
    assert "SECRET_KEY" in ended.stderr


def test_the_example_of_an_environment_works_as_it_is(site):
    shutil.copy(BASE_DIR / ".env.example", site / ".env")

    ended = manage(site, "migrate", "--verbosity", "0", "--skip-checks", DEMO_DIR=str(site))

    assert ended.returncode == 0, ended.stderr
    assert (site / "db.sqlite3").exists()


def test_the_example_of_an_environment_names_every_variable():
    example = (BASE_DIR / ".env.example").read_text()
    read = re.findall(r'env[.\w]*\("(\w+)"', (BASE_DIR / "example_project/settings.py").read_text())

    named = set(re.findall(r"^(\w+)=", example, flags=re.MULTILINE))

    assert named == {*read, *(f"WIX_{name}" for name in (*_TEXTS, *_LISTS))}
