"""The Wix that a promise is tried on: the sandbox, or for ``pytest --live`` a real project."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import environ
import pytest

from tests.support.sandbox import CALLBACK
from wix_headless.client import WixClient
from wix_headless.env import wix_settings_from_env
from wix_headless.strategies import AuthStrategy, OAuthStrategy
from wix_headless.strategies.base import TokenEndpoint
from wix_headless.transport import DEFAULT_API_URL, Transport

ENV_FILE = Path(__file__).parents[2] / ".env.local"


@dataclass(frozen=True, kw_only=True)
class Partner:
    """
    A Wix, and what it has given us to come with.

    Attributes:
        settings: As in ``WIX_HEADLESS``.
        callback: An address that it allows to come back to after a login; or empty.
    """

    settings: dict[str, Any] = field(repr=False)  # it holds the project's secrets
    callback: str

    @property
    def client_id(self) -> str:
        return str(self.settings["CLIENT_ID"])

    @property
    def transport(self) -> Transport:
        return Transport(self.settings.get("API_URL", DEFAULT_API_URL))

    @property
    def endpoint(self) -> TokenEndpoint:
        return TokenEndpoint(self.transport)

    def speak(self, strategy: AuthStrategy | None = None) -> WixClient:
        """Return a client of *strategy*, or of a new visitor."""
        speaker = strategy or OAuthStrategy(self.client_id)
        return WixClient(speaker, transport=self.transport)

    def need(self, *names: str) -> tuple[str, ...]:
        """Return these settings; whoever has no such keys leaves the test out."""
        missing = [f"WIX_{name}" for name in names if not self.settings.get(name)]
        if missing:
            pytest.skip(f"needs {' and '.join(missing)}")
        return tuple(str(self.settings[name]) for name in names)


def find_live(env_file: Path = ENV_FILE) -> Partner:
    """
    Return the project whose keys are in the environment, or in *env_file*.

    Raises:
        LookupError: If there are none.
    """
    env = environ.FileAwareEnv()
    env.read_env(env_file)
    settings = wix_settings_from_env(env)
    if "CLIENT_ID" not in settings:
        raise LookupError("--live needs WIX_CLIENT_ID: npx wix env pull writes it to .env.local.")
    site = settings.get("PUBLIC_URL", "")
    return Partner(settings=settings, callback=f"{site}/wix/callback/" if site else "")


def of_sandbox(settings: dict[str, Any]) -> Partner:
    return Partner(settings=settings, callback=CALLBACK)
