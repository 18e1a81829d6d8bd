"""
The services of the studio: what can be booked.

Follows Services V2, ``/docs/api-reference/business-solutions/bookings/services/services-v2/``
(service object, query, search, get, count), and Categories V2 beside it. A query answers hidden
services too: to leave them out is the site's filter. There is no way to get one by its slug but a
filter on ``mainSlug.name``.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.bookings import service_json
from wix_headless.sandbox.bookings.timetable import Service
from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import arguments, state

area = Blueprint("services", __name__)

CONDITIONAL = (
    "STAFF_MEMBER_DETAILS",
    "RESOURCE_TYPE_DETAILS",
    "DISCOUNT_INFO_DETAILS",
    "RESOURCE_DETAILS",
)
SCHEMA = query.Schema(
    filters={
        "id": query.ID,
        "name": query.TEXT,
        "type": query.ID,
        "appId": query.ID,
        "hidden": query.BOOL,
        "sortOrder": query.MONEY,
        "category.id": query.ID,
        "category.name": query.TEXT,
        "mainSlug.name": query.TEXT,
        "onlineBooking.enabled": query.BOOL,
        "payment.rateType": query.ID,
        "schedule.id": query.ID,
        "staffMemberIds": query.TEXTS,
        "createdDate": query.DATE,
        "updatedDate": query.DATE,
    },
    sorts=("name", "type", "sortOrder", "category.name", "createdDate", "updatedDate"),
    default_sort=("sortOrder", "ASC"),
)
CATEGORIES = query.Schema(filters={"id": query.ID, "name": query.TEXT}, sorts=("name", "sortOrder"))


@area.route("/bookings/v2/services/query", methods=["GET", "POST"])
@area.route("/_api/bookings/v2/services/query", methods=["GET", "POST"])
def query_services() -> Json:
    """Answer a query, page by page by offset."""
    asked = arguments()
    shown = _conditional(asked)
    found = query.select(_everything(state()), asked.sub("query"), SCHEMA)
    part, metadata = paging.offset_page(found, asked.sub("query"))
    return {"services": [_show(one, shown) for one in part], "pagingMetadata": metadata}


@area.route("/bookings/v2/services/search", methods=["GET", "POST"])
@area.route("/_api/bookings/v2/services/search", methods=["GET", "POST"])
def search_services() -> Json:
    """Answer a search, page by page by cursor."""
    asked = arguments()
    shown, search = _conditional(asked), asked.sub("search")
    search.refuse("aggregations")
    part, metadata = paging.cursor_page(_everything(state()), search, SCHEMA, narrow=_spoken)
    return {"services": [_show(one, shown) for one in part], "pagingMetadata": metadata}


@area.route("/bookings/v2/services/count", methods=["GET", "POST"])
@area.route("/_api/bookings/v2/services/count", methods=["GET", "POST"])
def count_services() -> Json:
    """Count what a filter lets through."""
    return {"count": len(query.select(_everything(state()), arguments(), SCHEMA))}


@area.get("/bookings/v2/services/<id>")
@area.get("/_api/bookings/v2/services/<id>")
def get_service(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a service by its id."""
    return {"service": service_json.render(state(), find(state(), id))}


@area.route("/bookings/v2/categories/query", methods=["GET", "POST"])
def query_categories() -> Json:
    """Answer the categories that services are in."""
    known = {one.category: one for one in state().services.values()}
    everything = [service_json.category(one) for one in known.values()]
    part, metadata = paging.cursor_page(everything, arguments().sub("query"), CATEGORIES)
    return {"categories": part, "pagingMetadata": metadata}


def find(memory: State, service_id: str) -> Service:
    """Return a service by its id, or raise Wix's 404."""
    service = memory.services.get(service_id)
    if service is None:
        raise WixError(404, f"Service {service_id} was not found.", code="SERVICE_NOT_FOUND")
    return service


def _conditional(asked: Fields) -> set[str]:
    return set(asked.texts("conditionalFields", allowed=CONDITIONAL))


def _everything(memory: State) -> list[Json]:
    return [service_json.render(memory, service) for service in memory.services.values()]


def _show(rendered: Json, shown: set[str]) -> Json:
    if "STAFF_MEMBER_DETAILS" not in shown:
        return rendered
    staff = state().services[rendered["id"]].staff
    people = [{"staffMemberId": one.id, "name": one.name} for one in staff]
    return rendered | {"staffMemberDetails": {"staffMembers": people}}


def _spoken(found: list[Json], asked: Fields) -> list[Json]:
    words = asked.sub("search").text("expression", longest=100).casefold()
    return [
        one for one in found if any(words in one[n].casefold() for n in ("name", "description"))
    ]
