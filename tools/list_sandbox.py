# ruff: noqa: E501 - one thought, one line of the page
"""
Write docs/sandbox.md: what the sandbox emulates, from its own routes.

::

    python tools/list_sandbox.py [TARGET]
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from flask import Flask
from werkzeug.routing import Rule

from wix_headless.sandbox.app import create_app
from wix_headless.sandbox.models import Role
from wix_headless.sandbox.permissions import PERMISSIONS
from wix_headless.sandbox.state import State

TARGET = Path(__file__).resolve().parent.parent / "docs" / "sandbox.md"
DOCS = "https://dev.wix.com"
PAGE = re.compile(r"``(/docs/[^`]+?)/?``")
ROLES = {Role.VISITOR: "visitor", Role.MEMBER: "member", Role.APP: "app", Role.ADMIN: "API key"}
OPEN = {
    "oauth": "anybody",
    "install_tokens": "who has the app's secret",
    "sign_on": "a visitor's token with an API key",
    "media": "anybody",
    "uploads": "who has the URL",
}

TOP = """\
# The sandbox

<!-- Written by tools/list_sandbox.py from the sandbox's routes: change those, not this. -->

A Wix on your machine: Wix's own paths, on one origin of 127.0.0.1, for development and tests.
It is stateful (what is made can be read, tokens end, a code is good for one use) and strict (PKCE, redirect URIs, revisions, field by field).
It is written from Wix's documentation and the published code of its SDK, and knows nothing of this package's client.

## Start it

```console
$ pip install "django-wix-headless[sandbox]"
$ python manage.py wix_sandbox --port 8001 --allow-redirect http://localhost:8000/wix/callback/
```

`python -m wix_headless.sandbox` is the same without Django. `--json` prints the keys of this run as one line; ids stay the same from run to run, secrets and passwords do not.
Point `WIX_API_URL` at the origin that it prints; a browser that opens it is told who may log in, and where to look. In tests, in a thread of its own:

```python
from wix_headless.sandbox.server import SandboxServer

with SandboxServer(allow_redirects=["http://localhost:8000/wix/callback/"]) as sandbox:
    ...  # sandbox.origin, sandbox.credentials
```

It plays Kiln & Quill, a small pottery and paper shop: six members (`ada@example.com` has orders and bookings, `dmitri@` is pending, `esme@` is blocked), forty products, six services with a week of times, a journal of seven posts and a draft, the collections `Makers`, `Guestbook`, `Suppliers` and `Settings`, and the coupons `WELCOME10`, `CLAY5` and, expired, `MIDSUMMER`.

## Events and service plugins

```console
$ python manage.py wix_sandbox --webhook http://localhost:8000/wix/events/ \\
    --plugin ECOM_SHIPPING_RATES=http://localhost:8000/wix/plugins/ECOM_SHIPPING_RATES
```

Whoever is named by `--webhook` (or to `/_sandbox/webhooks`, until the next reset) is told of what happens, in Wix's words, signed with the key of this run (`public_key` among the printed ones):

| when | events |
|---|---|
| a cart is started, changed, given up | `wix.ecom.v2.cart_created`, `_updated`, `_deleted` |
| the hosted checkout takes an order | `wix.ecom.v1.order_created`, `_payment_status_updated`, `_approved`, `wix.ecom.v1.checkout_completed` |
| a checkout or a link to a hosted page is made | `wix.ecom.v1.checkout_created`, `wix.headless.v1.redirect_session_created` (with the id alone: the rest is a ticket) |
| somebody registers, changes, is approved, blocked, deleted | `wix.members.v1.member_created`, `_updated`, `_deleted`, `wix.contacts.v4.contact_created`, `_updated`, `_deleted` |
| a time is booked, confirmed, moved, given back | `wix.bookings.v2.booking_created`, `_confirmed`, `_rescheduled`, `_canceled` |
| the app is installed on another site, or removed (`/_sandbox/installations`) | `AppInstalled`, `AppRemoved` |

