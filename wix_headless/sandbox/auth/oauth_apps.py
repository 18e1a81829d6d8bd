"""
OAuth apps: the site's clients, and where each may send people back to.

Follows the OAuth Apps API, ``/docs/rest/business-management/headless/oauth-apps/``, and "Allow
Redirect URIs and Domains". An update changes what its field mask names: without a mask it changes
nothing and answers 200, as people who tried it report. Tokens are made for the first client only;
others can be written down here, but not used.
"""

from __future__ import annotations

import uuid

from flask import Blueprint

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json, OAuthApp
from wix_headless.sandbox.state import find_host, is_redirect_uri, iso
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("oauth_apps", __name__)

PATH = "/oauth-app/v1/oauth-apps"
MOST = 20
SCHEMA = query.Schema(
    filters={"id": query.ID, "name": query.TEXT, "createdDate": query.DATE},
    sorts=("name", "createdDate"),
    default_sort=("createdDate", "ASC"),
)
TEXTS = {
    "name": ("name", 50),
    "description": ("description", 500),
    "loginUrl": ("login_url", 2048),
    "logoutUrl": ("logout_url", 2048),
}
LISTS = {
    "allowedRedirectUris": "redirect_uris",
    "allowedRedirectDomains": "redirect_domains",
}
READ_ONLY = ("id", "createdDate", "secret", "applicationType", "technology")


@area.post(f"{PATH}/query")
def query_oauth_apps() -> Json:
    """Answer the clients of the site, page by page either way."""
    everything = [_render(one) for one in state().apps.values()]
    part, metadata = paging.either_page(everything, body().sub("query"), SCHEMA)
    return {"oAuthApps": part, "pagingMetadata": metadata}


@area.get(f"{PATH}/<id>")
def get_oauth_app(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a client; never its secret."""
    return {"oAuthApp": _render(_find(id))}


@area.post(PATH)
def create_oauth_app() -> Json:
    """Write down another client."""
    asked = body()
    asked.require("oAuthApp")
    fields = asked.sub("oAuthApp")
    fields.required_text("name")
    app = OAuthApp(name="", created=state().now())
    _change(app, fields, {*TEXTS, *LISTS})
    state().apps[app.id] = app
    return {"oAuthApp": _render(app)}


@area.patch(f"{PATH}/<id>")
def update_oauth_app(id: str) -> Json:  # noqa: A002
    """Change what the mask names; a field that it names and nobody gives is emptied."""
    app, asked = _find(id), body()
    asked.require("oAuthApp")
    _change(app, asked.sub("oAuthApp"), _mask(asked))
    return {"oAuthApp": _render(app)}


@area.delete(f"{PATH}/<id>")
def delete_oauth_app(id: str) -> Json:  # noqa: A002
    """Forget a client; the one that the sandbox plays stays."""
    app = _find(id)
    if app is state().app:
        raise WixError(428, "The sandbox needs its own client.", code="FAILED_PRECONDITION")
    del state().apps[app.id]
    return {}


@area.post(f"{PATH}/<id>/generate-secret")
def generate_secret(id: str) -> Json:  # noqa: A002
    """Make a new secret; the old one is worth nothing from now on."""
    app = _find(id)
    app.secret = str(uuid.uuid4())
    return {"oAuthAppSecret": app.secret}


def _find(app_id: str) -> OAuthApp:
    app = state().apps.get(app_id)
    if app is None:
        raise WixError(404, f"appId was not found {app_id}", code="NOT_FOUND")
    return app


def _mask(asked: Fields) -> set[str]:
    """Read the field mask, which is an object with paths, a list, or one string with commas."""
    mask = asked.data.get("mask")
    if isinstance(mask, dict):
        names = asked.sub("mask").texts("paths")
    else:
        names = mask.split(",") if isinstance(mask, str) else asked.texts("mask")
    for name in names:
        if name not in (*TEXTS, *LISTS):
            rule = "is read-only" if name in READ_ONLY else "is no field of an OAuth app"
            raise ValidationError("mask", f"{name} {rule}")
    return set(names)


def _change(app: OAuthApp, fields: Fields, names: set[str]) -> None:
    """Set the fields that *names* has, each checked before any is set."""
    changes: dict[str, object] = {}
    for name, (attribute, longest) in TEXTS.items():
        if name in names:
            changes[attribute] = fields.text(name, longest=longest)
    for name, attribute in LISTS.items():
        if name in names:
            values = fields.texts(name, most=MOST)
            for value in values:
                _check(fields.name(name), value, is_uri=name == "allowedRedirectUris")
            changes[attribute] = list(dict.fromkeys(values))
    for attribute, change in changes.items():
        setattr(app, attribute, change)


def _check(field: str, value: str, *, is_uri: bool) -> None:
    if is_uri and not is_redirect_uri(value):
        raise ValidationError(field, f"{value!r} is not an address")
    if not is_uri and find_host(value) is None:
        raise ValidationError(field, f"{value!r} is not a domain")


def _render(app: OAuthApp) -> Json:
    return {
        "id": app.id,
        "createdDate": iso(app.created),
        "name": app.name,
        "description": app.description,
        "loginUrl": app.login_url,
        "logoutUrl": app.logout_url,
        "allowedRedirectUris": app.redirect_uris,
        "allowedRedirectDomains": app.redirect_domains,
        "allowSecretGeneration": True,
        "applicationType": "OTHER",
    }
