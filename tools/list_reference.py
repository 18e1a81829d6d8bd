# ruff: noqa: E501 - one thought, one line of the page
"""
Write the pages of docs/ that are lists: settings, commands with their ``--help``, URLs, dependencies.

::

    python tools/list_reference.py [TARGET]
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path

import django
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern

from wix_headless import env
from wix_headless.conf import WixSettings

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs"
APP = "wix_headless"
#: Help is broken into lines of this many characters, whatever terminal asks.
COLUMNS = "90"

#: What a project includes, and below which path it does in these documents.
INCLUDED = {
    "wix/": "wix_headless.urls",
    "wix-app/": "wix_headless.app_urls",
    "account/": "wix_headless.own_login.urls",
}

WRITTEN = "<!-- Written by tools/list_reference.py from the code: change that, not this. -->"


def list_commands() -> str:
    """Return the page of our commands, each with its own options."""
    names = sorted(name for name, app in get_commands().items() if app == APP)
    parts = [
        f"# Commands\n\n{WRITTEN}\n\nBeside these options each has those of every Django command."
    ]
    for name in names:
        command = load_command_class(APP, name)
        # Its own words in its own form, without the options of all commands.
        whole = command.create_parser("manage.py", name)
        parser = ArgumentParser(
            prog=whole.prog,
            description=whole.description,
            formatter_class=whole.formatter_class,
            add_help=False,
        )
        command.add_arguments(parser)
        parts.append(f"## `{name}`\n\n```text\n{parser.format_help().strip()}\n```")
    return "\n\n".join(parts) + "\n"


def list_urls() -> str:
    """Return the page of our URLs, with what each view says of itself."""
    parts = [f"# URLs\n\n{WRITTEN}"]
    for prefix, module in INCLUDED.items():
        urls = import_module(module)
        rows = [describe(f"{urls.app_name}:", prefix, pattern) for pattern in urls.urlpatterns]
        parts.append(f'With `path("{prefix}", include("{module}"))`:')
        parts.append("\n".join(["| name | path | what |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def describe(namespace: str, prefix: str, pattern: URLPattern) -> str:
    """Return the row of one URL."""
    view = inspect.unwrap(pattern.callback)
    says = write_cell((inspect.getdoc(view) or "").partition("\n\n")[0])
    return f"| `{namespace}{pattern.name}` | `{prefix}{pattern.pattern}` | {says} |"


SETTINGS = f"""\
# Settings

{WRITTEN}

```python
WIX_HEADLESS = wix_settings_from_env(env) | {{"SHARE_VISITOR_READS": True}}
```

The environment has the names with `WIX_` in front; what it cannot have is written into the dict. An
unknown key is an error that names the right one.

| key | default | in the environment | what it is |
|---|---|---|---|"""


def list_settings() -> str:
    """Return the page of the settings: their defaults, and what their docstring says of them."""
    texts, lists = set(env._TEXTS), set(env._LISTS)
    rows = []
    for name, says in read_attributes(inspect.getdoc(WixSettings) or "").items():
        here = "yes" if name in texts else "several, by commas" if name in lists else ""
        rows.append(f"| `{name}` | {show_default(name)} | {here} | {says} |")
    return "\n".join([SETTINGS, *rows, ""])


def read_attributes(doc: str) -> dict[str, str]:
    """Return what the section ``Attributes`` of a docstring says of each, as Markdown."""
    section = doc.partition("Attributes:\n")[2]
    entries = re.findall(r"^    (\w+): (.*?)(?=^    \w|\Z)", section, re.DOTALL | re.MULTILINE)
    return {
        name: " ".join(says.replace("``", "`").replace("|", "\\|").split())
        for name, says in entries
    }


def write_cell(text: str) -> str:
    """Return *text* of a docstring as a table's cell in Markdown."""
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


def show_default(name: str) -> str:
    """Return the default of a setting as it would be typed; an empty one is not worth a word."""
    (known,) = [one for one in fields(WixSettings) if one.name == name]
    if known.default is MISSING or known.default in ("", ()):
        return ""
    return f"`{known.default!r}`"


DEPENDENCIES = f"""\
# Dependencies

{WRITTEN}

What installing this package brings along, and why, as `pyproject.toml` has it. Everything is bounded below
only, by versions that [the tests have run with](../versions.md).

{{always}}

## Extras

{{extras}}

## Why not do without

* **Encryption, signatures, sanitizing** are no places for code of one's own: `cryptography`, `pyjwt` and `nh3`
  are read by many. Fernet was not taken, as it has no associated data: a ciphertext could be moved to another row.
* **`requests`** has the adapters, proxies and test doubles that projects use already; they go on working.
* **`requests-oauthlib`** builds the authorization request and no more. Its token requests log secrets and know
  no deadline, so these go through the transport, like every other call.
* **`django-environ`** reads the file that Wix's CLI writes, as it is.
"""

#: A requirement in ``pyproject.toml``, with its reason beside it.
REQUIREMENT = re.compile(r'^  "(?P<name>[\w-]+)[^"]*",(?: +# (?P<reason>.+))?$', re.MULTILINE)


def list_dependencies() -> str:
    """Return the page of what is installed along with us, and why."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("\ndependencies = [")[2]
    always, _, extras = text.partition("[dependency-groups]")[0].partition("\n]\n")
    rows = [
        f"| `{one['name']}` | {write_cell(one['reason'] or '')} |"
        for one in REQUIREMENT.finditer(always)
    ]
    more = [
        f"| `{extra}` | `{one['name']}` | {write_cell(one['reason'] or '')} |"
        for extra, wanted in re.findall(r"^(\w+) = \[\n(.*?)^\]", extras, re.DOTALL | re.MULTILINE)
        for one in REQUIREMENT.finditer(wanted)
        if one["name"] != "django-wix-headless"  # which an extra of ours may build on
    ]
    return DEPENDENCIES.format(
        always="\n".join(["| package | why |", "|---|---|", *rows]),
        extras="\n".join(["| extra | package | why |", "|---|---|---|", *more]),
    )


PAGES = {
    "reference/settings.md": list_settings,
    "reference/commands.md": list_commands,
    "reference/urls.md": list_urls,
    "explanation/dependencies.md": list_dependencies,
}


def main(arguments: Iterable[str]) -> None:
    """Write each page into the folder that is given."""
    target = Path(next(iter(arguments), TARGET))
    for name, write in PAGES.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ["COLUMNS"] = COLUMNS
    django.setup()
    main(sys.argv[1:])
