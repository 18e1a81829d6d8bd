from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from tests.sandbox.support import (
    Browser,
    Caller,
    Form,
    code_of,
    query_of,
    redirect_url,
    violation_of,
)

SERVICES = "/bookings/v2/services/query"
SLOTS = "/_api/service-availability/v2/time-slots"
BOOKINGS = "/bookings/v2/bookings"
READER = "/_api/bookings-reader/v2/extended-bookings/query"
BOOKINGS_APP = "13d21c63-b5ec-5912-8397-c3a5ddb27a97"
SITE = "http://localhost:8000"
ZONE = ZoneInfo("America/New_York")
GUEST = {"email": "guest@example.com", "first_name": "Gerd", "last_name": "Guest"}
CONTACT = {"firstName": "Gerd", "lastName": "Guest", "email": "guest@example.com"}


def service(caller: Caller, slug: str) -> dict[str, Any]:
    answer = caller.post(SERVICES, {"query": {"filter": {"mainSlug.name": slug}}})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["services"][0]
    return found


def span(days: int = 30) -> dict[str, Any]:
    """Return the dates from tomorrow on, local to the studio."""
    begin = datetime.now(ZONE).replace(tzinfo=None) + timedelta(days=2)
    end = begin + timedelta(days=days)
    return {
        "fromLocalDate": begin.isoformat(timespec="seconds"),
        "toLocalDate": end.isoformat(timespec="seconds"),
        "timeZone": "America/New_York",
    }


def appointments(caller: Caller, **changes: Any) -> list[dict[str, Any]]:
    studio = service(caller, "private-studio-hour")
    asked = {"serviceId": studio["id"], "bookable": True, "cursorPaging": {"limit": 1000}}
    answer = caller.post(SLOTS, asked | span() | changes)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["timeSlots"]
    return found


def sessions(
    caller: Caller, slug: str = "wheel-throwing-taster", **changes: Any
) -> list[dict[str, Any]]:
    asked = {"serviceIds": [service(caller, slug)["id"]], "cursorPaging": {"limit": 1000}}
    answer = caller.post(f"{SLOTS}/event", asked | span() | changes)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["timeSlots"]
    return found


def slot_of(time_slot: dict[str, Any]) -> dict[str, Any]:
    """Return a time slot as bookings name it."""
    slot = {
        "serviceId": time_slot["serviceId"],
        "startDate": time_slot["localStartDate"],
        "endDate": time_slot["localEndDate"],
        "timezone": "America/New_York",
        "location": time_slot["location"] | {"locationType": "OWNER_BUSINESS"},
    }
    if "eventInfo" in time_slot:
        return slot | {"eventId": time_slot["eventInfo"]["eventId"]}
    return slot | {"scheduleId": time_slot["scheduleId"]}


