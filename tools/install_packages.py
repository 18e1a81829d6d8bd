"""
Install Wix's business packages from npm into a folder, for read_packages.mjs to read.

::

    python tools/install_packages.py ../wix-packages             # as new as npm has them
    python tools/install_packages.py ../wix-packages --same      # the versions of our catalogue

Of ``@wix/ecom`` and its like only their own files are needed, and of what they depend on, the
packages that hold a namespace each: their React components would take gigabytes more.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

from wix_headless.client.catalogue import catalogue

#: What one package of ``@wix`` for each namespace is called, and nothing else.
HOLDER = re.compile(r"@wix/(auto_sdk|[a-z-]+)_[\w-]+(?<!_app-extensions)$")
MISSING = re.compile(r"No matching version found for (@wix/[\w-]+)@")
OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--no-progress")


def main() -> None:
    """Read the command line, and install."""
    parser = argparse.ArgumentParser(description="Install Wix's business packages from npm.")
    parser.add_argument("folder", type=Path, help="where node_modules is made")
    parser.add_argument("--same", action="store_true", help="the versions of our catalogue")
    options = parser.parse_args()
    packages = {
        package.npm_name: package.version if options.same else "latest"
        for package in catalogue.packages()
    }
    options.folder.mkdir(parents=True, exist_ok=True)
    wanted: dict[str, str] = {"@wix/sdk": "latest"}
    for name, version in packages.items():
        wanted |= find_holders(unpack(name, version, options.folder))
    install(wanted, options.folder)
    # Some are there already: others depend on them.
    shutil.copytree(
        options.folder / "unpacked", options.folder / "node_modules", dirs_exist_ok=True
    )
    print(f"{len(packages)} packages, {len(wanted) - 1} namespaces, in {options.folder}")


def unpack(name: str, version: str, folder: Path) -> dict[str, Any]:
    """Unpack a package's own files, and return what it says of itself."""
    words = ["npm", "pack", f"{name}@{version}", "--json", "--pack-destination", str(folder)]
    packed = json.loads(run(words, folder).stdout)
    place = folder / "unpacked" / name
    place.mkdir(parents=True, exist_ok=True)
    archive = folder / packed[0]["filename"]
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            member.name = member.name.partition("/")[2]
        tar.extractall(place, filter="data")
    archive.unlink()
    found: dict[str, Any] = json.loads((place / "package.json").read_bytes())
    return found


def find_holders(package: dict[str, Any]) -> dict[str, str]:
    """Return the packages that hold one namespace each."""
    needed = package.get("dependencies", {})
    return {name: version for name, version in needed.items() if HOLDER.fullmatch(name)}


def install(wanted: dict[str, str], folder: Path) -> None:
    """Install what is wanted; of what npm does not have in that version, the newest it has."""
    for _ in wanted:
        text = json.dumps({"private": True, "dependencies": wanted}, indent=1)
        (folder / "package.json").write_text(text, encoding="utf-8")
        done = run(["npm", "install", *OPTIONS], folder, check=False)
        if not done.returncode:
            return
        missing = MISSING.search(done.stderr)
        if missing is None or wanted.get(missing[1], "latest") == "latest":
            raise SystemExit(done.stderr)
        print(f"{missing[1]} {wanted[missing[1]]} is not there: the newest is taken")
        wanted[missing[1]] = "latest"


def run(words: list[str], folder: Path, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run npm, and say what it said if that fails."""
    done = subprocess.run(  # noqa: S603 - our own words
        words, cwd=folder, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr}")
    return done


if __name__ == "__main__":
    main()
