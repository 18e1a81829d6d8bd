"""
The login pages: authorize, log in, sign up.

Follows "Handle Members with a Wix Login Page Using the REST API"
``/docs/go-headless/coding/rest-api/visitors-and-members/handle-members-with-wix-managed-login``.
Pending and blocked members get through to the site's callback, and the members API tells their
status: what Wix's own page does with them is not documented, and a site must cope either way.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from wix_headless.sandbox.auth import iam
from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.models import (
    Attempt,
    AuthRequest,
    Code,
    Grant,
    Member,
    RedirectSession,
    Role,
    new_secret,
)
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.pages.redirects import take, used_up
from wix_headless.sandbox.people import profiles
from wix_headless.sandbox.shop import carts
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("login", __name__)

CODE_LIFE = timedelta(minutes=10)  # that of legacy installs; headless publishes none
#: The pages of purchases, from which one may log in and to which one comes back.
PURCHASES = {"ecomCheckout": "checkout.check_out", "bookingsCheckout": "booking.book"}


@area.get("/_api/oauth2/authorize")
def authorize() -> Response:
    """Begin a login, or answer a silent one at once."""
    memory = state()
    session = take(memory, request.args.get("sessionToken", ""), "auth")
    asked = _asked(session)
    if asked.redirect_uri not in memory.app.redirect_uris:
        raise PageError(
            "Invalid redirect URI",
            f"{asked.redirect_uri} is not an allowed authorization redirect URI of this project. "
            "Add it in the project's headless settings (here: --allow-redirect).",
        )
    if asked.session_token:
        return _enter(memory, session, asked.session_token)
    if asked.prompt == "none":
        return _silent(memory, session)
    attempt = base.start_attempt(memory, session)
    view = "provider.choose" if asked.idp else "login.log_in"
    return redirect(url_for(view, attempt_id=attempt.id))


@area.get("/_api/headless/login")
def synchronize() -> Response:
    """Make this browser know the caller of the ``login`` intent, or let a visitor log in."""
    memory = state()
    session = take(memory, request.args.get("sessionToken", ""), "login")
    if session.role is not Role.MEMBER:
        attempt = base.start_attempt(memory, session)
        return redirect(url_for("login.log_in", attempt_id=attempt.id))
    base.sign_in(session.subject_id)
    return _back_from_login(session)


@area.get("/_api/headless/r/<session_id>")
def short_link(session_id: str) -> Response:
    """Follow a short link to its long form, which is used up there."""
    for session in state().redirects.values():
        if session.id == session_id:
            return redirect(session.full_url)
    raise used_up()


@area.route("/login/<attempt_id>", methods=["GET", "POST"])
def log_in(attempt_id: str) -> Response:
    """Show the login form, or judge what was typed into it."""
    attempt = base.find_attempt(attempt_id)
    if request.method == "GET":
        return base.page("login.html", attempt=attempt)
    member = state().member_by_email(request.form.get("email", ""))
    typed = request.form.get("password", "").encode()
    if member is None or not hmac.compare_digest(typed, member.password.encode()):
        problem = "The e-mail address or the password is not right."
        return base.page("login.html", status=401, attempt=attempt, problem=problem)
    return finish(state(), attempt, member)


@area.route("/login/<attempt_id>/sign-up", methods=["GET", "POST"])
def sign_up(attempt_id: str) -> Response:
    """Show the sign-up form, or make a member of what was typed into it."""
    attempt = base.find_attempt(attempt_id)
    if request.method == "GET":
        return base.page("sign_up.html", attempt=attempt)
    problem = _sign_up_problem(state())
    if problem:
        return base.page("sign_up.html", status=400, attempt=attempt, problem=problem)
    member = profiles.join(
        state(),
        email=request.form["email"].strip(),
        password=request.form["password"],
        first_name=request.form.get("first_name", "").strip(),
        last_name=request.form.get("last_name", "").strip(),
    )
    return finish(state(), attempt, member)


def _sign_up_problem(memory: State) -> str:
    email = request.form.get("email", "").strip()
    if not profiles.is_email(email):
        return "Please enter a whole e-mail address, such as name@example.com."
    if memory.member_by_email(email):
        return "There is already a member with this e-mail address. Log in instead."
    if len(request.form.get("password", "")) < iam.SHORTEST_PASSWORD:
        return f"The password needs at least {iam.SHORTEST_PASSWORD} characters."
    return ""


@area.get("/login/<attempt_id>/cancel")
def cancel(attempt_id: str) -> Response:
    """Go back to the site without logging in."""
    attempt = base.find_attempt(attempt_id)
    if attempt.session.intent in PURCHASES:
        return redirect(url_for(PURCHASES[attempt.session.intent], attempt_id=attempt.id))
    del state().attempts[attempt_id]
    if attempt.session.auth is None:
        return _back_from_login(attempt.session)
    return _refuse(attempt.session.auth, "access_denied", "The member cancelled the login.")


def finish(memory: State, attempt: Attempt, member: Member) -> Response:
    """Log *member* in, and go back to the site with a code, or on with what is being bought."""
    base.sign_in(member.id)
    member.last_login = memory.now()
    session = attempt.session
    if session.intent in PURCHASES:
        if session.cart_id:
            carts.hand_over(memory, memory.carts[session.cart_id], member.id)
        session.become(member.id)
        return redirect(url_for(PURCHASES[session.intent], attempt_id=attempt.id))
    del memory.attempts[attempt.id]
    return _welcome(memory, session, member)


def _enter(memory: State, session: RedirectSession, token: str) -> Response:
    """Log in who has shown a password to the site's own login page; the token works once."""
    member = iam.spend(memory, token)
    if member is None:
        return _refuse(_asked(session), "access_denied", "The session token is not valid.")
    base.sign_in(member.id)
    member.last_login = memory.now()
    return _welcome(memory, session, member)


def _silent(memory: State, session: RedirectSession) -> Response:
    member = memory.members.get(base.browser().member_id or "")
    if member is None:
        # OpenID Connect's word; Wix's own is not published.
        return _refuse(_asked(session), "login_required", "No member is logged in.")
    return _welcome(memory, session, member)


def _welcome(memory: State, session: RedirectSession, member: Member) -> Response:
    if session.role is Role.VISITOR and memory.settings.merge_carts:
        carts.merge(memory, visitor_id=session.subject_id, member_id=member.id)
    if session.auth is None:
        return _back_from_login(session)
    asked, value = session.auth, new_secret()
    grant = Grant(role=Role.MEMBER, subject_id=member.id, browser=base.browser())
    memory.codes[value] = Code(request=asked, grant=grant, expires=memory.now() + CODE_LIFE)
    return _answer(asked, {"code": value})


def _refuse(asked: AuthRequest, error: str, description: str) -> Response:
    return _answer(asked, {"error": error, "error_description": description})


def _answer(asked: AuthRequest, params: dict[str, str]) -> Response:
    if asked.state:
        params["state"] = asked.state
    return base.leave(asked.redirect_uri, params, fragment=asked.response_mode == "fragment")


def _back_from_login(session: RedirectSession) -> Response:
    url = base.way_out(session, "postFlowUrl")
    if url:
        return redirect(url)
    logged_in = base.browser().member_id is not None
    return base.page("done.html", title="You are logged in" if logged_in else "Not logged in")


def _asked(session: RedirectSession) -> AuthRequest:
    if session.auth is None:
        raise PageError("This page is no longer valid", "Go back to the site and start again.")
    return session.auth
