"""Somebody who does what a page says, in an empty folder: files are written, commands typed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import requests

from tests.docs.pages import ROOT
from tests.example.running import environ, free_ports
from wix_headless.testing.clients import read_form

PATIENCE_SECONDS = 120

#: A block that is a file begins with its path, in a comment of its language.
FILE = re.compile(r"(?:# |\{# )(?P<path>[\w/.]+\.(?:py|html))(?P<more>, at the end)?(?: #\})?\n")

#: What the reader types to have the package at all; the tests have it.
INSTALLING = {"python3 -m venv .venv", "source .venv/bin/activate"}


class Reader:
    """Somebody who does what the page says, with ports that nobody else has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.sandbox_port = free_ports()
        self.environ = environ(
            PYTHONPATH=str(ROOT),
            DJANGO_SUPERUSER_USERNAME="staff",
            DJANGO_SUPERUSER_PASSWORD="kiln-and-quill",
            DJANGO_SUPERUSER_EMAIL="staff@example.com",
        )
        # Whatever "python" is for the tests, it is here; django-admin stands beside it.
        self.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.members: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.communicate(timeout=PATIENCE_SECONDS)

    @property
    def site(self) -> str:
        return f"http://localhost:{self.port}"

    def follow(self, page: str) -> None:
        for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
            if language == "console":
                for line in text.splitlines():
                    self.type(line.removeprefix("$ "))
            else:
                self.write(text)

    def write(self, text: str) -> None:
        found = FILE.match(text)
        assert found, f"which file is this?\n{text}"
        path = self.folder / found["path"]
        with path.open("a" if found["more"] else "w", encoding="utf-8") as file:
            file.write(text if path.suffix == ".py" else text[found.end() :])

    def type(self, command: str) -> None:
        if command in INSTALLING or command.startswith("pip install"):
            return
        command = command.replace("localhost:8000", f"localhost:{self.port}")
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
        elif "wix_sandbox" in command:
            self.start("sandbox", f"{command} --port {self.sandbox_port}")
            self.read_members()
        elif "runserver" in command:
            self.start("site", f"{command} --noreload")
            self.wait_for_the_site()
        elif "createsuperuser" in command:
            self.stop("site")
            self.run(f"{command} --noinput")
        else:
            self.run(command)

    def run(self, command: str) -> None:
        done = subprocess.run(  # noqa: S602 - what the page has its readers type
            command,
            shell=True,
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        if command.endswith(" check"):
            assert "no issues" in done.stdout, done.stdout

    def start(self, name: str, command: str) -> None:
        self.running[name] = subprocess.Popen(  # noqa: S603 - as above
            shlex.split(command),
            cwd=self.folder,
            env=self.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if name == "site" else None,
            text=True,
        )

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)

    def read_members(self) -> None:
        said = self.running["sandbox"].stdout
        while "ada@example.com" not in self.members:
            line = said.readline()
            assert line, "the sandbox has ended"
            if found := re.search(r"(\S+@\S+) +(\S+)", line):
                self.members[found[1]] = found[2]

    def wait_for_the_site(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.running["site"].poll() is None, "the site has ended"
            try:
                requests.head(self.site, timeout=10)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the site does not answer")


class Visitor:
    """A browser on the running site and its Wix."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.http = requests.Session()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str) -> requests.Response:
        return self.check(self.http.get(f"{self.site}{path}", timeout=PATIENCE_SECONDS))

    def submit(self, page: requests.Response, path: str, **fields: str) -> requests.Response:
        """Send the form of *page* whose action is *path*, with its hidden fields."""
        form = re.search(rf'<form[^>]*action="{path}".*?</form>', page.text, re.DOTALL)
        assert form, (path, page.text)
        target = path if path.startswith("http") else f"{self.site}{path}"
        return self.post(target, page, read_form(form[0]) | fields)

    def post(self, url: str, page: requests.Response, fields: dict[str, str]) -> requests.Response:
        headers = {"Referer": page.url}
        answer = self.http.post(url, data=fields, headers=headers, timeout=PATIENCE_SECONDS)
        return self.check(answer)

    @staticmethod
    def check(answer: requests.Response) -> requests.Response:
        said = re.search(r"<title>.*?</title>", answer.text, re.DOTALL)
        assert answer.status_code == 200, (answer.url, answer.status_code, said and said[0])
        return answer
