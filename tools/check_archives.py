"""
Look into the wheel and the source archive: everything is there that the package needs, and no more.

::

    python -m build --outdir DIST . && python tools/check_archives.py DIST

The wheel is built from the source archive, so whatever that one lacks is missing in both; what
belongs into the package is what git keeps in it.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "wix_headless/"

#: One of each kind that is no module, and so is easily left behind.
KINDS = (
    "wix_headless/py.typed",
    "wix_headless/client/packages/*.pyi",
    "wix_headless/client/catalogue/*.json*",
    "wix_headless/sandbox/static/*",
    "wix_headless/sandbox/templates/*.html",
    "wix_headless/static/wix_headless/*",
    "wix_headless/templates/admin/wix_headless/*",
    "wix_headless/templates/wix_headless/base.html",
)

#: What the source archive has beside the package: enough to test it and to read about it.
BESIDE = (
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "SECURITY.md"),
    *("docs/conf.py", "docs/tutorial.md", "docs/images/shop.png", "example_project/settings.py"),
    *("manage.py", "tests/conftest.py", "pyproject.toml"),
)

#: What nobody should find in either.
NEVER = ("*.env", "*.env.*", "*.sqlite3", "*__pycache__*", "*/node_modules/*", "*/.demo/*")
EXAMPLE = ".env.example"


def read_wheel(path: Path) -> set[str]:
    """Return the names of the files in a wheel."""
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def read_sdist(path: Path) -> set[str]:
    """Return the names of the files in a source archive, without its one folder."""
    with tarfile.open(path) as archive:
        return {one.name.partition("/")[2] for one in archive.getmembers() if one.isfile()}


def read_tracked() -> set[str]:
    """Return what git keeps in the package, as far as it is there."""
    listed = subprocess.run(  # noqa: S603 - our own words
        ["git", "ls-files", PACKAGE],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return {name for name in listed if name and (ROOT / name).exists()}


def find_problems(wheel: set[str], sdist: set[str], tracked: set[str]) -> Iterable[str]:
    """Say what is missing in an archive, or should not be there."""
    for label, names in (("wheel", wheel), ("source archive", sdist)):
        inside = {name for name in names if name.startswith(PACKAGE)}
        yield from (f"The {label} lacks {name}." for name in sorted(tracked - inside))
        yield from (f"The {label} has {name}, git has not." for name in sorted(inside - tracked))
        for kind in KINDS:
            if not any(fnmatch(name, kind) for name in names):
                yield f"The {label} has no {kind}."
        for name in sorted(names - {EXAMPLE}):
            if any(fnmatch(name, pattern) for pattern in NEVER):
                yield f"The {label} has {name}."
    yield from (f"The source archive lacks {name}." for name in BESIDE if name not in sdist)
    for name in sorted(wheel):
        if not name.startswith(PACKAGE) and ".dist-info/" not in name:
            yield f"The wheel has {name}."


def main(folder: str) -> None:
    """Read the two archives in *folder*, and end with an error if anything is wrong."""
    (wheel,) = Path(folder).glob("*.whl")
    (sdist,) = Path(folder).glob("*.tar.gz")
    problems = list(find_problems(read_wheel(wheel), read_sdist(sdist), read_tracked()))
    if problems:
        raise SystemExit("\n".join(problems))
    print(f"{wheel.name} and {sdist.name} have what they need.")


if __name__ == "__main__":
    main(sys.argv[1])
