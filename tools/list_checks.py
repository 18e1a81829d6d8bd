# ruff: noqa: E501 - one thought, one line of the page
"""
Write docs/checks.md: what the system checks look for, from their ids.

::

    python tools/list_checks.py [TARGET]
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from wix_headless.checks import CheckId  # noqa: E402 - importing it takes a project

TARGET = Path(__file__).resolve().parent.parent / "docs" / "checks.md"

TOP = """\
# System checks

<!-- Written by tools/list_checks.py from wix_headless/checks/ids.py: change that, not this. -->

`manage.py check` says what a machine can see to be wrong with a project's Wix side, without asking Wix; each finding says which line to write.
Django does the same checks before `runserver` and most other commands. `manage.py check --deploy` looks for more: for what is right in development, and not where several processes serve the world. `manage.py check --database default` also looks at the calls that were counted. [`manage.py wix_check`](doctor.md) asks Wix, too.

```console
$ python manage.py check --deploy
?: (wix_headless.W010) LOGIN_URL is "/accounts/login/", and there is no such page.
        HINT: Set LOGIN_URL = "wix:login", and login_required leads to Wix's login.
```

An **E** is an error: something does not work, and Django's commands stop. A **W** is a warning; where it is meant to be so, `SILENCED_SYSTEM_CHECKS = ["wix_headless.W001"]` silences it. `makemigrations`, `migrate` and `test` are never held up: they work with an empty environment. An id never changes its meaning, and is never used again.

"""

BOTTOM = """
## What no check sees

The order of `AUTHENTICATION_BACKENDS`: `WixMemberBackend` knows its own logins in any place. Methods of Wix's that your code calls and never called yet: a call of a deprecated one warns, and `manage.py wix_call --explain` says so before. `X-Frame-Options` of middleware: dashboard pages take it away themselves.

## Another check

A check is a function that yields Django's messages, in the file of its area under `wix_headless/checks/`, marked with `@register_look()` (or `@register_look(deploy=True)`). Its id stands in `ids.py` with what is wrong in a few words: the next free number, errors and warnings apart. Then a test whose name begins with the id, such as `test_w010_a_login_that_is_nowhere`, and `python tools/list_checks.py`.
"""


def write_page() -> str:
    """Return the page."""
    return TOP + "\n".join(write_table()) + "\n" + BOTTOM


def write_table() -> list[str]:
    """Return the table's lines: errors first, each kind by its number."""
    lines = ["| id | what is wrong |", "|---|---|"]
    for check_id in sorted(CheckId, key=str):
        when = " (`--deploy`)" if check_id.is_for_deployment else ""
        lines.append(f"| `{check_id.value}` | {check_id.summary}{when} |")
    return lines


def main() -> None:
    """Write it where the command line says, or into docs/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=TARGET)
    parser.parse_args().target.write_text(write_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
