"""The keys of what is kept in Django's cache, and how a test finds none of what others kept."""

from __future__ import annotations

import uuid


class Keys:
    """Where things are kept that all processes of a site share."""

    def __init__(self) -> None:
        self._life = ""

    def build(self, kind: str, digest: str) -> str:
        """Return where that of *kind*, such as ``read``, is kept which *digest* stands for."""
        return f"wix_headless:{kind}:{self._life}{digest}"

    def forget(self) -> None:
        """
        Let this process look for everything elsewhere from here on; for tests.

        A cache can't be emptied of keys that begin alike, and to empty all of it would take what
        is the project's own, or another process's.
        """
        self._life = uuid.uuid4().hex


kept_keys = Keys()
