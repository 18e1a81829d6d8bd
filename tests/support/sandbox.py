"""The sandbox as our own tests see it: that of the test kit, and nothing changed behind it."""

from __future__ import annotations

from typing import Any

from wix_headless.testing.control import SandboxControl

CALLBACK = "http://testserver/wix/callback/"


class Sandbox(SandboxControl):
    """One running sandbox. What it forgets or ends, the site has to find out by itself."""

    @property
    def credentials(self) -> dict[str, Any]:
        return self._server.credentials

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return a WIX_HEADLESS dict for this sandbox."""
        return super().settings(**{"STRICT_FIELDS": True, **more})

    def reset(self) -> None:
        super().reset()
        self.allow_redirects([CALLBACK])