* An event is told of once, at the end of the request that it happened in, with the entity as it is then. Whatever is not 200 within 1,250 ms has failed and is sent again as Wix's table says (1 min, 10 min, 1 h, ... twelve times), by the sandbox's clock: `POST /_sandbox/clock` sends at once what was due in between. Sent again is the same body: its signature, good for an hour by the real clock, may have ended.
* `/dashboard/webhooks` shows what was sent and what came of it, and sends again; `GET /_sandbox/deliveries?wait=5` does so for tests.
* `python manage.py wix_send_event TYPE` has any event of the catalogue signed and sends it to your site. `POST /_sandbox/sign-event` only signs it, and `POST /_sandbox/events` has the sandbox send it.
* Service plugins are asked when a cart is calculated or estimated, when a way to deliver is chosen, and at the checkout: `ECOM_SHIPPING_RATES` (its rates take the place of the shop's own shipping, and hold for ten minutes until the cart or the address changes), `ECOM_ADDITIONAL_FEES` and `ECOM_VALIDATIONS` (an ERROR keeps the order from being placed). Ten seconds each; a plugin that fails is left out, and `GET /_sandbox/plugin-calls` says why.
* A site may call the sandbox while it answers: nothing waits for it.

![The sandbox's page of webhooks: each event with its entity, what became of it, the answer and how long it took, and a button to send it again](images/sandbox.png)

## What it does not do

* What is not in the tables below answers **501** with its path in it, never 200; so does a field that would do nothing here, such as custom items, gift cards or aggregations.
* Nobody is paid, mailed or called: every order is paid at once. Only webhooks and calls to service plugins leave the sandbox, to the addresses that you name.
* Only the first OAuth app gets tokens; others are written down. `/_sandbox/act-as` makes tokens that say they are another's.
* Codes and links that Wix would mail stay here, at `/_sandbox/mails`. No `web_message`, no GraphQL, no catalog V1, no courses, no waiting lists, no bookings in a cart, no gift cards, no resumable uploads.
* Reads are never late, and there is no rate limit unless a test asks for one (`/_sandbox/fail`).
* Where Wix's documents are silent (the status of some refusals, what becomes of a visitor's cart at login) the sandbox chooses, and says so in the docstring of that file. It proves the form of what is sent and read, not that Wix behaves so.

## The control plane

For tests and demos, from this machine only; JSON in, JSON out.
"""


def main() -> int:
    """Write the page; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1] if __doc__ else "")
    parser.add_argument("target", nargs="?", type=Path, default=TARGET)
    target: Path = parser.parse_args().target
    target.parent.mkdir(exist_ok=True)
    target.write_text(render(create_app(State(plant=lambda memory: None))), encoding="utf-8")
    return 0


def render(app: Flask) -> str:
    """Return the page for *app*."""
    parts = [TOP, *_control(app), "\n## What it emulates\n"]
    for name, rules in _areas(app).items():
        parts += _area(app, name, rules)
    return "\n".join(parts).rstrip() + "\n"


def _control(app: Flask) -> Iterator[str]:
    yield "| verb | path | what |\n|---|---|---|"
    for rule in _rules(app):
        if rule.endpoint.startswith("control."):
            yield f"| {_verbs(rule)} | `{_path(rule)}` | {_summary(app, rule)} |"


def _areas(app: Flask) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {name: [] for name in app.blueprints if name != "control"}
    for rule in _rules(app):
        name = rule.endpoint.partition(".")[0]
        if name in found:
            found[name].append(rule)
    return found


def _area(app: Flask, name: str, rules: list[Rule]) -> Iterator[str]:
    module = _module(app, rules[0])
    yield f"### {name.replace('_', ' ').capitalize()}\n"
    page = PAGE.search(re.sub(r"\s+", " ", module.__doc__ or ""))
    link = f" [Wix's page]({DOCS}{page.group(1)})" if page else ""
    yield f"{_words(module.__doc__ or '')}{link}\n"
    yield "| verb | path | who may call | what |\n|---|---|---|---|"
    for rule in rules:
        who, what = _who(name, rule), _summary(app, rule)
        yield f"| {_verbs(rule)} | `{_path(rule)}` | {who} | {what} |"
    yield ""


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, _verbs(rule)))


def _verbs(rule: Rule) -> str:
    return ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def _who(name: str, rule: Rule) -> str:
    verb = _verbs(rule).partition(",")[0]
    row = PERMISSIONS.get((verb, rule.rule))
    if row is None:
        return OPEN.get(name, "a browser")
    callers = [word for role, word in ROLES.items() if role in row.callers]
    return "everybody" if len(callers) == len(ROLES) else ", ".join(callers)


def _summary(app: Flask, rule: Rule) -> str:
    return _words(inspect.getdoc(app.view_functions[rule.endpoint]) or "")


def _words(docstring: str) -> str:
    """Return a docstring's first line as Markdown."""
    return docstring.strip().partition("\n")[0].replace("``", "`")


def _module(app: Flask, rule: Rule) -> ModuleType:
    return sys.modules[app.view_functions[rule.endpoint].__module__]


if __name__ == "__main__":
    raise SystemExit(main())
