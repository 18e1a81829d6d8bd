"""Wix's own environment variables, read into ``WIX_HEADLESS``."""

from __future__ import annotations

from typing import Any

import environ

#: Variables that hold one value, by the setting they become.
_TEXTS = (
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CLIENT_INSTANCE_ID",
    "API_KEY",
    "SITE_ID",
    "ACCOUNT_ID",
    "API_URL",
    "PUBLIC_URL",
)

#: Variables that hold several, separated by commas.
_LISTS = ("CLIENT_PUBLIC_KEY", "ENCRYPTION_KEYS")


def wix_settings_from_env(env: environ.Env, *, prefix: str = "WIX_") -> dict[str, Any]:
    """
    Return the ``WIX_HEADLESS`` dict for what *env* holds.

    The names are those that ``npx wix env pull`` writes, with ours beside them; each becomes
    the setting of its name without ``WIX_``. What is unset or empty is left to its default.

    Args:
        env: A django-environ ``Env``, or a ``FileAwareEnv`` to read secrets from files.
        prefix: What the names begin with: ``WIX_OUTLET_`` reads an entry of SITES.
    """
    found: dict[str, Any] = {}
    for name in _TEXTS:
        text = env.str(f"{prefix}{name}", default="").strip()
        if text:
            found[name] = text
    for name in _LISTS:
        text = env.str(f"{prefix}{name}", default="")
        # A PEM in one line carries its line ends as the two characters backslash and n.
        parts = [part.strip() for part in text.replace("\\n", "\n").split(",")]
        if any(parts):
            found[name] = [part for part in parts if part]
    return found
