"""
Print the lowest version of each dependency that ``pyproject.toml`` allows, as pip's constraints.

``pip install --constraint <(python tools/lowest_versions.py) ".[sandbox]"`` has them installed.
Only what a user of the package gets is held: its dependencies and its extras.
"""

from __future__ import annotations

import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def find_lowest(requirement: str) -> str:
    """
    Return ``name==version`` for ``name>=version``.

    Raises:
        ValueError: If there is not exactly one lower bound, and so no lowest version to try.
    """
    wanted = Requirement(requirement)
    bounds = [one.version for one in wanted.specifier if one.operator in {">=", "=="}]
    if len(bounds) != 1:
        raise ValueError(f"{requirement!r} has no lower bound.")
    return f"{wanted.name}=={bounds[0]}"


def main() -> None:
    """Print one line for each dependency, of the package and of its extras."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    wanted = {*project["dependencies"], *chain(*project["optional-dependencies"].values())}
    others = [one for one in wanted if Requirement(one).name != project["name"]]
    print("\n".join(sorted(map(find_lowest, others))))


if __name__ == "__main__":
    main()