def booking_of(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["booking"]
    return found


def book(caller: Caller, time_slot: dict[str, Any], **changes: Any) -> requests.Response:
    booking = {
        "bookedEntity": {"slot": slot_of(time_slot)},
        "contactDetails": CONTACT,
        "totalParticipants": 1,
    }
    return caller.post(BOOKINGS, {"booking": booking | changes})


def confirm(app: Caller, booking: dict[str, Any]) -> requests.Response:
    path = f"{BOOKINGS}/{booking['id']}/confirm"
    return app.post(path, {"revision": booking["revision"]})


def leave_one(caller: Caller, time_slot: dict[str, Any], slug: str, taken: int) -> None:
    """Let strangers take so many spots of a slot."""
    start = {"localStartDate": time_slot["localStartDate"], "taken": taken}
    answer = caller.post(f"/_sandbox/slots/{slug}", start)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", [SERVICES, "/_api/bookings/v2/services/query"])
def test_services_are_listed_as_the_studio_orders_them(visitor: Caller, path: str) -> None:
    answer = visitor.post(path, {"query": {"filter": {"hidden": False}}}).json()

    names = [one["name"] for one in answer["services"]]
    assert names[0] == "Wheel-Throwing Taster"
    assert len(names) == 5
    assert answer["pagingMetadata"]["total"] == 5
    assert "Firing Day" not in names


def test_a_query_answers_hidden_services_too(visitor: Caller) -> None:
    answer = visitor.post(SERVICES, {"query": {}}).json()

    assert "Firing Day" in [one["name"] for one in answer["services"]]


def test_services_are_paged_by_offset(visitor: Caller) -> None:
    paging = {"limit": 2, "offset": 4}

    answer = visitor.post(SERVICES, {"query": {"paging": paging}}).json()

    assert len(answer["services"]) == 2
    metadata = {"count": 2, "offset": 4, "total": 6, "tooManyToCount": False}
    assert answer["pagingMetadata"] == metadata


def test_a_service_says_what_a_site_needs(visitor: Caller) -> None:
    taster = service(visitor, "wheel-throwing-taster")
    studio = service(visitor, "private-studio-hour")
    free = service(visitor, "glaze-consultation")

    price = {"value": "68.00", "currency": "USD", "formattedValue": "$68.00"}
    assert taster["payment"]["fixed"]["price"] == price
    assert (taster["type"], taster["defaultCapacity"]) == ("CLASS", 8)
    assert taster["bookingPolicy"]["participantsPolicy"]["maxParticipantsPerBooking"] == 4
    assert taster["schedule"]["availabilityConstraints"]["sessionDurations"] == []
    assert studio["schedule"]["availabilityConstraints"]["sessionDurations"] == [60]
    assert len(studio["staffMemberIds"]) == 2
    assert free["payment"]["rateType"] == "NO_FEE"
    picture = requests.get(taster["media"]["mainMedia"]["image"]["url"], timeout=10)
    assert picture.headers["Content-Type"].startswith("image/svg")


@pytest.mark.parametrize("base", ["/bookings/v2/services", "/_api/bookings/v2/services"])
def test_one_service_is_found_by_its_id(visitor: Caller, base: str) -> None:
    taster = service(visitor, "wheel-throwing-taster")

    assert visitor.get(f"{base}/{taster['id']}").json()["service"] == taster
    unknown = visitor.get(f"{base}/00000000-0000-4000-8000-000000000000")
    assert (unknown.status_code, code_of(unknown)) == (404, "SERVICE_NOT_FOUND")


def test_services_are_searched_and_counted(visitor: Caller) -> None:
    base = "/_api/bookings/v2/services"
    words = {"search": {"search": {"expression": "Letterpress"}}}

    found = visitor.post(f"{base}/search", words).json()["services"]
    count = visitor.post(f"{base}/count", {"filter": {"type": "CLASS"}}).json()["count"]

    assert [one["name"] for one in found] == ["Letterpress Morning"]
    assert count == 4


def test_staff_are_named_on_request(visitor: Caller) -> None:
    query = {"filter": {"mainSlug.name": "private-studio-hour"}}

    asked = {"query": query, "conditionalFields": ["STAFF_MEMBER_DETAILS"]}
    named = visitor.post(SERVICES, asked).json()["services"][0]

    people = [one["name"] for one in named["staffMemberDetails"]["staffMembers"]]
    assert people == ["Mira Solberg", "Jonas Reyes"]


def test_categories_come_from_the_services(visitor: Caller) -> None:
    answer = visitor.post("/bookings/v2/categories/query", {"query": {}}).json()

    names = {one["name"] for one in answer["categories"]}
    assert names == {"Classes", "Private time"}
    classes = next(one for one in answer["categories"] if one["name"] == "Classes")
    inside = visitor.post(SERVICES, {"query": {"filter": {"category.id": classes["id"]}}}).json()
    assert len(inside["services"]) == 4


@pytest.mark.parametrize("query", [{"filter": {"slug": "x"}}, {"sort": [{"fieldName": "price"}]}])
def test_services_know_only_their_own_fields(visitor: Caller, query: dict[str, Any]) -> None:
    assert visitor.post(SERVICES, {"query": query}).status_code == 400


def test_appointments_follow_the_week(visitor: Caller) -> None:
    found = appointments(visitor)

    starts = [datetime.fromisoformat(one["localStartDate"]) for one in found]
    assert len(starts) > 20
    assert starts == sorted(starts)
    assert {start.weekday() for start in starts} <= {1, 2, 3, 4, 5}
    assert {start.hour for start in starts} <= set(range(10, 18))
    assert all(one["bookable"] and one["remainingCapacity"] == 1 for one in found)
    assert found == appointments(visitor)  # and the week stays the same


def test_some_appointments_are_taken(visitor: Caller) -> None:
    everything = appointments(visitor, bookable=None)
    taken = appointments(visitor, bookable=False)

    assert taken
    assert len(appointments(visitor)) + len(taken) == len(everything)
    reasons = {"noRemainingCapacity": True, "violatesBookingPolicy": False}
    assert taken[0]["nonBookableReasons"] == reasons


def test_a_class_has_no_appointments(visitor: Caller) -> None:
    taster = service(visitor, "wheel-throwing-taster")

    assert appointments(visitor, serviceId=taster["id"], bookable=None) == []


def test_slots_are_told_in_the_time_of_who_asks(visitor: Caller) -> None:
    here = sessions(visitor)[0]
    begin = datetime.fromisoformat(here["localStartDate"]).replace(tzinfo=ZONE)
    there = begin.astimezone(ZoneInfo("Europe/Rome")).replace(tzinfo=None)
    dates = {
        "fromLocalDate": there.isoformat(),
        "toLocalDate": (there + timedelta(minutes=1)).isoformat(),
        "timeZone": "Europe/Rome",
    }

    found = sessions(visitor, **dates)

    assert [one["localStartDate"] for one in found] == [there.isoformat()]
    assert found[0]["eventInfo"] == here["eventInfo"]


def test_slots_are_paged_by_a_cursor_that_stands_alone(visitor: Caller) -> None:
    studio = service(visitor, "private-studio-hour")
    asked = {"serviceId": studio["id"], "bookable": True} | span()

    first = visitor.post(SLOTS, asked | {"cursorPaging": {"limit": 7}}).json()
    cursor = first["cursorPagingMetadata"]["cursors"]["next"]
    second = visitor.post(SLOTS, {"cursorPaging": {"limit": 1000, "cursor": cursor}}).json()

    assert len(first["timeSlots"]) == 7
    assert first["timeSlots"] + second["timeSlots"] == appointments(visitor)
    assert second["cursorPagingMetadata"] == {"cursors": {}, "hasNext": False}


def test_only_so_many_slots_a_day(visitor: Caller) -> None:
    days = [one["localStartDate"][:10] for one in appointments(visitor, timeSlotsPerDay=2)]

    assert max(days.count(day) for day in days) == 2


def test_staff_come_with_slots_on_request(visitor: Caller) -> None:
    studio = service(visitor, "private-studio-hour")
    mira = studio["staffMemberIds"][0]

    bare = appointments(visitor)
    named = appointments(visitor, resourceTypes=[{"resourceIds": [mira]}])

    assert bare[0]["availableResources"] == []
    assert 0 < len(named) < len(bare)
    for slot in named:
        assert mira in [one["id"] for one in slot["availableResources"][0]["resources"]]


def test_one_slot_can_be_asked_for_again(visitor: Caller) -> None:
    slot = appointments(visitor)[0]
    asked = {
        "serviceId": slot["serviceId"],
        "localStartDate": slot["localStartDate"],
        "localEndDate": slot["localEndDate"],
        "timeZone": "America/New_York",
    }

    again = visitor.post(f"{SLOTS}/get", asked).json()["timeSlot"]
    odd = visitor.post(f"{SLOTS}/get", asked | {"localEndDate": slot["localStartDate"]})

    assert again["bookable"] is True
    assert again["availableResources"][0]["resources"]
    assert (odd.status_code, code_of(odd)) == (404, "SLOT_NOT_FOUND")


def test_one_session_can_be_asked_for_again(visitor: Caller) -> None:
    session = sessions(visitor)[0]
    event_id = session["eventInfo"]["eventId"]

    assert visitor.get(f"{SLOTS}/event/{event_id}").json()["timeSlot"] == session
    for unknown in ("unknown", event_id.partition("_")[0] + "_20261118T1831"):
        assert visitor.get(f"{SLOTS}/event/{unknown}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"serviceId": "x"}, "serviceId"),
        ({"fromLocalDate": "tomorrow"}, "fromLocalDate"),
        ({"fromLocalDate": None}, "fromLocalDate"),
        ({"toLocalDate": "1999-01-01T00:00:00"}, "toLocalDate"),
        ({"cursorPaging": {"limit": 1001}}, "cursorPaging.limit"),
        ({"bookable": "yes"}, "bookable"),
    ],
)
def test_slots_say_what_is_wrong_with_the_question(
    visitor: Caller, change: dict[str, Any], field: str
) -> None:
    studio = service(visitor, "private-studio-hour")

    answer = visitor.post(SLOTS, {"serviceId": studio["id"]} | span() | change)

    assert violation_of(answer)["field"] == field


