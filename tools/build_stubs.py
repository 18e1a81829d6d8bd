"""
Write the stubs from which editors complete, and type checkers check, the names of Wix's APIs.

::

    python tools/build_stubs.py

One file per package, made of the catalogue's data; the same data gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from wix_headless.client.catalogue import Catalogue, Method, Namespace, Package, catalogue
from wix_headless.client.names import build_python_name

TARGET = Path(__file__).resolve().parent.parent / "wix_headless" / "client" / "packages"

HEAD = """\
\"\"\"{doc} Written by tools/build_stubs.py.\"\"\"

from __future__ import annotations
"""

IMPORTS = """\
from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")
"""


def build_stubs(source: Catalogue) -> dict[str, str]:
    """Return the text of each stub by its file's name."""
    texts = {f"{package.name}.pyi": build_package(package) for package in source.packages()}
    texts["__init__.pyi"] = build_index(source.package_names)
    texts["current.pyi"] = build_current(source.package_names)
    return texts


def build_package(package: Package) -> str:
    """Return the stub of one package: a class per namespace, and one for the package."""
    lines = [HEAD.format(doc=f"``{package.name}``: {package.npm_name} {package.version}."), IMPORTS]
    for namespace in package.namespaces():
        lines += ["", f"class {build_class_name(namespace.name)}(Generic[R]):"]
        lines += list(build_methods(namespace)) or ["    pass"]
    own = package.own_namespace
    base = f"{build_class_name(own.name)}[R]" if own else "Generic[R]"
    lines += ["", f"class Package({base}):"]
    lines += [f"    {name}: {build_class_name(name)}[R]" for name in package.namespace_names]
    return "\n".join(lines) + "\n"


def build_methods(namespace: Namespace) -> Iterator[str]:
    """Yield two lines for each method."""
    for one in namespace.methods():
        yield "    @method"
        yield f"    def {one.name}({', '.join(['self', *build_parameters(one)])}) -> R: ..."


def build_parameters(one: Method) -> Iterator[str]:
    """Yield what a call takes: the path by position or by name, everything else by name."""
    places = one.path_parameters
    roots = [build_python_name(place.partition(".")[0]) for place in places]
    if all("." not in place for place in places):
        if one.is_handwritten:
            yield "/"  # among any other fields there could be one called self
        yield from (f"{name}: Segment" for name in roots)
        by_name = [name for name in spell_fields(one) if name not in roots]
    else:
        # What stands inside a field can be given by position, or with its field.
        yield from (f"__{place.replace('.', '_')}: Segment = ..." for place in places)
        yield "/"
        by_name = list(dict.fromkeys([*spell_fields(one), *roots]))
    if by_name:
        yield "*"
        yield from (f"{name}: Any = ..." for name in by_name)
    if one.is_handwritten:
        yield "**fields: Any"


def spell_fields(one: Method) -> list[str]:
    """Return the request's fields as Python spells them."""
    return [build_python_name(name) for name in one.fields]


def build_index(names: list[str]) -> str:
    """Return the stub that a client's class is made of."""
    lines = [HEAD.format(doc="All of Wix's packages, as attributes of a client.")]
    lines += ["from typing import Generic, TypeVar", ""]
    lines += [f"from wix_headless.client.packages import {name} as _{name}" for name in names]
    lines += ["", 'R = TypeVar("R")', "", "class Packages(Generic[R]):"]
    lines += [f"    {name}: _{name}.Package[R]" for name in names]
    return "\n".join(lines) + "\n"


def build_current(names: list[str]) -> str:
    """Return the stub of ``wix_headless.sdk``'s names: calls in them answer at once."""
    lines = [HEAD.format(doc="All of Wix's packages, for the current request.")]
    lines += ["from typing import Any", ""]
    lines += [f"from wix_headless.client.packages import {name} as _{name}" for name in names]
    lines += [""]
    lines += [f"{name}: _{name}.Package[dict[str, Any]]" for name in names]
    return "\n".join(lines) + "\n"


def build_class_name(name: str) -> str:
    """Spell a namespace as a class: ``current_cart_v2`` is ``CurrentCartV2``."""
    return "".join(word.capitalize() for word in name.split("_"))


def write_stubs(target: Path) -> int:
    """Write all stubs into *target*; return how many bytes they have."""
    texts = build_stubs(catalogue)
    for old in target.glob("*.pyi"):
        old.unlink()
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8")
    return sum(map(len, texts.values()))


def main() -> None:
    """Read the command line, write the stubs, say what was written."""
    parser = argparse.ArgumentParser(description="Write the stubs of Wix's packages.")
    parser.add_argument("--target", type=Path, default=TARGET, help="the folder to fill")
    options = parser.parse_args()
    print(f"{write_stubs(options.target):,} bytes, in {options.target}")


if __name__ == "__main__":
    main()
