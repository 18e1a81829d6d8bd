"""What a run on this machine keeps: files in a folder that git ignores."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_DIR = Path(os.environ.get("DEMO_DIR") or BASE_DIR / ".demo")


def kept(name: str, make: Callable[[], str]) -> str:
    """Return what the file *name* holds; the first time, make it, readable by its owner only."""
    path = DEMO_DIR / name
    if not path.exists():
        DEMO_DIR.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(make())
    return path.read_text(encoding="utf-8").strip()