def test_a_time_zone_must_exist(visitor: Caller) -> None:
    studio = service(visitor, "private-studio-hour")

    for name in ("Mars/Olympus", "../etc/passwd", "/etc/passwd"):
        asked = {"serviceId": studio["id"]} | span() | {"timeZone": name}
        answer = visitor.post(SLOTS, asked)
        assert (answer.status_code, code_of(answer)) == (400, "INVALID_TIME_ZONE")


def test_the_clock_decides_what_is_too_late(visitor: Caller) -> None:
    session = sessions(visitor)[0]
    start = datetime.fromisoformat(session["localStartDate"]).replace(tzinfo=ZONE)
    half_an_hour_before = start - timedelta(minutes=30) - datetime.now(UTC)
    path = f"{SLOTS}/event/{session['eventInfo']['eventId']}"

    visitor.post("/_sandbox/clock", {"advance": int(half_an_hour_before.total_seconds())})
    token = visitor.post("/_sandbox/act-as", {"role": "visitor"}).json()["access_token"]
    slot = Caller(visitor.origin, token).get(path).json()["timeSlot"]

    assert slot["bookable"] is False
    assert slot["bookingPolicyViolations"]["tooLateToBook"] is True


@pytest.mark.parametrize("path", [BOOKINGS, "/_api/bookings-service/v2/bookings"])
def test_a_visitors_booking_is_created_and_holds_nothing(visitor: Caller, path: str) -> None:
    slot = appointments(visitor)[0]
    booking = {"bookedEntity": {"slot": slot_of(slot)}, "contactDetails": CONTACT}

    made = booking_of(visitor.post(path, {"booking": booking}))

    assert (made["status"], made["paymentStatus"], made["revision"]) == ("CREATED", "NOT_PAID", "1")
    assert made["bookedEntity"]["title"] == "Private Studio Hour"
    assert made["bookedEntity"]["slot"]["resource"]["name"] in ("Mira Solberg", "Jonas Reyes")
    start = datetime.fromisoformat(slot["localStartDate"]).replace(tzinfo=ZONE)
    assert datetime.fromisoformat(made["startDate"]) == start
    assert made["contactDetails"] == CONTACT
    assert appointments(visitor)[0] == slot


