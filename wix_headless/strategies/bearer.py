"""A token that somebody else got from Wix and handed to us, to speak for them with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from wix_headless.exceptions import ConfigurationError
from wix_headless.tokens import Role, Secret
from wix_headless.transport import Transport


class BearerStrategy:
    """Speaks with a token as it is: it is not ours to renew, and good for one site."""

    api_url: str | None = None

    def __init__(self, token: str, role: Role, *, site: str = "default") -> None:
        self.role = role
        self.site = site
        self._headers = {"Authorization": Secret(token)}

    def authorize(self, transport: Transport) -> Mapping[str, str]:
        return self._headers

    def reauthorize(
        self, transport: Transport, refused: Mapping[str, str]
    ) -> Mapping[str, str] | None:
        """Return None: whoever brought the token brings another, or does not."""
        return None

    def for_site(self, site: str) -> Self:
        """
        Refuse another site.

        Raises:
            ConfigurationError: If *site* is not the token's own.
        """
        if site != self.site:
            raise ConfigurationError(
                f"The caller's token is for the Wix site {self.site!r}, and not for {site!r}."
            )
        return self
