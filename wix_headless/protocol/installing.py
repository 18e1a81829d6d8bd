"""
The app's way onto somebody's Wix site: where the browser is sent, and what it comes back with.

Two flows of Wix's. "About the External Install Flow"
(/docs/build-apps/launch-your-app/app-distribution/install-your-app/about-the-external-install-flow)
begins anywhere, and comes back with an instance that Wix has signed. "Use Advanced OAuth"
(/docs/build-apps/develop-your-app/access/authentication/use-advanced-oauth) is that of older apps:
Wix opens the app's address with a token of its own, and comes back with a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from wix_headless.exceptions import SignInRefusedError
from wix_headless.protocol.authorization import read_once
from wix_headless.protocol.messages import Request
from wix_headless.tokens import Secret

EXTERNAL_PATH = "/app-installer"
ADVANCED_PATH = "/installer/install"

#: Parameters of which a callback may hold one at most.
_ONCE = ("state", "code", "instanceId", "signedInstance", "error")


def external_install_url(origin: str, app_id: str, *, callback: str, share_id: str = "") -> str:
    """
    Return where the owner of a Wix site chooses the site, and agrees.

    Args:
        callback: Our address, with the state in its query.
        share_id: What Wix wants to see of an app that its market does not list.
    """
    query = {"appId": app_id, "postInstallationUrl": callback}
    if share_id:
        query["shareUrlId"] = share_id
    return f"{origin}{EXTERNAL_PATH}?{urlencode(query)}"


def advanced_install_url(
    origin: str, app_id: str, *, callback: str, state: Secret, token: Secret
) -> str:
    """Return where the owner agrees, who has chosen the site already: *token* is Wix's for that."""
    query = {"redirectUrl": callback, "appId": app_id, "state": state, "token": token}
    return f"{origin}{ADVANCED_PATH}?{urlencode(query)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallAnswer:
    """
    What a browser brings back; one of *code* and *signed_instance* has to prove it.

    Attributes:
        instance_id: The installation, as the address says: nobody's word.
    """

    instance_id: str
    code: Secret = field(repr=False)
    signed_instance: Secret = field(repr=False)


def parse_install_answer(query: str) -> InstallAnswer:
    """
    Read a callback's query string, whose state has been compared.

    Raises:
        StateMismatchError: If a parameter is there twice.

        SignInRefusedError: If Wix, or the owner, said no; or if there is no proof.
    """
    found = read_once(query, _ONCE)
    if found.get("error"):
        raise SignInRefusedError(reason=found["error"][:100])
    answer = InstallAnswer(
        instance_id=found.get("instanceId", ""),
        code=Secret(found.get("code", "")),
        signed_instance=Secret(found.get("signedInstance", "")),
    )
    if not answer.instance_id or not (answer.code or answer.signed_instance):
        raise SignInRefusedError(reason="no_proof")
    return answer


def app_instance_request() -> Request:
    """Ask for the installation that the app's token is of, and its site ("Get App Instance")."""
    return Request(
        verb="GET", path="/apps/v1/instance", name="app_management.app_instances.get_app_instance"
    )


def parse_app_instance(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said of the site: as much as fits, and nothing that is no text."""
    instance, site = _object(data, "instance"), _object(data, "site")
    url = _text(site, "url", 2000)
    return {
        "wix_site_id": _text(site, "siteId", 64),
        "site_name": _text(site, "siteDisplayName", 200),
        "site_url": url if url.startswith(("https://", "http://")) else "",
        "plan": _text(_object(instance, "billing"), "packageName", 100),
    }


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(data: Mapping[str, Any], name: str, longest: int) -> str:
    found = data.get(name)
    return found.replace("\x00", "")[:longest] if isinstance(found, str) else ""