def test_a_confirmed_appointment_takes_its_staff(visitor: Caller, app: Caller) -> None:
    slot = next(
        one
        for one in appointments(
            visitor, includeResourceTypeIds=["1cd44cf8-756f-41c3-bd90-3e2ffcaf1155"]
        )
        if len(one["availableResources"][0]["resources"]) == 1
    )

    confirmed = booking_of(confirm(app, booking_of(book(visitor, slot))))
    late = book(visitor, slot)

    assert confirmed["status"] == "CONFIRMED"
    assert (late.status_code, code_of(late)) == (409, "SLOT_NOT_AVAILABLE")
    starts = [one["localStartDate"] for one in appointments(visitor)]
    assert slot["localStartDate"] not in starts


def test_the_last_spot_of_a_class_is_booked_once(visitor: Caller, app: Caller) -> None:
    session = sessions(visitor)[0]
    leave_one(visitor, session, "wheel-throwing-taster", 7)
    first, second = (booking_of(book(visitor, session)) for _ in range(2))

    assert confirm(app, first).status_code == 200
    refused = confirm(app, second)
    late = book(visitor, session)

    for answer in (refused, late):
        assert (answer.status_code, code_of(answer)) == (409, "SESSION_CAPACITY_EXCEEDED")
    listed = sessions(visitor, includeNonBookable=True)[0]
    assert (listed["remainingCapacity"], listed["bookable"]) == (0, False)


