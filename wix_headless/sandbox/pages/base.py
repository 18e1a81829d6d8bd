"""What the browser pages share: the browser's session, going back to the site, errors in words."""

from __future__ import annotations

import hmac
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Flask, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import (
    Attempt,
    BrowserSession,
    Product,
    RedirectSession,
    new_secret,
)
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import state

#: With the port behind it: to a browser, all sandboxes of a machine are one host.
COOKIE = "wixSandboxSession"
ATTEMPT_LIFE = timedelta(hours=1)


def browser() -> BrowserSession:
    """Return this browser's session, which is made if it has none."""
    if "browser_key" not in g:
        memory = state()
        key = request.cookies.get(_cookie(), "")
        if key not in memory.browsers:
            key = new_secret()
            memory.browsers[key] = BrowserSession()
        g.browser_key = key
    return state().browsers[g.browser_key]


def _cookie() -> str:
    return f"{COOKIE}{urlsplit(state().origin).port}"


def sign_in(member_id: str) -> None:
    """Sign the browser in, under a new key: one planted before the login is worth nothing after."""
    memory, session = state(), browser()
    del memory.browsers[g.browser_key]
    g.browser_key = new_secret()
    memory.browsers[g.browser_key] = session
    session.member_id = member_id


def sign_out() -> BrowserSession:
    """Forget this browser's session, and return it."""
    session = browser()
    del state().browsers[g.browser_key]
    g.browser_key = new_secret()
    state().browsers[g.browser_key] = BrowserSession()
    return session


def start_attempt(memory: State, session: RedirectSession) -> Attempt:
    """Start a login or a purchase in this browser."""
    attempt = Attempt(session=session, browser=browser(), expires=memory.now() + ATTEMPT_LIFE)
    memory.attempts[attempt.id] = attempt
    return attempt


def find_attempt(attempt_id: str, intent: str = "") -> Attempt:
    """Return the attempt, if it goes on in this very browser."""
    memory = state()
    attempt = memory.attempts.get(attempt_id)
    mine = attempt is not None and attempt.browser is browser()
    if attempt is None or not mine or memory.now() >= attempt.expires:
        raise PageError("This page is no longer valid", "Go back to the site and start again.")
    if intent and attempt.session.intent != intent:
        raise PageError("This page is no longer valid", "Go back to the site and start again.")
    if request.method == "POST":
        check_form_token(attempt.browser)
    return attempt


def check_form_token(session: BrowserSession) -> None:
    """Raise unless the form was given to this browser by us."""
    sent = request.form.get("form_token", "")
    if not hmac.compare_digest(sent.encode(), session.form_token.encode()):
        raise PageError("This form is not ours", "Go back to the site and start again.", status=403)


def page(template: str, *, status: int = 200, **context: object) -> Response:
    """Render a page that nobody may cache or frame."""
    response = Response(render_template(template, **context), status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def leave(url: str, params: dict[str, str], *, fragment: bool = False) -> Response:
    """Send the browser back to the site, with *params* added to *url*."""
    parts = urlsplit(url)
    if fragment:
        return redirect(urlunsplit(parts._replace(fragment=urlencode(params))))
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *params.items()])
    return redirect(urlunsplit(parts._replace(query=query)))


def way_out(session: RedirectSession, name: str, params: dict[str, str] | None = None) -> str:
    """Return a callback with what Wix adds to each: whether a member is logged in."""
    url = session.callbacks.get(name)
    if not url:
        return ""
    logged_in = str(browser().member_id is not None).lower()
    return leave(url, {**(params or {}), "wixMemberLoggedIn": logged_in}).location or ""


def login_link(attempt: Attempt) -> str:
    """Return the way to log in from within a purchase, or nothing for who has done so."""
    if browser().member_id is not None:
        return ""
    link: str = url_for("login.log_in", attempt_id=attempt.id)
    return way_out(attempt.session, "loginUrl") or link


def install(app: Flask) -> None:
    """Teach *app* the browser's cookie and the page for errors."""

    @app.errorhandler(PageError)
    def page_error(error: PageError) -> Response:
        return page("error.html", status=error.status, error=error)

    @app.after_request
    def keep_browser(response: Response) -> Response:
        if "browser_key" in g:
            response.set_cookie(_cookie(), g.browser_key, httponly=True, samesite="Lax")
        return response

    @app.template_filter("picture")
    def picture(product: Product) -> str:
        return f"/media/{pictures.product_media_id(product)}"

    @app.template_filter("scene")
    def scene(name: str) -> str:
        return pictures.scene_id(name)

    @app.context_processor
    def shop() -> dict[str, object]:
        return {"shop": state().shop_name}
