from __future__ import annotations

import base64
import json
import signal
import socket
import subprocess
import sys
import threading

import pytest
import requests
from cryptography.hazmat.primitives import serialization

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
        rest, complaints = process.communicate(timeout=10)

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
        process.terminate()

    assert line.startswith("Wix sandbox listening on http://127.0.0.1:")


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = subprocess.run(  # noqa: S603
            [*COMMAND, "--port", port], capture_output=True, timeout=20, check=False
        )

    assert done.returncode == 1
    assert done.stdout == b""
    complaint = done.stderr.decode().splitlines()
    assert len(complaint) == 1
    assert port in complaint[0]


def test_keys_are_made_anew_and_ids_are_not() -> None:
    with SandboxServer() as one, SandboxServer() as other:
        first, second = one.credentials, other.credentials

    for name in ("client_id", "instance_id", "site_id", "account_id"):
        assert first[name] == second[name]
    for name in ("client_secret", "public_key", "api_key", "members"):
        assert first[name] != second[name]


def test_a_stopped_sandbox_gives_its_port_back() -> None:
    threads = threading.active_count()
    with SandboxServer() as server:
        origin = server.origin
        port = int(origin.rpartition(":")[2])
        assert requests.get(f"{origin}/unknown", timeout=10).status_code == 501

    with pytest.raises(requests.ConnectionError):
        requests.get(f"{origin}/unknown", timeout=10)
    with SandboxServer(port) as again:
        assert again.origin == origin
    assert threading.active_count() == threads


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