def test_only_the_business_may_confirm_at_once(visitor: Caller, app: Caller) -> None:
    session = next(one for one in sessions(visitor) if one["remainingCapacity"] > 1)
    body = {
        "booking": {"bookedEntity": {"slot": slot_of(session)}, "contactDetails": CONTACT},
        "flowControlSettings": {"skipBusinessConfirmation": True},
    }

    refused = visitor.post(BOOKINGS, body)
    made = booking_of(app.post(BOOKINGS, body))

    assert (refused.status_code, code_of(refused)) == (403, "UNAUTHORIZED_OPERATION")
    assert made["status"] == "CONFIRMED"
    left = visitor.get(f"{SLOTS}/event/{session['eventInfo']['eventId']}").json()["timeSlot"]
    assert left["remainingCapacity"] == session["remainingCapacity"] - 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bookedEntity": {}}, "booking.bookedEntity.slot"),
        ({"contactDetails": None}, "booking.contactDetails"),
        ({"totalParticipants": 0}, "booking.totalParticipants"),
        ({"totalParticipants": 5}, "booking.totalParticipants"),
        ({"selectedPaymentOption": "CASH"}, "booking.selectedPaymentOption"),
    ],
)
def test_a_bad_booking_names_its_field(visitor: Caller, change: dict[str, Any], field: str) -> None:
    assert violation_of(book(visitor, sessions(visitor)[0], **change))["field"] == field


def test_a_slots_place_is_no_bookings_place(visitor: Caller) -> None:
    slot = slot_of(appointments(visitor)[0])
    slot["location"]["locationType"] = "BUSINESS"  # a time slot's word

    answer = visitor.post(
        BOOKINGS, {"booking": {"bookedEntity": {"slot": slot}, "contactDetails": CONTACT}}
    )

    assert violation_of(answer)["field"].endswith("location.locationType")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"serviceId": "00000000-0000-4000-8000-000000000000"}, 404, "SERVICE_NOT_FOUND"),
        ({"startDate": "2030-01-05T03:07:00"}, 409, "SLOT_NOT_AVAILABLE"),
        ({"eventId": "unknown"}, 404, "SESSION_NOT_FOUND"),
        (
            {"resource": {"id": "00000000-0000-4000-8000-000000000000"}},
            404,
            "RESOURCE_NOT_FOUND",
        ),
    ],
)
def test_what_cannot_be_booked_is_refused_by_name(
    visitor: Caller, change: dict[str, Any], status: int, code: str
) -> None:
    slot = slot_of(appointments(visitor)[0]) | change

    answer = book(visitor, appointments(visitor)[0], bookedEntity={"slot": slot})

    assert (answer.status_code, code_of(answer)) == (status, code)


