"""Bookings: services, the times that are free, a place in one of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.conformance.ours.stage import Flow, Stage
from wix_headless.client import WixClient

ZONE = "America/New_York"
GUEST = {"firstName": "Gerd", "lastName": "Guest", "email": "guest@example.com"}
CALLBACKS = {
    "postFlowUrl": "http://testserver/done/",
    "thankYouPageUrl": "http://testserver/thank-you/",
}


def fortnight(stage: Stage) -> dict[str, str]:
    """Return a fortnight from the day on, as queries for times name it."""
    return {
        "fromLocalDate": f"{stage.day}T00:00:00",
        "toLocalDate": f"{stage.day + timedelta(days=14)}T00:00:00",
        "timeZone": ZONE,
    }


def find_service(client: WixClient, name: str) -> dict[str, Any]:
    answer = client.bookings.services.query_services(query={"filter": {"name": name}})
    service: dict[str, Any] = answer["services"][0]
    return service


def find_slots(stage: Stage, client: WixClient, limit: int) -> dict[str, Any]:
    service = find_service(client, "Private Studio Hour")
    paging = {"bookable": True, "cursorPaging": {"limit": limit}}
    return {"serviceId": service["id"], **fortnight(stage), **paging}


def find_free_hour(stage: Stage) -> dict[str, Any]:
    """Return the first free hour in the studio."""
    client = stage.visitor()
    asked = find_slots(stage, client, 1)
    answer = client.bookings.availability_time_slots.list_availability_time_slots(**asked)
    slot: dict[str, Any] = answer["timeSlots"][0]
    return slot


def build_booking(hour: dict[str, Any]) -> dict[str, Any]:
    """Return a booking of a time slot, as one is asked for."""
    slot = {
        "serviceId": hour["serviceId"],
        "scheduleId": hour["scheduleId"],
        "startDate": hour["localStartDate"],
        "endDate": hour["localEndDate"],
        "timezone": ZONE,
        "location": {"locationType": "OWNER_BUSINESS"},
    }
    return {"bookedEntity": {"slot": slot}, "contactDetails": GUEST, "totalParticipants": 1}


def services_are_walked_through_page_by_page(stage: Stage) -> None:
    client = stage.visitor()
    query = {"filter": {"hidden": False}, "paging": {"limit": 3, "offset": 0}}
    pages = client.bookings.services.query_services.pages(query=query)

    with stage.step("services"):
        first = next(pages)
    with stage.step("more services"):
        next(pages)
    with stage.step("one service"):
        client.bookings.services.get_service(first["services"][0]["id"])


def a_service_has_times(stage: Stage) -> None:
    client = stage.visitor()
    slots = client.bookings.availability_time_slots.list_availability_time_slots
    pages = slots.pages(**find_slots(stage, client, 2))

    with stage.step("times"):
        next(pages)
    with stage.step("more times"):
        next(pages)


def a_time_can_be_looked_at_once_more(stage: Stage) -> None:
    client, hour = stage.visitor(), find_free_hour(stage)

    with stage.step("one time"):
        client.bookings.availability_time_slots.get_availability_time_slot(
            service_id=hour["serviceId"],
            local_start_date=hour["localStartDate"],
            local_end_date=hour["localEndDate"],
            time_zone=ZONE,
            location={"locationType": "BUSINESS"},
        )


def a_class_has_sessions(stage: Stage) -> None:
    client = stage.visitor()
    service = find_service(client, "Wheel-Throwing Taster")

    with stage.step("sessions"):
        client.bookings.event_time_slots.list_event_time_slots(
            **fortnight(stage), service_ids=[service["id"]]
        )


def a_visitor_books_and_the_app_confirms(stage: Stage) -> None:
    visitor, app, hour = stage.visitor(), stage.app(), find_free_hour(stage)

    with stage.step("book"):
        booking = visitor.bookings.create_booking(booking=build_booking(hour))["booking"]

    fields = {
        "revision": booking["revision"],
        "participant_notification": {"notifyParticipants": False},
    }
    with stage.refused("a visitor confirms", 403):
        visitor.bookings.confirm_booking(booking["id"], **fields)
    with stage.step("the app confirms"):
        app.bookings.confirm_booking(booking["id"], **fields)


def who_booked_may_cancel_and_nobody_else(stage: Stage) -> None:
    ada, ben, hour = stage.member(), stage.member("ben@example.com"), find_free_hour(stage)
    booking = ada.bookings.create_booking(booking=build_booking(hour))["booking"]

    with stage.refused("another cancels", 404):
        ben.bookings.cancel_booking(booking["id"], revision=booking["revision"])
    with stage.step("cancel"):
        ada.bookings.cancel_booking(booking["id"], revision=booking["revision"])


def only_the_business_may_override_its_rules(stage: Stage) -> None:
    visitor, hour = stage.visitor(), find_free_hour(stage)
    settings = {"skipBusinessConfirmation": True}

    with stage.refused("override", 403):
        visitor.bookings.create_booking(booking=build_booking(hour), flow_control_settings=settings)


def a_stranger_sees_nothing_and_books_nothing(stage: Stage) -> None:
    stranger, hour = stage.impostor(), find_free_hour(stage)
    query = {"filter": {}, "paging": {"limit": 50, "offset": 0}}

    with stage.refused("a stranger looks", 401):
        stranger.bookings.services.query_services(query=query)
    with stage.refused("a stranger books", 401):
        stranger.bookings.create_booking(booking=build_booking(hour))


def a_visitor_goes_to_the_hosted_page(stage: Stage) -> None:
    visitor, hour = stage.visitor(), find_free_hour(stage)
    slot = build_booking(hour)["bookedEntity"]["slot"]

    with stage.step("to the checkout"):
        visitor.redirects.create_redirect_session(
            bookings_checkout={
                "slotAvailability": {"slot": slot, "bookable": True},
                "timezone": ZONE,
            },
            callbacks=CALLBACKS,
        )


FLOWS: list[Flow] = [
    services_are_walked_through_page_by_page,
    a_service_has_times,
    a_time_can_be_looked_at_once_more,
    a_class_has_sessions,
    a_visitor_books_and_the_app_confirms,
    who_booked_may_cancel_and_nobody_else,
    only_the_business_may_override_its_rules,
    a_stranger_sees_nothing_and_books_nothing,
    a_visitor_goes_to_the_hosted_page,
]
