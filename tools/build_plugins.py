"""
Write what the catalogue knows of service plugins: errors as classes, and the table in docs/.

::

    python tools/build_plugins.py

To be run when ``tools/build_catalogue.py`` has written a new catalogue; the tests see to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wix_headless.client.catalogue.plugin_types import PluginErrorType, load_plugin_types

ROOT = Path(__file__).resolve().parent.parent
ERRORS = ROOT / "wix_headless" / "service_plugins" / "errors.py"
PAGE = ROOT / "docs" / "service-plugins.md"
HEAD = "| type | methods | errors |\n|---|---|---|\n"

MODULE = '''"""
The refusals that Wix knows, each a class with its code and status.

``tools/build_plugins.py`` writes this file from the catalogue.
"""

from __future__ import annotations

from wix_headless.service_plugins.plugin_error import PluginError

__all__ = [
{names}
]
{classes}'''

CLASS = '''

class {name}(PluginError):
    """{types}."""

    code = "{code}"
    status = {status}
'''


def collect_errors() -> dict[str, tuple[PluginErrorType, list[str]]]:
    """Return every error by its name, with the plugins that know it; one name is one error."""
    found: dict[str, tuple[PluginErrorType, list[str]]] = {}
    for plugin in load_plugin_types().values():
        for name, error in plugin.errors.items():
            known, types = found.setdefault(name, (error, []))
            if known != error:
                raise ValueError(f"{name} of {plugin.type} is another one than {types[0]}'s.")
            types.append(plugin.type)
    return dict(sorted(found.items()))


def build_module() -> str:
    """Return the source of ``wix_headless.service_plugins.errors``."""
    errors = collect_errors()
    classes = [
        CLASS.format(name=name, types=", ".join(types), code=error.code, status=error.status)
        for name, (error, types) in errors.items()
    ]
    names = "\n".join(f'    "{name}",' for name in errors)
    return MODULE.format(names=names, classes="".join(classes))


def build_rows() -> Iterator[str]:
    """Yield the table's rows."""
    for plugin in load_plugin_types().values():
        methods = "<br>".join(f"`{name}` `{path}`" for name, path in plugin.methods.items())
        errors = "<br>".join(f"`{one.name}` {one.status}" for one in plugin.errors.values())
        yield f"| `{plugin.type}` | {methods} | {errors} |\n"


def build_page(page: str) -> str:
    """Return *page* with the table as it has to be; it ends the page."""
    return page[: page.index(HEAD)] + HEAD + "".join(build_rows())


def main() -> None:
    """Write both files."""
    ERRORS.write_text(build_module(), encoding="utf-8")
    PAGE.write_text(build_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