def test_bookings_are_the_bookers_and_the_apps(
    visitor: Caller, member: Caller, app: Caller
) -> None:
    made = booking_of(book(visitor, appointments(visitor)[0]))
    everything = {"query": {"cursorPaging": {"limit": 100}}}

    def ids(caller: Caller) -> list[str]:
        found = caller.post(READER, everything).json()["extendedBookings"]
        return [one["booking"]["id"] for one in found]

    assert ids(visitor) == [made["id"]]
    assert made["id"] not in ids(member)
    assert len(ids(member)) == 2  # what the seed booked for Ada
    assert len(ids(app)) == 3
    one = {"query": {"filter": {"id": made["id"]}}}
    assert app.post(READER, one).json()["extendedBookings"][0]["booking"] == made


def test_bookings_are_filtered_by_date_and_say_what_is_allowed(member: Caller) -> None:
    now = datetime.now(UTC).isoformat()
    upcoming = {"filter": {"startDate": {"$gte": now}, "status": "CONFIRMED"}}

    asked = {"query": upcoming, "withBookingAllowedActions": True}
    found = member.post(READER, asked).json()["extendedBookings"]

    titles = [one["booking"]["bookedEntity"]["title"] for one in found]
    assert titles == ["Letterpress Morning"]
    assert found[0]["allowedActions"] == {"cancel": True, "reschedule": True}


def test_cancelling_gives_the_place_back(visitor: Caller, member: Caller, app: Caller) -> None:
    session = sessions(visitor)[0]
    leave_one(visitor, session, "wheel-throwing-taster", 7)
    booking = booking_of(confirm(app, booking_of(book(visitor, session))))
    path = f"{BOOKINGS}/{booking['id']}/cancel"

    foreign = member.post(path, {"revision": booking["revision"]})
    gone = booking_of(visitor.post(path, {"revision": booking["revision"]}))
    twice = visitor.post(path, {"revision": gone["revision"]})

    assert (foreign.status_code, code_of(foreign)) == (404, "BOOKING_NOT_FOUND")
    assert gone["status"] == "CANCELED"
    assert code_of(twice) == "BOOKING_CANNOT_BE_CANCELLED"
    assert sessions(visitor)[0]["remainingCapacity"] == 1


def test_changes_need_the_revision_that_was_seen(visitor: Caller) -> None:
    booking = booking_of(book(visitor, appointments(visitor)[0]))
    path = f"{BOOKINGS}/{booking['id']}/cancel"

    missing, old = visitor.post(path, {}), visitor.post(path, {"revision": "7"})

    assert (missing.status_code, code_of(missing)) == (400, "REVISION_MISSING")
    assert (old.status_code, code_of(old)) == (409, "BOOKING_REVISION_MISMATCH")


def test_the_last_day_belongs_to_the_business(anybody: Caller, app: Caller) -> None:
    slot = appointments(app)[0]
    booking = booking_of(book(app, slot))
    start = datetime.fromisoformat(booking["startDate"])
    anybody.post(
        "/_sandbox/clock", {"advance": int((start - datetime.now(UTC)).total_seconds()) - 7200}
    )
    token = anybody.post("/_sandbox/act-as", {"role": "app"}).json()["access_token"]
    later = Caller(anybody.origin, token)
    path = f"{BOOKINGS}/{booking['id']}/cancel"

    refused = later.post(path, {"revision": "1"})
    ignored = {"revision": "1", "flowControlSettings": {"ignoreCancellationPolicy": True}}

    assert (refused.status_code, code_of(refused)) == (400, "BOOKING_POLICY_VIOLATION")
    assert booking_of(later.post(path, ignored))["status"] == "CANCELED"


