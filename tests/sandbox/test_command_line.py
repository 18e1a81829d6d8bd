from __future__ import annotations

import argparse
import base64
import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives import serialization

from wix_headless.sandbox import cli
from wix_headless.sandbox.env_file import VARIABLES
from wix_headless.sandbox.server import SandboxServer

COMMAND = [sys.executable, "-m", "wix_headless.sandbox"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_prints_its_keys_serves_and_ends_cleanly(number: signal.Signals) -> None:
    uri = "http://localhost:8123/wix/callback/"
    command = [*COMMAND, "--port", "0", "--json", "--allow-redirect", uri]

    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        keys = json.loads(process.stdout.readline())
        fields = {"clientId": keys["client_id"], "grantType": "anonymous"}
        answer = requests.post(f"{keys['origin']}/oauth2/token", json=fields, timeout=10)
        process.send_signal(number)
        rest, complaints = process.communicate(timeout=60)

    assert answer.status_code == 200
    assert process.returncode == 0
    assert (rest, complaints) == (b"", b"")
    assert {"client_secret", "instance_id", "site_id", "account_id", "api_key"} <= keys.keys()
    assert all(one["password"] for one in keys["members"])
    pem = base64.b64decode(keys["public_key"])
    assert serialization.load_pem_public_key(pem)


def test_the_command_says_where_it_listens() -> None:
    command = [*COMMAND, "--port", "0"]

    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        members = [process.stdout.readline().decode() for _ in range(2)][1:]
        process.terminate()

    assert line.startswith("Wix sandbox listening on http://127.0.0.1:")
    assert "ada@example.com" in members[0]


def test_the_command_writes_the_file_of_an_environment(tmp_path: Path) -> None:
    file = tmp_path / ".env.local"
    file.write_text("WIX_ENCRYPTION_KEYS=ours\nWIX_CLIENT_SECRET=of the last run\n")
    file.chmod(0o644)

    with subprocess.Popen(  # noqa: S603
        [*COMMAND, "--port", "0", "--json", "--env-file", file], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        keys = json.loads(process.stdout.readline())
        process.terminate()

    lines = dict(line.split("=", 1) for line in file.read_text().splitlines())
    expected = {name: keys[key] for name, key in VARIABLES.items()}
    assert lines == {"WIX_ENCRYPTION_KEYS": "ours", **expected}
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / ".env.local"

    done = subprocess.run(  # noqa: S603
        [*COMMAND, "--port", "0", "--env-file", file], capture_output=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout) == (1, b"")
    (complaint,) = done.stderr.decode().splitlines()
    assert str(file) in complaint


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = subprocess.run(  # noqa: S603
            [*COMMAND, "--port", port], capture_output=True, timeout=60, check=False
        )

    assert done.returncode == 1
    assert done.stdout == b""
    complaint = done.stderr.decode().splitlines()
    assert len(complaint) == 1
    assert complaint[0].startswith(f"Port {port} cannot be used: ")


def test_webhooks_and_plugins_are_named_at_the_start() -> None:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    site = "http://localhost:8000/wix"
    words = ["--webhook", f"{site}/events/", "--plugin", f"ECOM_SHIPPING_RATES={site}/a=b/"]

    options = parser.parse_args(words)

    assert options.webhook == [f"{site}/events/"]
    assert options.plugin == [("ECOM_SHIPPING_RATES", f"{site}/a=b/")]


def test_the_shop_may_have_another_name() -> None:
    with SandboxServer(shop="Kiln & Quill Outlet") as server:
        server.state.reset()

        assert server.state.shop_name == "Kiln & Quill Outlet"


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--port", "-1", "'-1' is no port: 0 to 65535"),
        ("--port", "65536", "'65536' is no port"),
        ("--allow-redirect", "localhost:8000/wix/callback/", "is no whole address, such as http"),
        ("--allow-redirect", "http://localhost:8000/#there", "is no whole address"),
        ("--dashboard-page", "/settings/", "'/settings/' is no address: https, or on this machine"),
        ("--webhook", "http://example.com/", "is no address: https, or on this machine"),
        ("--plugin", "ECOM_DISCOUNTS=http://localhost/", "'ECOM_DISCOUNTS' is none of them"),
        ("--plugin", "ECOM_SHIPPING_RATES", "'ECOM_SHIPPING_RATES' is not TYPE=URL"),
        ("--plugin", "ECOM_SHIPPING_RATES=http://shop.example/", "is no address: https"),
    ],
)
def test_what_makes_no_sense_is_refused_at_the_start(
    option: str, value: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)

    with pytest.raises(SystemExit):
        parser.parse_args([f"{option}={value}"])

    complaint = capsys.readouterr().err
    assert f"argument {option}: " in complaint
    assert told in complaint


def test_keys_are_made_anew_and_ids_are_not() -> None:
    with SandboxServer() as one, SandboxServer() as other:
        first, second = one.credentials, other.credentials

    for name in ("client_id", "instance_id", "site_id", "account_id"):
        assert first[name] == second[name]
    for name in ("client_secret", "public_key", "api_key", "members"):
        assert first[name] != second[name]


def test_a_stopped_sandbox_gives_its_port_back() -> None:
    threads = set(threading.enumerate())
    with SandboxServer() as server:
        origin = server.origin
        port = int(origin.rpartition(":")[2])
        assert requests.get(f"{origin}/unknown", timeout=10).status_code == 501

    with pytest.raises(requests.ConnectionError):
        requests.get(f"{origin}/unknown", timeout=10)
    with SandboxServer(port) as again:
        assert again.origin == origin
    assert set(threading.enumerate()) <= threads


def test_many_visitors_at_once_are_all_served() -> None:
    with SandboxServer() as server:
        fields = {"clientId": server.credentials["client_id"], "grantType": "anonymous"}
        tokens: list[str] = []

        def visit() -> None:
            for _ in range(10):
                answer = requests.post(f"{server.origin}/oauth2/token", json=fields, timeout=10)
                tokens.append(answer.json()["access_token"])

        threads = [threading.Thread(target=visit) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(set(tokens)) == 120 == len(server.state.access_tokens)
