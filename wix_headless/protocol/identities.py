"""Who causes an event or a plugin's call, as Wix says it in what it signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wix_headless.tokens import Role

#: Wix's words for who it is, and under which name it says which one.
_NAMES: Final[Mapping[str, tuple[Role, str]]] = {
    "ANONYMOUS_VISITOR": (Role.VISITOR, "anonymousVisitorId"),
    "MEMBER": (Role.MEMBER, "memberId"),
    "WIX_USER": (Role.USER, "wixUserId"),
    "APP": (Role.APP, "appId"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """
    Somebody at Wix.

    Attributes:
        role: Visitor, member, user (of Wix's dashboard) or app; None if Wix does not know.
        id: Which one; empty then.
    """

    role: Role | None = None
    id: str = ""


def parse_identity(said: object) -> Identity:
    """Return who the ``identity`` of a signed message names; nobody, if it is none."""
    if not isinstance(said, Mapping):
        return Identity()
    kind = said.get("identityType")
    if not isinstance(kind, str) or kind not in _NAMES:
        return Identity()
    role, name = _NAMES[kind]
    value = said.get(name)
    return Identity(role=role, id=value if isinstance(value, str) else "")