def test_a_booking_moves_to_another_slot(visitor: Caller, app: Caller) -> None:
    first, second = appointments(visitor)[:2]
    booking = booking_of(confirm(app, booking_of(book(visitor, first))))
    path = f"{BOOKINGS}/{booking['id']}/reschedule"
    other = {"slot": slot_of(sessions(visitor)[0]), "revision": booking["revision"]}

    refused = visitor.post(path, other)
    moved = booking_of(
        visitor.post(path, {"slot": slot_of(second), "revision": booking["revision"]})
    )

    assert code_of(refused) == "RESCHEDULING_NOT_ALLOWED"
    start = datetime.fromisoformat(second["localStartDate"]).replace(tzinfo=ZONE)
    assert datetime.fromisoformat(moved["startDate"]) == start
    assert (moved["status"], moved["revision"]) == ("CONFIRMED", "3")


def checkout(caller: Caller, time_slot: dict[str, Any], **callbacks: str) -> str:
    intent = {
        "bookingsCheckout": {
            "timezone": "America/New_York",
            "slotAvailability": {"slot": slot_of(time_slot), "bookable": True},
        }
    }
    return redirect_url(caller, intent, **callbacks)


def test_a_guest_books_on_the_hosted_page(visitor: Caller, app: Caller, browser: Browser) -> None:
    session = sessions(visitor)[0]
    leave_one(visitor, session, "wheel-throwing-taster", 3)
    page = browser.open(checkout(visitor, session, thankYouPageUrl=f"{SITE}/thanks/?a=1"))

    told = query_of(browser.submit(page, **GUEST, participants="2"))

    assert "Wheel-Throwing Taster" in page.text
    assert "5 of 8" in page.text
    assert told.keys() == {"a", "orderId", "wixMemberLoggedIn"}
    assert told["wixMemberLoggedIn"] == "false"
    order = app.get(f"/ecom/v1/orders/{told['orderId']}").json()["order"]
    reference = order["lineItems"][0]["catalogReference"]
    assert reference["appId"] == BOOKINGS_APP
    assert order["priceSummary"]["total"]["formattedAmount"] == "$136.00"
    query = {"query": {"filter": {"id": reference["catalogItemId"]}}}
    booking = app.post(READER, query).json()["extendedBookings"][0]["booking"]
    assert (booking["status"], booking["paymentStatus"]) == ("CONFIRMED", "PAID")
    assert booking["totalParticipants"] == 2
    assert booking["contactDetails"]["email"] == "guest@example.com"
    assert sessions(visitor)[0]["remainingCapacity"] == 3


def test_the_hosted_page_knows_the_member(member: Caller, browser: Browser) -> None:
    slot = appointments(member)[0]
    url = checkout(member, slot, postFlowUrl=f"{SITE}/studio/")

    page = browser.open(url)
    thanks = browser.submit(page)

    assert Form(page.text).fields["email"] == "ada@example.com"
    assert "Log in" not in Form(page.text).links
    assert "See you soon, Ada" in thanks.text
    back = Form(thanks.text).links["Back to the site"]
    assert back == f"{SITE}/studio/?wixMemberLoggedIn=true"
    mine = member.post(READER, {"query": {"filter": {"status": "CONFIRMED"}}}).json()
    assert len(mine["extendedBookings"]) == 3


def test_a_free_service_is_booked_too(visitor: Caller, app: Caller, browser: Browser) -> None:
    consultation = service(visitor, "glaze-consultation")
    slot = appointments(visitor, serviceId=consultation["id"])[0]

    thanks = browser.submit(browser.open(checkout(visitor, slot)), **GUEST)

    assert "See you soon, Gerd" in thanks.text
    booking = app.post(READER, {"query": {}}).json()["extendedBookings"][0]["booking"]
    assert booking["paymentStatus"] == "EXEMPT"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nobody"}, "whole e-mail address"),
        ({"last_name": " "}, "last name"),
        ({"participants": "5"}, "room for 4"),
        ({"participants": "x"}, "room for 4"),
        ({"participants": "²"}, "room for 4"),
    ],
)
def test_a_booking_form_tells_what_is_missing(
    visitor: Caller, browser: Browser, change: dict[str, str], words: str
) -> None:
    session = sessions(visitor)[0]
    leave_one(visitor, session, "wheel-throwing-taster", 0)
    page = browser.open(checkout(visitor, session))

    answer = browser.submit(page, **GUEST | change)

    assert answer.status_code == 400
    assert words in answer.text
    assert sessions(visitor)[0]["remainingCapacity"] == 8


