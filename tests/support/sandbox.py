"""The sandbox as tests see it: its keys, and the control plane that stands behind Wix's curtain."""

from __future__ import annotations

from typing import Any

import requests

from wix_headless.sandbox.server import SandboxServer

CALLBACK = "http://testserver/wix/callback/"


class Sandbox:
    """One running sandbox."""

    def __init__(self, server: SandboxServer) -> None:
        self.origin = server.origin
        self._server = server
        self._http = requests.Session()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.credentials:
            raise AttributeError(name)
        return self.credentials[name]

    @property
    def credentials(self) -> dict[str, Any]:
        return self._server.credentials

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return a WIX_HEADLESS dict for this sandbox."""
        keys = self.credentials
        return {
            "API_URL": self.origin,
            "CLIENT_ID": keys["client_id"],
            "CLIENT_SECRET": keys["client_secret"],
            "CLIENT_INSTANCE_ID": keys["instance_id"],
            "CLIENT_PUBLIC_KEY": [keys["public_key"]],
            "API_KEY": keys["api_key"],
            "SITE_ID": keys["site_id"],
            "ACCOUNT_ID": keys["account_id"],
            "STRICT_FIELDS": True,
            **more,
        }

    def password_of(self, email: str) -> str:
        return next(m["password"] for m in self.members if m["email"] == email)

    def control(self, path: str, verb: str = "POST", /, **body: Any) -> dict[str, Any]:
        """Call the control plane."""
        answer = self._http.request(
            verb, f"{self.origin}/_sandbox/{path}", json=body or None, timeout=10
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def reset(self) -> None:
        self.control("reset")
        self.control("redirects", uri=CALLBACK)

    def fail(self, path: str, times: int = 1, **fault: Any) -> None:
        self.control("fail", path=path, times=times, **fault)

    def heal(self) -> None:
        self.control("fail", "DELETE")

    def expire_tokens(self, **which: Any) -> None:
        self.control("expire-tokens", **which)

    def requests_to(self, path: str) -> list[dict[str, Any]]:
        """Return the calls so far whose path begins with *path*."""
        return self.control(f"requests?path={path}", "GET")["requests"]

    def token_requests(self) -> int:
        return len([r for r in self.requests_to("/oauth2/token") if "info" not in r["path"]])

    def forget_requests(self) -> None:
        self.control("requests", "DELETE")

    def act_as(self, **who: Any) -> dict[str, Any]:
        return self.control("act-as", **who)

    def change_member(self, email: str, **values: Any) -> None:
        self.control(f"members/{email}", **values)
