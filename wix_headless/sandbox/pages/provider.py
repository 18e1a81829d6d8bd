"""
The pages of identity providers: an account is chosen, or another one is used.

Follows "Sign in with Google or Facebook" (``idp`` in the authorization request)
``/docs/go-headless/coding/rest-api/visitors-and-members/handle-members-with-wix-managed-login``.
The pages have a look of their own and say that they are played; an account from here has its
address verified, as the real ones promise.
"""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.models import Attempt
from wix_headless.sandbox.pages import base, login
from wix_headless.sandbox.pages.redirects import PROVIDERS
from wix_headless.sandbox.people import profiles
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("provider", __name__)


@area.route("/login/<attempt_id>/provider", methods=["GET", "POST"])
def choose(attempt_id: str) -> Response:
    """Show the accounts that this browser's owner might have there, or go on with one."""
    attempt, title = _find(attempt_id)
    if request.method == "POST":
        member = state().members.get(request.form.get("member", ""))
        if member is not None:
            return login.finish(state(), attempt, member)
    members = list(state().members.values())
    return base.page("provider.html", attempt=attempt, provider=title, members=members)


@area.route("/login/<attempt_id>/provider/other", methods=["GET", "POST"])
def use_another(attempt_id: str) -> Response:
    """Ask for another account, and make a member of who comes with it."""
    attempt, title = _find(attempt_id)
    page = "provider_other.html"
    if request.method == "GET":
        return base.page(page, attempt=attempt, provider=title)
    email = request.form.get("email", "").strip()
    if not profiles.is_email(email):
        problem = "Please enter a whole e-mail address, such as name@example.com."
        return base.page(page, status=400, problem=problem, attempt=attempt, provider=title)
    member = state().member_by_email(email)
    if member is None:
        first, _, last = request.form.get("name", "").strip().partition(" ")
        member = profiles.join(
            state(), email=email, password="", first_name=first, last_name=last, verified=True
        )
    return login.finish(state(), attempt, member)


def _find(attempt_id: str) -> tuple[Attempt, str]:
    attempt = base.find_attempt(attempt_id, "auth")
    title = PROVIDERS.get(attempt.session.auth.idp, "") if attempt.session.auth else ""
    if not title:
        raise PageError("No provider", "This login was not started with a provider.")
    return attempt, title
