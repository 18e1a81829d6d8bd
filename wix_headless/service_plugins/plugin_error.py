"""What a plugin raises to refuse a call in Wix's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wix_headless.exceptions import WixError


class PluginError(WixError):
    """
    The plugin refuses the call: Wix gets the status, the code and the data, and nothing else.

    The classes in ``wix_headless.service_plugins.errors`` know their code and status; this one
    is for what Wix has learnt since.

    Args:
        message: For the log; Wix never sees it.
        data: What belongs to the code, as Wix's reference shows it.

    Raises:
        ValueError: If there is no code, or the status is none of an error.
    """

    code: str = ""
    status: int = 400

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        status: int = 0,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.code = code or self.code
        self.status = status or self.status
        self.data = dict(data or {})
        if not self.code or not 400 <= self.status <= 599:
            raise ValueError("A refusal has a code of Wix's, and a status from 400 to 599.")
        super().__init__(message or f"The plugin refused the call: {self.code}")
