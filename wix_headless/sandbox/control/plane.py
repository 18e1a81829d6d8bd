"""
The control plane under ``/_sandbox/``: what tests and demos do to the sandbox behind Wix's back.

Not part of Wix, and only for this machine: anything that does not come from loopback, or that a
web page of another host makes the browser send, is refused.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request

from wix_headless.sandbox import identity
from wix_headless.sandbox.app_instances import instances
from wix_headless.sandbox.bookings import slots, timetable
from wix_headless.sandbox.credentials import make_password
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.events import calling, webhooks
from wix_headless.sandbox.models import Grant, Json, Member, Role
from wix_headless.sandbox.people import profiles
from wix_headless.sandbox.people.members import STATUSES
from wix_headless.sandbox.permissions import OF_APPS
from wix_headless.sandbox.site.place import ZONE
from wix_headless.sandbox.state import Settings, is_redirect_uri
from wix_headless.sandbox.wire.faults import MODES, Fault
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body_of, state

area = Blueprint("control", __name__, url_prefix="/_sandbox")

LONGEST_DELAY = 60
WHO = ("role", "member", "user", "client_id", "site_id", "instance_id")


@area.before_request
def only_this_machine() -> None:
    """Refuse strangers, and pages that reach us under another name (DNS rebinding)."""
    origin = request.headers.get("Origin")
    hosts = [request.remote_addr, urlsplit(f"//{request.host}").hostname]
    if origin is not None:
        hosts.append(urlsplit(origin).hostname)
    if not all(calling.is_loopback(host or "") for host in hosts):
        raise WixError(403, "The control plane answers only this machine.")


@area.post("/reset")
def reset() -> Json:
    """Forget everything, and plant the seed again; the keys stay."""
    state().reset()
    return {}


@area.post("/clear")
def clear() -> Json:
    """Forget everything, and leave the shop empty."""
    state().clear()
    return {}


@area.post("/seed")
def seed() -> Json:
    """Plant the seed over what is there; seeded things go back to how they were."""
    state().seed()
    return {}


@area.post("/act-as")
def act_as() -> Json:
    """
    Return tokens for a new visitor, a ``member`` (id or e-mail), a dashboard's user, or the app.

    ``client_id``, ``site_id`` and ``instance_id`` make them somebody else's.
    """
    memory, asked = state(), body_of(*WHO)
    grant = _grant(asked)
    access = identity.issue_access(memory, grant)
    refreshes = grant.role in (Role.VISITOR, Role.MEMBER)
    refresh = identity.issue_refresh(memory, grant) if refreshes else None
    return identity.token_answer(access, refresh) | {"subject_id": grant.subject_id}


@area.post("/instance")
def sign_instance() -> Json:
    """
    Return the signed instance of a framed page, shown to whomever ``act-as`` would speak for.

    ``fields`` replaces what is in it, ``secret`` the app's own.
    """
    asked = body_of(*WHO, "fields", "secret")
    given = asked.sub("fields").data
    grant = _grant(asked, default="user")
    return {"instance": instances.sign(state(), grant, secret=asked.text("secret"), **given)}


def _grant(asked: Fields, *, default: str = "member") -> Grant:
    """Return the grant of whom the request names."""
    role = Role(asked.choice("role", ("visitor", "member", "app", "user"), default))
    match role:
        case Role.MEMBER:
            subject_id = find_member(asked.required_text("member")).id
        case Role.USER:
            subject_id = asked.text("user", state().owner_id)
        case Role.APP:
            subject_id = state().credentials.client_id
        case _:
            subject_id = identity.new_visitor().subject_id
    return Grant(
        role=role,
        subject_id=subject_id,
        client_id=asked.text("client_id"),
        site_id=asked.text("site_id"),
        instance_id=asked.text("instance_id"),
    )


@area.post("/dashboard-pages")
def add_dashboard_page() -> Json:
    """Put the page at ``url`` into the dashboard; https, or on this machine."""
    url = body_of("url").required_text("url")
    if not calling.is_callable(url):
        raise ValidationError("url", "must be https, or on this machine")
    if url not in state().dashboard_pages:
        state().dashboard_pages.append(url)
    return {"pages": state().dashboard_pages}


@area.post("/expire-tokens")
def expire_tokens() -> Json:
    """End tokens: access tokens unless told otherwise, of one role or of all."""
    memory, asked = state(), body_of("role", "access", "refresh")
    role = asked.choice("role", ("", *Role))
    tokens = list(memory.access_tokens.values()) if asked.boolean("access", True) else []
    tokens += list(memory.refresh_tokens.values()) if asked.boolean("refresh") else []
    ended = [
        token for token in tokens if token.active(memory.now()) and role in ("", token.grant.role)
    ]
    for token in ended:
        token.revoked = True
    return {"expired": len(ended)}


@area.post("/clock")
def clock() -> Json:
    """Move the clock by ``advance`` seconds, back or forth."""
    asked = body_of("advance")
    asked.require("advance")
    state().offset += timedelta(seconds=asked.integer("advance", 0, least=-(10**9), most=10**9))
    state().outbox.notice_clock()
    return {"now": state().now_iso()}


@area.post("/fail")
def fail() -> Json:
    """Let the next calls go wrong; see ``faults``."""
    asked = body_of("path", "times", "status", "mode", "delay", "retryAfter", "body")
    path = asked.text("path", "*")
    if not path.startswith(("/", "*")):
        raise ValidationError("path", f"begins with a slash: /{path}")
    fault = Fault(
        times=asked.integer("times", 1, least=1, most=1_000_000),
        path=path,
        mode=asked.choice("mode", MODES, "status"),
        status=asked.integer("status", 500, least=200, most=599),
        delay=_seconds(asked),
        retry_after=str(asked.data.get("retryAfter", "")),
        body=asked.data.get("body"),
    )
    state().faults.append(fault)
    return {}


def _seconds(asked: Fields) -> float:
    value = asked.data.get("delay", 0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValidationError("delay", "must be a number of seconds")
    if not 0 <= value <= LONGEST_DELAY:
        raise ValidationError("delay", f"must be between 0 and {LONGEST_DELAY}")
    return float(value)


@area.delete("/fail")
def stop_failing() -> Json:
    """Let no further call go wrong."""
    state().faults.clear()
    return {}


@area.get("/requests")
def requests() -> Json:
    """Return the calls so far; ``path`` picks those that begin with it."""
    path = request.args.get("path", "")
    found = [one for one in state().requests if one.path.startswith(path)]
    lines = [
        {"verb": one.verb, "path": one.path, "role": one.role, "status": one.status}
        for one in found
    ]
    return {"count": len(lines), "requests": lines}


@area.delete("/requests")
def forget_requests() -> Json:
    """Start the log of requests anew."""
    state().requests.clear()
    return {}


@area.route("/settings", methods=["GET", "POST"])
def settings() -> Json:
    """Read the switches, or set some of them."""
    memory, asked = state(), body_of(*Settings.names())
    for name in asked.data:
        setattr(memory.settings, name, asked.boolean(name))
    return {name: getattr(memory.settings, name) for name in Settings.names()}


@area.get("/mails")
def read_mails() -> Json:
    """Return what Wix would have sent by e-mail, the last one last: codes, and links."""
    return {"mails": state().mails}


@area.post("/members")
def add_member() -> Json:
    """Make a member with a verified ``loginEmail``, and answer the ``password`` to log in with."""
    memory, asked = state(), body_of("loginEmail", "firstName", "lastName")
    email, password = asked.required_text("loginEmail"), make_password()
    if not profiles.is_email(email) or memory.member_by_email(email):
        raise ValidationError("loginEmail", "must be an e-mail address that no member has")
    member = profiles.join(
        memory,
        email=email,
        password=password,
        first_name=asked.text("firstName"),
        last_name=asked.text("lastName"),
        verified=True,
    )
    return {"member": profiles.render(memory, member, "FULL"), "password": password}


@area.post("/members/<member_id>")
def change_member(member_id: str) -> Json:
    """Change a member's status, privacy, verification or address (id or e-mail in the path)."""
    member = find_member(member_id)
    asked = body_of("status", "privacyStatus", "loginEmail", "loginEmailVerified")
    member.status = asked.choice("status", STATUSES, member.status)
    member.privacy = asked.choice("privacyStatus", ("PUBLIC", "PRIVATE"), member.privacy)
    member.email = asked.text("loginEmail", member.email)
    member.email_verified = asked.boolean("loginEmailVerified", member.email_verified)
    webhooks.announce(state(), "wix.members.v1.member", "updated", member.id)
    return {"member": profiles.render(state(), member, "FULL")}