def test_two_guests_want_the_last_spot(visitor: Caller, browser: Browser) -> None:
    session = sessions(visitor)[0]
    leave_one(visitor, session, "wheel-throwing-taster", 7)
    other = Browser(browser.origin)
    callbacks = {"bookingsServiceListUrl": f"{SITE}/studio/"}
    first = browser.open(checkout(visitor, session, **callbacks))
    second = other.open(checkout(visitor, session, **callbacks))

    assert "See you soon" in browser.submit(first, **GUEST).text
    refused = other.submit(second, **GUEST)

    assert refused.status_code == 400
    assert "Somebody else was quicker" in refused.text
    assert Form(refused.text).links["Choose another time"].startswith(f"{SITE}/studio/?wix")
    again = other.open(second.url)
    assert again.status_code == 200
    assert "Somebody else was quicker" in again.text


def test_a_time_is_booked_once(visitor: Caller, browser: Browser) -> None:
    page = browser.open(checkout(visitor, appointments(visitor)[0]))
    browser.submit(page, **GUEST)

    assert "Already booked" in browser.open(page.url).text


def test_a_visitor_logs_in_while_booking(
    visitor: Caller, member: Caller, browser: Browser, ada: dict[str, str]
) -> None:
    session = sessions(visitor)[0]
    leave_one(visitor, session, "wheel-throwing-taster", 0)
    page = browser.open(checkout(visitor, session, thankYouPageUrl=f"{SITE}/thanks/"))

    form = browser.submit(browser.click(page, "Log in"), **ada)
    told = query_of(browser.submit(form))

    assert form.url == page.url
    assert Form(form.text).fields["email"] == "ada@example.com"
    assert told["wixMemberLoggedIn"] == "true"
    assert member.get(f"/ecom/v1/orders/{told['orderId']}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "bookingsCheckout.slotAvailability"),
        ({"slotAvailability": {}}, "bookingsCheckout.slotAvailability.slot"),
        (
            {"slotAvailability": {"slot": {"serviceId": "x"}}},
            "bookingsCheckout.slotAvailability.slot.serviceId",
        ),
    ],
)
def test_a_bookings_checkout_needs_a_slot(
    visitor: Caller, asked: dict[str, Any], field: str
) -> None:
    answer = visitor.post("/headless/v1/redirect-session", {"bookingsCheckout": asked})

    assert violation_of(answer)["field"] == field


def test_an_older_slot_with_offsets_books_the_same_time(visitor: Caller, browser: Browser) -> None:
    slot = slot_of(appointments(visitor)[0])
    local = datetime.fromisoformat(slot["startDate"]).replace(tzinfo=ZONE)
    slot["startDate"] = local.astimezone(UTC).isoformat().replace("+00:00", ".000Z")
    del slot["timezone"]
    intent = {"bookingsCheckout": {"slotAvailability": {"slot": slot}}}

    page = browser.open(redirect_url(visitor, intent))

    assert f"{local:%A, %B} {local.day}" in page.text


def test_a_booking_in_a_cart_is_not_emulated(visitor: Caller) -> None:
    booking = booking_of(book(visitor, appointments(visitor)[0]))
    reference = {"appId": BOOKINGS_APP, "catalogItemId": booking["id"]}

    answer = visitor.post(
        "/ecom/v2/carts/current/add-line-items",
        {"catalogItems": [{"catalogReference": reference, "quantity": 1}]},
    )

    assert answer.status_code == 501
    assert "bookings in a cart" in answer.json()["message"]
