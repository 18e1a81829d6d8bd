"""Events in the admin: what is listed, what is hidden, what is handled once more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.conftest import LogInAs, NewMember, Told
from tests.admin.pages import listed, page_of, said, text_of
from tests.support.listeners import no_example_listeners
from wix_headless.admin.delivery_actions import MOST
from wix_headless.events import Event, on_event
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import build_key

EVENTS = "/admin/wix_headless/eventdelivery/"
ORDER = "wix.ecom.v1.order_approved"
MEMBER = "wix.members.v1.member_updated"
ID = "6d1f1c2e-7a43-4b7b-9d2a-0c5a3f0e9b11"
PAYLOAD = {"data": {"entityId": ID, "email": "ada@example.com", "note": "<b>& Åsa\u202e"}}

State = EventDelivery.State
NewEvent = Callable[..., EventDelivery]


@pytest.fixture
def new_event(db: None) -> NewEvent:
    def make(**values: Any) -> EventDelivery:
        number = EventDelivery.objects.count()
        usual = {
            "key": build_key(f"event-{number}", b""),
            "event_id": f"event-{number}",
            "event_type": ORDER,
            "entity_fqdn": "wix.ecom.v1.order",
            "entity_id": f"entity-{number}",
            "received_at": timezone.now(),
            "payload": json.dumps(PAYLOAD),
            "state": State.PARKED,
        }
        return EventDelivery.objects.create(**usual | values)

    return make


@pytest.fixture
def heard() -> Any:
    """What a handler of approved orders hears; it fails for the entity that is called so."""
    heard: list[Event] = []

    def handler(event: Event) -> None:
        heard.append(event)
        if event.entity_id == "fails":
            raise KeyError

    with no_example_listeners():
        on_event(ORDER)(handler)
        yield heard


@pytest.fixture
def act(django_capture_on_commit_callbacks: Any) -> Any:
    def act(client: Client, *rows: EventDelivery, **more: str) -> Any:
        chosen = {"action": "replay_events", "_selected_action": [str(row.pk) for row in rows]}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(EVENTS, chosen | more)

    return act


def test_the_list_tells_how_each_fares(admin: Client, new_event: NewEvent) -> None:
    soon = timezone.now() + timedelta(hours=2, minutes=1)
    new_event(state=State.WAITING, tries=3, due_at=soon, last_error="shop.f: KeyError, line 7")
    new_event(state=State.COMPLETED, duration_ms=1234, tries=1, event_type=MEMBER, site="outlet")

    page = text_of(admin.get(EVENTS))

    assert "waiting again in 2" in page.replace("\xa0", " ")
    assert "KeyError, line 7" in page
    assert "shop.f" not in page
    assert "1,234 ms" in page
    assert "outlet" in page
    assert "ada@example.com" not in page


def test_it_counts_each_type_by_state(admin: Client, new_event: NewEvent) -> None:
    for state in (State.PARKED, State.PARKED, State.COMPLETED):
        new_event(state=state)
    new_event(event_type=MEMBER, state=State.UNHANDLED)

    page = admin.get(EVENTS, {"state__exact": "waiting"}).content.decode()
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL)

    numbers = [re.findall(r">(\d+)<", row) for row in rows]
    assert [ORDER in rows[0], MEMBER in rows[1]] == [True, True]
    assert numbers == [["0", "0", "1", "0", "2"], ["0", "0", "0", "1", "0"]]
    links = re.findall(r'href="(\?event_type=[^"]+state__exact=parked)"', page_text(admin))
    [link] = links
    assert len(listed(admin, EVENTS + link.replace("&amp;", "&"))) == 2


def page_text(client: Client) -> str:
    return client.get(EVENTS).content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state__exact": "parked"}, 2),
        ({"event_type": MEMBER}, 1),
        ({"site": "outlet"}, 1),
        ({"event_type": ORDER, "site": "outlet"}, 0),
        ({"q": "entity-1"}, 1),
        ({"q": "event-1"}, 1),
        ({"q": "entity"}, 0),
        ({"q": "ada@example.com"}, 0),
    ],
    ids=str,
)
def test_what_is_asked_for_is_found(
    query: dict[str, str], count: int, admin: Client, new_event: NewEvent, settings: Any
) -> None:
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": {"outlet": {"CLIENT_ID": "x"}}}
    new_event()
    new_event(event_type=MEMBER, site="outlet")
    new_event(state=State.COMPLETED)

    assert len(listed(admin, EVENTS, **query)) == count


@pytest.mark.parametrize("lookup", ["payload__contains", "key__startswith", "lease__isnull"])
def test_what_no_page_shows_cannot_be_asked_for(
    lookup: str, admin: Client, new_event: NewEvent
) -> None:
    new_event()

    assert admin.get(EVENTS, {lookup: "a"}).status_code == 400


def test_personal_data_is_for_whoever_asks_and_may_see_it(
    log_in_as: LogInAs, new_event: NewEvent, told: Told
) -> None:
    row = new_event()
    others = log_in_as("view_eventdelivery", "change_eventdelivery")
    trusted = log_in_as("view_eventdelivery", "view_event_payload")

    for masked in (
        text_of(others.get(page_of(row))),
        text_of(others.get(page_of(row), {"unmasked": ""})),
        text_of(trusted.get(page_of(row))),
    ):
        assert f'"entityId": "{ID}"' in masked
        assert '"email": "•••"' in masked
        assert "ada@example.com" not in masked
        assert "Åsa" not in masked
    assert "?unmasked" not in others.get(page_of(row)).content.decode()
    assert told() == []

    [way] = re.findall(r'href="(\?unmasked)"', trusted.get(page_of(row)).content.decode())
    plain = text_of(trusted.get(page_of(row) + way))

    assert '"email": "ada@example.com"' in plain
    assert "<b>& Åsa" in plain
    [line] = told()
    user = User.objects.get(pk=trusted.session["_auth_user_id"])
    facts = f"site=default delivery={row.pk} type={ORDER} by={user.pk}"
    assert line == f"payload_shown {facts}"


def test_what_was_wiped_cannot_be_asked_for(admin: Client, new_event: NewEvent, told: Told) -> None:
    row = new_event(payload="")

    assert "?unmasked" not in admin.get(page_of(row)).content.decode()
    assert "was wiped" in text_of(admin.get(page_of(row), {"unmasked": ""}))
    assert told() == []


def test_it_leads_to_the_member_that_it_is_about(
    log_in_as: LogInAs, new_event: NewEvent, new_member: NewMember
) -> None:
    ada = new_member(member_id=ID)
    new_member("Ben", member_id=ID.replace("6", "7"), site="outlet")
    staff = log_in_as("view_eventdelivery")
    row = new_event(entity_id=ID)

    page = staff.get(page_of(row)).content.decode()

    assert f'<a href="{page_of(ada)}"><code class="wix-id">{ID}</code></a>' in page
    assert "Ada" not in text_of(staff.get(page_of(row)))
    for other in ({"entity_id": ID, "site": "outlet"}, {"entity_id": ID[:-1]}, {"entity_id": ""}):
        page = staff.get(page_of(new_event(**other))).content.decode()
        assert "/wixmember/" not in page.split('id="content-main"')[1]


@pytest.mark.parametrize(
    ("identity", "shown"),
    [
        ({"identityType": "MEMBER", "memberId": ID}, f"member {ID}"),
        ({"identityType": "APP", "appId": ID}, f"app {ID}"),
        ({"identityType": "WIX_USER", "wixUserId": "ada@example.com"}, "dashboard user •••"),
        ({"identityType": "ANONYMOUS_VISITOR"}, "visitor"),
        ({"identityType": "SOMEBODY"}, "-"),
        (None, "-"),
    ],
    ids=str,
)
def test_it_says_who_did_it(
    identity: Any,
    shown: str,
    log_in_as: LogInAs,
    new_event: NewEvent,
    new_member: NewMember,
) -> None:
    ada = new_member(member_id=ID)
    row = new_event(payload=json.dumps({"data": {}, "identity": identity}))

    answer = log_in_as("view_eventdelivery").get(page_of(row))

    assert f"Who did it: {shown} Event id:" in text_of(answer)
    assert (page_of(ada) in answer.content.decode()) == shown.startswith("member")


def test_seeing_data_is_no_permission_to_see_the_page(
    log_in_as: LogInAs, new_event: NewEvent
) -> None:
    assert log_in_as("view_event_payload").get(page_of(new_event())).status_code == 403


def test_a_huge_event_is_a_page_all_the_same(admin: Client, new_event: NewEvent) -> None:
    row = new_event(payload=json.dumps({"data": {"text": "x" * 900_000 + "the end"}}))

    page = text_of(admin.get(page_of(row), {"unmasked": ""}))

    assert re.search(r"… and 8\d\d,\d{3} characters more", page)
    assert "the end" not in page


def test_the_whole_error_is_on_the_page(admin: Client, new_event: NewEvent) -> None:
    row = new_event(last_error="shop.f: KeyError, line 7", done="shop.g\nshop.h")

    page = text_of(admin.get(page_of(row)))

    assert "shop.f: KeyError, line 7" in page
    assert "shop.g shop.h" in page


def test_what_was_wiped_is_said_so_and_not_handled_again(
    admin: Client, new_event: NewEvent, heard: list[Event], act: Any
) -> None:
    row = new_event(payload="")

    assert "What it said was wiped." in text_of(admin.get(page_of(row)))
    assert "Replay" not in admin.get(page_of(row)).content.decode()
    act(admin, row, post="yes")
    row.refresh_from_db()
    assert (row.state, heard) == (State.PARKED, [])


def test_replaying_asks_first_and_says_what_it_means(
    admin: Client, new_event: NewEvent, heard: list[Event], act: Any
) -> None:
    rows = [new_event(), new_event(event_type=MEMBER), new_event(state=State.RUNNING)]

    page = text_of(act(admin, *rows))

    assert "Are you sure that 2 events are to be handled once more?" in page
    assert "such as an e-mail" in page
    assert f"{ORDER} : 1" in page
    assert f"{MEMBER} : 1" in page
    assert "1 event is being handled, or was wiped, and is skipped." in page
    assert heard == []


def test_the_button_on_the_page_replays_what_failed(
    admin: Client, new_event: NewEvent, heard: list[Event], act: Any
) -> None:
    row, other = new_event(tries=8, last_error="f: KeyError"), new_event()
    assert '<button type="submit" name="action" value="replay_events">' in (
        admin.get(page_of(row)).content.decode()
    )

    page = act(admin, row, _from_page="1").content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    answer = act(admin, row, **{name: fields[name] for name in ("post", "_from_page")})

    assert answer["Location"] == page_of(row)
    assert said(admin, answer) == ["success: 1 event was handled once more."]
    assert [event.delivery_id for event in heard] == [row.pk]
    row.refresh_from_db()
    assert (row.state, row.tries, row.last_error) == (State.COMPLETED, 1, "")
    assert EventDelivery.objects.get(pk=other.pk).state == State.PARKED
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (str(row.pk), "Replayed.")


def test_what_fails_again_is_told(
    admin: Client, new_event: NewEvent, heard: list[Event], act: Any
) -> None:
    answer = act(admin, new_event(), new_event(entity_id="fails"), post="yes")

    assert said(admin, answer) == [
        "success: 1 event was handled once more.",
        "warning: 1 event is waiting to be handled, or to be tried again.",
    ]


def test_without_a_queue_the_command_does_it(
    admin: Client, new_event: NewEvent, heard: list[Event], act: Any, settings: Any
) -> None:
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": ""}

    answer = act(admin, new_event(), post="yes")

    assert heard == []
    assert "waiting to be handled" in said(admin, answer)[0]


def test_too_many_are_for_the_command(
    admin: Client, new_event: NewEvent, heard: list[Event], act: Any
) -> None:
    row = new_event()
    row.pk = None
    EventDelivery.objects.bulk_create(
        EventDelivery(key=str(number), event_type=ORDER, received_at=row.received_at, payload="{}")
        for number in range(MOST)
    )

    answer = act(admin, row, post="yes", select_across="1", _selected_action="1")

    assert "At most 500 at once: use manage.py wix_replay_events" in said(admin, answer)[0]
    assert heard == []


def test_whoever_may_only_look_cannot_replay(
    log_in_as: LogInAs, new_event: NewEvent, heard: list[Event], act: Any
) -> None:
    row, viewer = new_event(), log_in_as("view_eventdelivery", "view_event_payload")

    act(viewer, row, post="yes")

    assert heard == []
    page = viewer.get(page_of(row)).content.decode().split('id="content-main"')[1]
    assert "<button" not in page
    assert 'type="submit"' not in page


def test_nobody_adds_changes_or_deletes(admin: Client, new_event: NewEvent) -> None:
    row = new_event()

    for path in (f"{EVENTS}add/", f"{EVENTS}{row.pk}/delete/"):
        assert admin.post(path, {"post": "yes"}).status_code == 403
    assert admin.post(page_of(row), {"state": "completed"}).status_code == 403
    assert EventDelivery.objects.get() == row


@pytest.mark.parametrize("query", [{}, {"state__exact": "parked", "q": "entity-1"}], ids=str)
def test_the_list_costs_the_same_for_any_number(
    query: dict[str, str], log_in_as: LogInAs, new_event: NewEvent
) -> None:
    staff = log_in_as("view_eventdelivery", "change_eventdelivery")
    for _ in range(2):
        new_event()
    few = queries(staff, query)
    for number in range(40):
        new_event(event_type=f"wix.a.v1.b_{number}", site=f"site-{number}")

    many = queries(staff, query)

    assert len(many) == len(few)
    assert len(many) <= 10
    assert not any("payload" in sql.split("FROM")[0] for sql in many)


def queries(client: Client, query: dict[str, str]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(EVENTS, query).status_code == 200
    return [one["sql"] for one in captured]
