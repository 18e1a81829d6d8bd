"""The control plane's part about extensions: what Wix would sign, send and call."""

from __future__ import annotations

from wix_headless.sandbox import entities
from wix_headless.sandbox.control.plane import area, find_member
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.events import calling, deliveries, signing, webhooks
from wix_headless.sandbox.events.deliveries import AT_ONCE, Delivery
from wix_headless.sandbox.events.signing import LIFE_SECONDS, Stamp
from wix_headless.sandbox.events.webhooks import Event
from wix_headless.sandbox.models import Json, Role, new_id
from wix_headless.sandbox.shop import plugin_calls
from wix_headless.sandbox.state import iso
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body_of, query, state

LATEST = 2**40  # seconds since 1970, and of a life
LONGEST_WAIT = 60
MOST_TIMES = 1000

STAMP = ("issued_at", "expires_in", "forged")
EVENT = (
    *("type", "entity", "entity_id", "body", "data", "entity_fqdn", "slug", "modified_fields"),
    *("anonymize", "identity", "member", "instance_id", "event_id", *STAMP),
)


@area.post("/sign-event")
def sign_event() -> Json:
    """
    Return the body of a webhook of ``type``, signed as Wix would.

    ``entity`` or ``entity_id`` say what it is about, else something the sandbox has; ``body`` is
    an action's, ``data`` a legacy event's. ``entity_fqdn`` and ``slug`` are told from the type
    unless given (an empty one makes it a legacy event). Further: ``modified_fields``,
    ``anonymize``, ``identity`` (as on the wire; empty for none) or ``member``, ``instance_id``,
    ``event_id``, ``issued_at`` and ``expires_in`` (seconds), ``forged``.
    """
    asked = body_of(*EVENT)
    return {"jwt": webhooks.sign(state(), _event(asked), _stamp(asked))}


@area.post("/sign-plugin-request")
def sign_plugin_request() -> Json:
    """
    Return the body of a call to the service plugin of ``type``, signed as Wix would.

    ``request`` is the plugin's own, ``metadata`` replaces what is in it, ``identity`` or
    ``member`` say for whom; ``issued_at``, ``expires_in`` and ``forged`` as for events.
    """
    asked = body_of("type", "request", "metadata", "identity", "member", *STAMP)
    metadata = plugin_calls.describe(state(), asked.required_text("type"), _identity(asked))
    signed = {
        "request": asked.sub("request").data,
        "metadata": metadata | asked.sub("metadata").data,
    }
    return {"jwt": signing.sign_call(state(), signed, _stamp(asked))}


@area.post("/events")
def send_event() -> Json:
    """Send an event, described as for ``sign-event``, to everybody who is told of events."""
    asked = body_of(*EVENT)
    sent = webhooks.send(state(), _event(asked), _stamp(asked))
    return {"deliveries": [_render(one) for one in sent]}


@area.post("/try-event")
def try_event() -> Json:
    """
    Send an event, described as for ``sign-event``, to ``url`` alone; return what it answered.

    ``times`` it is the same event; what fails is not sent again.
    """
    memory, asked = state(), body_of(*EVENT, "url", "times")
    url = _address(asked)
    times = asked.integer("times", 1, least=1, most=MOST_TIMES)
    event = _event(asked)
    signed = webhooks.sign(memory, event, _stamp(asked))
    with calling.released(memory.lock):
        outcomes = [deliveries.post(url, signed) for _ in range(times)]
    return {
        "entity_id": event.entity_id,
        "answers": [
            {"status": one.status, "error": one.error, "milliseconds": one.milliseconds}
            for one in outcomes
        ],
    }


@area.post("/webhooks")
def add_webhook() -> Json:
    """Tell ``url`` of every event until the next reset; https, or on this machine."""
    state().outbox.subscribe(_address(body_of("url")))
    return {"webhooks": state().outbox.subscribers}


@area.get("/deliveries")
def list_deliveries() -> Json:
    """Return what was sent to whom; ``wait`` (seconds) waits until nothing is due first."""
    memory = state()
    seconds = query().integer("wait", 0, least=0, most=LONGEST_WAIT)
    is_at_rest = memory.outbox.await_rest(seconds)
    return {
        "deliveries": [_render(one) for one in memory.outbox.deliveries],
        "at_rest": is_at_rest,
    }


