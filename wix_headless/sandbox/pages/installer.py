"""
The pages on which the owner of a Wix site agrees that the app is installed.

Follows "About the External Install Flow"
``/docs/build-apps/launch-your-app/app-distribution/install-your-app/about-the-external-install-flow``,
which comes back with a signed instance, and "Use Advanced OAuth"
``/docs/build-apps/develop-your-app/access/authentication/use-advanced-oauth`` for older apps, which
comes back with a code. Whoever opens them owns all the sites there are: nobody logs in.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from wix_headless.sandbox.app_instances import installations, instances
from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.models import Grant, Installation, InstallCode, Role, new_secret
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("installer", __name__)

CODE_LIFE = timedelta(minutes=10)  # "Use Advanced OAuth"


@area.route("/installer/install", methods=["GET", "POST"])
def advanced() -> Response:
    """Install with a code: Wix has opened the app's own address before."""
    memory = state()
    url = _check(memory, "redirectUrl")
    if request.method == "GET":
        return _ask()
    chosen = _choose(memory)
    if chosen is None:
        return base.page("done.html", title="The app was not installed")
    code = InstallCode(grant=_app(memory, chosen), expires=memory.now() + CODE_LIFE)
    value = new_secret()
    memory.install_codes[value] = code
    params = {"code": value, "instanceId": chosen.instance_id}
    if request.args.get("state"):
        params["state"] = request.args["state"]
    return base.leave(url, params)


@area.route("/app-installer", methods=["GET", "POST"])
def external() -> Response:
    """Install from anywhere; the address to come back to is told here, with its own query."""
    memory = state()
    url = _check(memory, "postInstallationUrl")
    if request.method == "GET":
        return _ask()
    chosen = _choose(memory)
    if chosen is None:
        return base.page("done.html", title="The app was not installed")
    owner = Grant(role=Role.USER, subject_id=memory.owner_id, instance_id=chosen.instance_id)
    params = {
        "appId": memory.credentials.client_id,
        "tenantId": chosen.site_id,
        "instanceId": chosen.instance_id,
        "signedInstance": instances.sign(memory, owner),
    }
    return base.leave(url, params)


def _check(memory: State, name: str) -> str:
    if request.args.get("appId") != memory.credentials.client_id:
        raise PageError("There is no such app", "The address has to name it as appId.")
    url = request.args.get(name, "")
    if not memory.allows_return(url):
        raise PageError(
            "Invalid redirect URL",
            f"{url or 'Nothing'} is not on a domain of this app's (here: --allow-redirect).",
        )
    return url


def _ask() -> Response:
    sites = list(installations.SITES)
    return base.page("installer.html", sites=sites, form_token=base.browser().form_token)


def _choose(memory: State) -> Installation | None:
    """Return where the app was installed just now; None if its owner would rather not."""
    sent = request.form.get("form_token", "")
    if not hmac.compare_digest(sent.encode(), base.browser().form_token.encode()):
        raise PageError("This form is not ours", "Go back to the app and start again.", status=403)
    if request.form.get("answer") != "agree":
        return None
    site_name = request.form.get("site", "")
    if site_name not in installations.SITES:
        raise PageError("There is no such site", "Choose one of the list.")
    return installations.install(memory, site_name)


def _app(memory: State, chosen: Installation) -> Grant:
    return Grant(
        role=Role.APP,
        subject_id=memory.credentials.client_id,
        instance_id=chosen.instance_id,
    )
