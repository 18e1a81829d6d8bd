"""
The logout page: ends the browser's session and the member's tokens, then goes back to the site.

Follows the intent ``logout`` of "Redirect Session API"
``/docs/rest/business-management/authentication-management/redirect-sessions/introduction``.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from wix_headless.sandbox import identity
from wix_headless.sandbox.models import Grant, Role
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.pages.redirects import take
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("logout", __name__)


@area.get("/_api/headless/logout")
def log_out() -> Response:
    """Log the member out, here and wherever tokens came from this browser."""
    memory = state()
    session = take(memory, request.args.get("sessionToken", ""), "logout")
    browser = base.sign_out()

    def concerned(grant: Grant) -> bool:
        used = grant is session.grant and grant.role is Role.MEMBER
        return used or grant.browser is browser

    identity.revoke(memory, concerned)
    url = base.way_out(session, "postFlowUrl")
    return redirect(url) if url else base.page("done.html", title="You are logged out")
