"""
The site itself: its properties, and the app's instance on it.

Follows the Site Properties API, ``/docs/api-reference/business-management/site-properties/``, and
"Get App Instance". Both are the app's: a visitor gets a 403 that names ``site-settings.view``.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox import money
from wix_headless.sandbox.errors import ValidationError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.timetable import ZONE_NAME
from wix_headless.sandbox.wire import query, state

area = Blueprint("site", __name__)

ADDRESS = {
    "street": "Ropewalk Lane",
    "streetNumber": "12",
    "city": "Portland",
    "state": "ME",
    "zip": "04101",
    "country": "US",
    "googleFormattedAddress": "12 Ropewalk Lane, Portland, ME 04101, USA",
}
OPEN_DAYS = ("TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY")


@area.get("/site-properties/v4/properties")
def get_site_properties() -> Json:
    """Return all properties, or those that the field mask ``fields`` names."""
    properties = _properties()
    wanted = [name for mask in query().texts("fields") for name in mask.split(",")]
    for name in wanted:
        if name not in properties:
            raise ValidationError("fields", f"does not know {name!r}")
    if wanted:
        properties = {name: properties[name] for name in wanted}
    return {"version": "7", "properties": properties}


@area.get("/apps/v1/instance")
def get_app_instance() -> Json:
    """Return the app's instance, and the site it is installed on."""
    memory = state()
    keys = memory.credentials
    return {
        "instance": {
            "instanceId": keys.instance_id,
            "appName": "Headless client",
            "appVersion": "1.0.0",
            "isFree": True,
            "permissions": [],
        },
        "site": {
            "siteId": keys.site_id,
            "siteDisplayName": memory.shop_name,
            "locale": "en",
            "paymentCurrency": money.CURRENCY,
            "url": memory.origin,
        },
    }


def _properties() -> Json:
    memory = state()
    return {
        "categories": {"primary": "arts_crafts_store", "secondary": []},
        "locale": {"languageCode": "en", "country": "US"},
        "language": "en",
        "paymentCurrency": money.CURRENCY,
        "timeZone": ZONE_NAME,
        "email": "hello@kilnandquill.example",
        "phone": "+1 207 555 0100",
        "address": ADDRESS,
        "siteDisplayName": memory.shop_name,
        "businessName": memory.shop_name,
        "description": "Pottery and paper, made slowly, in small numbers.",
        "businessSchedule": {
            "periods": [
                {"openDay": day, "openTime": "10:00", "closeDay": day, "closeTime": "18:00"}
                for day in OPEN_DAYS
            ],
            "specialHourPeriod": [],
        },
        "multilingual": {"supportedLanguages": [], "autoRedirect": False},
    }
