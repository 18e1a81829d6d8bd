"""
The site itself: its properties, and the app's instance on it.

Follows the Site Properties API, ``/docs/api-reference/business-management/site-properties/``, and
"Get App Instance". Both are the app's: a visitor gets a 403 that names ``site-settings.view``.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox import identity
from wix_headless.sandbox.app_instances import installations
from wix_headless.sandbox.errors import ValidationError
from wix_headless.sandbox.models import Installation, Json
from wix_headless.sandbox.site.place import ADDRESS, ZONE_NAME
from wix_headless.sandbox.wire import money
from wix_headless.sandbox.wire.incoming import query, state

area = Blueprint("site", __name__)

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
    memory, here = state(), _installation()
    instance: Json = {
        "instanceId": here.instance_id,
        "appName": "Headless client",
        "appVersion": "1.0.0",
        "isFree": not here.plan,
        "permissions": sorted(memory.app_permissions),
    }
    if here.plan:
        instance["billing"] = {"packageName": here.plan, "billingCycle": "MONTHLY"}
    return {
        "instance": instance,
        "site": {
            "siteId": here.site_id,
            "siteDisplayName": here.site_name or memory.shop_name,
            "locale": "en",
            "paymentCurrency": money.CURRENCY,
            "url": here.site_url or memory.origin,
        },
    }


def _installation() -> Installation:
    """Return the installation that is asked about; the site's own, for an API key."""
    memory = state()
    found = installations.of_grant(memory, identity.caller().grant)
    return found or memory.own_installation()


def _properties() -> Json:
    name = _installation().site_name or state().shop_name
    return {
        "categories": {"primary": "arts_crafts_store", "secondary": []},
        "locale": {"languageCode": "en", "country": "US"},
        "language": "en",
        "paymentCurrency": money.CURRENCY,
        "timeZone": ZONE_NAME,
        "email": "hello@kilnandquill.example",
        "phone": "+1 207 555 0100",
        "address": ADDRESS,
        "siteDisplayName": name,
        "businessName": name,
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
