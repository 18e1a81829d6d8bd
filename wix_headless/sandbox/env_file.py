"""The keys of a run as the file that ``npx wix env pull`` would write, for a site beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

#: How a line of the sandbox's JSON is called in the environment.
VARIABLES: Final = {
    "WIX_API_URL": "origin",
    "WIX_CLIENT_ID": "client_id",
    "WIX_CLIENT_SECRET": "client_secret",
    "WIX_CLIENT_INSTANCE_ID": "instance_id",
    "WIX_CLIENT_PUBLIC_KEY": "public_key",
    "WIX_API_KEY": "api_key",
    "WIX_SITE_ID": "site_id",
    "WIX_ACCOUNT_ID": "account_id",
}


def write_env_file(path: Path, keys: Mapping[str, Any]) -> None:
    """
    Write *keys*, as the command line prints them, into an environment file.

    Lines about anything else are kept. It is readable by its owner only, as it holds secrets,
    and takes the old one's place in one step.

    Raises:
        OSError: If it cannot be written.
    """
    path = path.resolve()  # a link stays one
    old = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines = [line for line in old if line.partition("=")[0].strip() not in VARIABLES]
    lines += [f"{name}={keys[key]}" for name, key in VARIABLES.items()]
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    beside.replace(path)
