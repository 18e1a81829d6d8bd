"""What to do about a call that Wix refused, as a sentence or two for its developer."""

from __future__ import annotations

from typing import Final

from wix_headless.client.catalogue import Method
from wix_headless.exceptions import ResponseError
from wix_headless.tokens import Role

_AS_APP: Final = (
    "call it as the app: request.wix.elevated in a view marked @elevated, "
    "or WixClient(AppStrategy.from_settings()) outside a request"
)

#: The app that a site needs, by the package (or the first word of the path) of its APIs.
_APPS: Final = {
    "blog": "Wix Blog",
    "bookings": "Wix Bookings",
    "ecom": "an app that sells, such as Wix Stores",
    "events": "Wix Events",
    "forms": "Wix Forms",
    "groups": "Wix Groups",
    "loyalty": "Wix Loyalty Program",
    "members": "Wix Members Area",
    "online_programs": "Wix Online Programs",
    "portfolio": "Wix Portfolio",
    "pricing_plans": "Wix Pricing Plans",
    "restaurants": "Wix Restaurants",
    "stores": "Wix Stores",
    "table_reservations": "Wix Table Reservations",
}

#: A 428 with such a code says nothing of its own; most often an app is missing.
_VAGUE_CODES: Final = frozenset({"", "FAILED_PRECONDITION"})


def build_hint(error: ResponseError, *, role: Role, method: Method | None = None) -> str:
    """
    Return what is likely wrong, and what to do; "" where nothing better than Wix's words is known.

    It is made of our own words, the catalogue's permissions and the names of Wix's fields:
    nothing that was sent is in it.
    """
    build = _BY_STATUS.get(error.status_code)
    return build(error, role, method) if build else ""


def _explain_invalid(error: ResponseError, role: Role, method: Method | None) -> str:
    fields = [str(one["field"]) for one in error.field_violations if one.get("field")]
    if any(field.startswith("callbacks.") for field in fields):
        return (
            "Wix sends people back to allowed domains only: add yours to the redirect domains "
            "in the Headless Settings of this client."
        )
    return f"See field_violations: {', '.join(fields)[:200]}." if fields else ""


def _explain_unauthorized(error: ResponseError, role: Role, method: Method | None) -> str:
    if role is Role.ADMIN:
        return "Wix does not know this API key: see WIX_API_KEY, and whether the key was revoked."
    return ""


def _explain_unpaid(error: ResponseError, role: Role, method: Method | None) -> str:
    return "The Wix site needs a premium plan for this."


def _explain_forbidden(error: ResponseError, role: Role, method: Method | None) -> str:
    if error.code.startswith("WDE"):
        return (
            "A collection of Wix Data has permissions of its own: change them in the CMS, "
            f"or {_AS_APP}."
        )
    hint = f"{_describe_permission(error, method)}: {_find_remedy(role, method)}."
    if _find_topic(error, method) == "members":
        hint += " Members exist only on a site with the Members Area app."
    return hint


def _find_remedy(role: Role, method: Method | None) -> str:
    if role is Role.VISITOR and method is not None and method.is_about_caller:
        return "it is about whoever calls, so the visitor has to log in first"
    if role in {Role.VISITOR, Role.MEMBER}:
        return f"this {role.value} has not got it; {_AS_APP}"
    if role is Role.ADMIN:
        return (
            "give it to this API key in Wix's API Keys manager, and see that WIX_SITE_ID is a site "
            "of the key's account"
        )
    if role is Role.APP:
        return "add its scope to the app's permissions at Wix, and accept them anew on the site"
    return "this Wix user's role on the site has not got it"


def _explain_missing(error: ResponseError, role: Role, method: Method | None) -> str:
    if not _is_about_my_member(error, method):
        return ""
    if role is Role.VISITOR:
        return (
            "A visitor is nobody's member: let them log in first (@member_required), "
            "or see request.wix.member, which is None for visitors."
        )
    if role is Role.MEMBER:
        return "The member was deleted at Wix, or the site has no Members Area app."
    return f"The {role.value} is nobody's member: use members.get_member with an id."


def _explain_precondition(error: ResponseError, role: Role, method: Method | None) -> str:
    if "SITE_NOT_PUBLISHED" in error.code:
        return "Publish the Wix site: Wix shows its login and checkout pages only then."
    if "CATALOG_V" in error.code:
        return (
            "The store's catalogue has another version: stores.products_v3 is for V3, "
            "stores.products for V1, and stores.catalog_versioning.get_catalog_version() "
            "tells which one the site has."
        )
    if error.code in _VAGUE_CODES or error.code.endswith("NOT_INSTALLED"):
        topic = _find_topic(error, method)
        app = _APPS.get(topic, "the app that this API belongs to")
        return f"See in the dashboard that the site has {app} installed, and set up."
    return ""


def _explain_rate(error: ResponseError, role: Role, method: Method | None) -> str:
    return "Wix allows 200 calls a minute for each installation of an app: wait, or call less."


_BY_STATUS: Final = {
    400: _explain_invalid,
    401: _explain_unauthorized,
    402: _explain_unpaid,
    403: _explain_forbidden,
    404: _explain_missing,
    428: _explain_precondition,
    429: _explain_rate,
}


def _describe_permission(error: ResponseError, method: Method | None) -> str:
    if method is None:
        return f"{error.method} needs a permission, which Wix's reference names"
    if not method.permissions:
        return f"{method.dotted_name} needs a permission"
    return f"{method.dotted_name} needs the permission {' or '.join(method.permissions)}"


def _find_topic(error: ResponseError, method: Method | None) -> str:
    """Return the package, or what takes its place in a raw call: the first word of the path."""
    if method is not None:
        return method.package
    path = error.method.partition(" ")[2]
    return path.removeprefix("/").partition("/")[0].replace("-", "_")


def _is_about_my_member(error: ResponseError, method: Method | None) -> bool:
    if method is not None:
        return method.package == "members" and method.is_about_caller
    return error.method.partition(" ")[2].startswith("/members/v1/members/my")
