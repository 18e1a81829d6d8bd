"""
The page behind the link in the mail about a forgotten password.

Follows "Custom Login Page Using the REST API" ``/docs/go-headless/``: a page of Wix's own, from
which one comes back to the site.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from wix_headless.sandbox.auth import iam, recovery
from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("recovery_page", __name__)


@area.route("/recover/<token>", methods=["GET", "POST"])
def choose_password(token: str) -> Response:
    """Show the page behind the link, or take the new password, and go back to the site."""
    memory = state()
    found = memory.recoveries.get(token)
    if found is None or memory.now() >= found.expires:
        raise PageError("This link has been used", "Ask for another one on the site.")
    password, problem = request.form.get("password", ""), ""
    if request.method == "POST":
        if iam.SHORTEST_PASSWORD <= len(password) <= iam.LONGEST_PASSWORD:
            del memory.recoveries[token]
            recovery.reset(memory, found, password)
            return redirect(found.url) if found.url else base.page("done.html", title="Done")
        problem = f"The password needs at least {iam.SHORTEST_PASSWORD} characters."
    return base.page("recover.html", status=400 if problem else 200, problem=problem)