@area.post("/redirects")
def allow_redirect() -> Json:
    """Allow one more login redirect URI, and its domain."""
    uri = body_of("uri").required_text("uri")
    if not is_redirect_uri(uri):
        raise ValidationError("uri", "must be a whole address, such as http://localhost:8000/back/")
    state().allow_redirects([uri])
    return {"allowed": sorted(state().app.redirect_uris)}


@area.post("/permissions")
def grant_permissions() -> Json:
    """Give the app the permissions ``granted`` and no others; without it, all."""
    memory, asked = state(), body_of("granted")
    granted = asked.texts("granted", allowed=OF_APPS) if asked.has("granted") else OF_APPS
    memory.app_permissions = frozenset(granted)
    return {"granted": sorted(granted)}


@area.post("/stock/<product_id>")
def set_stock(product_id: str) -> Json:
    """Set how many there are of each variant of a product (id or slug in the path)."""
    stock = body_of("stock").integer("stock", 0, least=0, most=10**6)
    for product in state().products.values():
        if product_id in (product.id, product.slug):
            for variant in product.variants:
                variant.stock = stock
            return {"stock": product.stock}
    raise WixError(404, f"Product {product_id} was not found.")


@area.post("/slots/<service_id>")
def set_spots(service_id: str) -> Json:
    """Set how many spots of one slot strangers have taken (id or slug of the service)."""
    memory, asked = state(), body_of("localStartDate", "timeZone", "taken")
    for service in memory.services.values():
        if service_id in (service.id, service.slug):
            start = slots.moment(asked, "localStartDate", slots.zone(asked))
            slot = timetable.find(memory, service, start)
            if slot is None:
                raise WixError(404, "There is no such slot.")
            taken = asked.integer("taken", 0, least=0, most=service.capacity)
            memory.taken[service.id, slot.start.isoformat()] = taken
            slot = timetable.find(memory, service, start) or slot
            return {"timeSlot": slots.render(slot, ZONE, with_staff=True)}
    raise WixError(404, f"Service {service_id} was not found.")


def find_member(name: str) -> Member:
    """Return a member by id or e-mail, or raise 404."""
    memory = state()
    member = memory.members.get(name) or memory.member_by_email(name)
    if member is None:
        raise WixError(404, f"Member {name} was not found.")
    return member


@area.get("/routes")
def routes() -> Json:
    """List what is emulated, from the routes themselves."""
    found = sorted(
        f"{verb} {rule.rule}"
        for rule in current_app.url_map.iter_rules()
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(("/_sandbox", "/static"))
    )
    return {"routes": found}
