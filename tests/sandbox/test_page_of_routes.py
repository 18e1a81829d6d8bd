from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.sandbox.support import Caller

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "sandbox.md"


def test_the_committed_page_is_what_the_routes_say(tmp_path: Path) -> None:
    target = tmp_path / "sandbox.md"
    command = [sys.executable, str(ROOT / "tools" / "list_sandbox.py"), str(target)]

    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})  # noqa: S603 - our own command

    written = target.read_text(encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written, "run python tools/list_sandbox.py"


def test_every_route_is_on_the_page(anybody: Caller) -> None:
    page = PAGE.read_text(encoding="utf-8").replace("{", "<").replace("}", ">")

    routes = anybody.get("/_sandbox/routes").json()["routes"]

    assert len(routes) > 150
    for route in routes:
        path = route.split(" ", 1)[1].replace("path:", "").replace("int:", "")
        assert f"`{path}`" in page, route


def test_every_api_names_the_page_it_follows() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n### ")[1:]

    assert len(sections) > 20
    for section in sections:
        if not section.startswith("Media\n"):
            assert "https://dev.wix.com/docs/" in section, section[:60]