@area.post("/deliveries/<delivery_id>/resend")
def resend(delivery_id: str) -> Json:
    """Send an event once more, now: the same body as before."""
    delivery = state().outbox.find(delivery_id)
    if delivery is None:
        raise WixError(404, f"Delivery {delivery_id} was not found.")
    state().outbox.send_again(delivery)
    return {"delivery": _render(delivery)}


@area.post("/plugins")
def add_plugin() -> Json:
    """Call the service plugin of ``type`` at ``url`` until the next reset; without one, nowhere."""
    memory, asked = state(), body_of("type", "url")
    name = asked.choice("type", plugin_calls.PATHS)
    if asked.has("url"):
        memory.plugins[name] = _address(asked)
    else:
        memory.plugins.pop(name, None)
    memory.quotes.clear()
    return {"plugins": memory.plugins}


@area.get("/plugin-calls")
def list_plugin_calls() -> Json:
    """Return how the calls to service plugins went."""
    calls = [
        {
            "type": one.type,
            "url": one.url,
            "status": one.status,
            "error": one.error,
            "milliseconds": one.milliseconds,
            "when": iso(one.when),
        }
        for one in state().plugin_calls
    ]
    return {"calls": calls}


def _address(asked: Fields) -> str:
    url = asked.required_text("url")
    if not calling.is_callable(url):
        raise ValidationError("url", "must be https, or on this machine")
    return url


def _render(delivery: Delivery) -> Json:
    due = delivery.due
    return {
        "id": delivery.id,
        "type": delivery.type,
        "url": delivery.url,
        "event_id": delivery.event_id,
        "entity_id": delivery.entity_id,
        "standing": delivery.standing,
        "status": delivery.status,
        "due": iso(due) if due not in (None, AT_ONCE) else None,
        "tries": [
            {
                "when": iso(one.when),
                "status": one.status,
                "error": one.error,
                "milliseconds": one.milliseconds,
            }
            for one in delivery.tries
        ],
    }


def _event(asked: Fields) -> Event:
    name = asked.required_text("type")
    fqdn, slug = entities.split(name)
    if asked.has("data"):
        fqdn = slug = ""
    fqdn, slug = asked.text("entity_fqdn", fqdn), asked.text("slug", slug)
    entity = asked.sub("entity").data if asked.has("entity") else None
    entity_id = asked.text("entity_id") or str((entity or {}).get("id", ""))
    if fqdn and entity is None:
        entity = entities.sample(state(), fqdn, entity_id)
    return Event(
        type=name,
        fqdn=fqdn,
        slug=slug,
        entity=entity,
        entity_id=entity_id or str((entity or {}).get("id", "")),
        body=asked.sub("body").data if asked.has("body") else None,
        data=asked.sub("data").data or _sample_payload(name),
        modified_fields=asked.sub("modified_fields").data or None,
        identity=_identity(asked),
        instance_id=asked.text("instance_id"),
        id=asked.text("event_id") or (new_id() if fqdn else ""),
        is_anonymizing=asked.boolean("anonymize"),
    )


def _sample_payload(event_type: str) -> Json:
    """Return what a legacy event says, where the sandbox knows."""
    is_of_app = event_type in ("AppInstalled", "AppRemoved")
    return {"appId": state().credentials.client_id} if is_of_app else {}


def _identity(asked: Fields) -> Json:
    """Return whom the request names: the owner, in the dashboard, if it names nobody."""
    if asked.has("identity"):
        return asked.sub("identity").data
    if asked.has("member"):
        return webhooks.identify(Role.MEMBER, find_member(asked.text("member")).id)
    return webhooks.identify(Role.USER, state().owner_id)


def _stamp(asked: Fields) -> Stamp:
    at = asked.integer("issued_at", 0, least=-LATEST, most=LATEST)
    return Stamp(
        issued_at=at if asked.has("issued_at") else None,
        expires_in=asked.integer("expires_in", LIFE_SECONDS, least=-LATEST, most=LATEST),
        is_forged=asked.boolean("forged"),
    )
