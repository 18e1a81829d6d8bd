"""
A secret of Wix's and the one before it, so that a key is changed without a gap.

Wix lets an account have several API keys; while servers learn the new one, both are good.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from wix_headless.exceptions import ConfigurationError
from wix_headless.tokens import Secret

logger = logging.getLogger(__name__)

#: The one in use, and the one that takes over or is on its way out.
MOST: Final = 2


class SecretPair:
    """
    One or two secrets; the first is used until Wix refuses it, and then the other.

    Args:
        given: One secret, or two; empty ones don't count.
        name: What it is called in WIX_HEADLESS, for whoever reads the warning.

    Raises:
        ConfigurationError: If there are more.
    """

    def __init__(self, given: str | Sequence[str], *, name: str) -> None:
        values = [given] if isinstance(given, str) else given
        self._secrets = tuple(Secret(value) for value in values if value)
        if len(self._secrets) > MOST:
            raise ConfigurationError(f"{name} is one secret, or two while it is being changed.")
        self._name = name
        self._position = 0

    def __bool__(self) -> bool:
        return bool(self._secrets)

    @property
    def current(self) -> Secret:
        """The secret to use now."""
        return self._secrets[self._position]

    def find_other(self, refused: str) -> Secret | None:
        """Return the secret to try instead of one that Wix *refused*, if there is another."""
        return next((other for other in self._secrets if other != refused), None)

    def use(self, secret: Secret) -> None:
        """Use this one of the two from now on."""
        position = self._secrets.index(secret)
        if position != self._position:
            self._position = position
            logger.warning(
                "Wix refused the %s of the two values of %s; the other one is used from now on. "
                "Take the refused one out of the settings.",
                "second" if position == 0 else "first",
                self._name,
            )
