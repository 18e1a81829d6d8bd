"""Views that each show one thing of the package."""

from __future__ import annotations

import asyncio

from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.views import View

from wix_headless.client import Role, Tokens, WixClient
from wix_headless.decorators import elevate, elevated, member_required
from wix_headless.exceptions import ElevationError, NotFoundError
from wix_headless.mixins import ElevatedMixin, MemberRequiredMixin
from wix_headless.sdk import members
from wix_headless.strategies import OAuthStrategy

STORES = "215238eb-22a5-4c36-9e7b-e7c08025e04e"


def untouched(request: HttpRequest) -> HttpResponse:
    return HttpResponse("untouched")


def home(request: HttpRequest) -> JsonResponse:
    products = request.wix.stores.products_v3.query_products(query={"cursorPaging": {"limit": 3}})
    return JsonResponse({"count": len(products["products"]), "role": request.wix.role})


def checkout(request: HttpRequest) -> HttpResponse:
    cart = request.wix.ecom.current_cart_v2.get_current_cart()["cart"]
    return request.wix.redirect_to(checkout_id=cart["id"], **request.GET.dict())


def role(request: HttpRequest) -> JsonResponse:
    member = request.wix.member
    return JsonResponse(
        {
            "role": request.wix.role,
            "member": member.member_id if member else None,
            "user": request.user.get_username(),
        }
    )


def add_to_cart(request: HttpRequest) -> JsonResponse:
    first = next(request.wix.stores.products_v3.query_products.items(query={}, max_items=1))
    reference = {"appId": STORES, "catalogItemId": first["id"]}
    answer = request.wix.ecom.current_cart_v2.add_line_items_to_current_cart(
        catalog_items=[{"catalogReference": reference, "quantity": 2}]
    )
    return JsonResponse({"items": len(answer["cart"]["lineItems"])})


def cart(request: HttpRequest) -> JsonResponse:
    try:
        answer = request.wix.ecom.current_cart_v2.get_current_cart()
    except NotFoundError:
        return JsonResponse({"items": 0})
    return JsonResponse({"items": len(answer["cart"]["lineItems"])})


def me(request: HttpRequest) -> JsonResponse:
    return JsonResponse(request.wix.members.get_current_member())


def me_by_import(request: HttpRequest) -> JsonResponse:
    return JsonResponse(members.get_current_member())


@member_required
def account(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"member": request.wix.member.member_id})


@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    request.user.set_password(request.POST["password"])
    request.user.save()
    update_session_auth_hash(request, request.user)
    return HttpResponse("changed")


@login_required
def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("private")


@elevated
def report(request: HttpRequest) -> JsonResponse:
    found = request.wix.elevated.members.query_members(query={}, fieldsets=["FULL"])
    again = elevate(members.query_members)(query={})
    return JsonResponse({"members": len(found["members"]), "again": len(again["members"])})


@elevated(permission="wix_headless.view_wixmember")
def permitted_report(request: HttpRequest) -> HttpResponse:
    return HttpResponse(len(request.wix.elevated.members.query_members(query={})["members"]))


@elevated(test=lambda request: request.GET.get("word") == "sesame")
def tested_report(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@elevated(public=True)
def public_report(request: HttpRequest) -> HttpResponse:
    answer = request.wix.elevated.business_tools.site_properties.get_site_properties()
    return HttpResponse(answer["properties"]["siteDisplayName"])


@elevated
def failing_report(request: HttpRequest) -> HttpResponse:
    request.wix.elevated.members.query_members(query={})
    raise RuntimeError("after the call")


@elevated(public=True)
def everything_and_fail(request: HttpRequest) -> HttpResponse:
    """Write before, between and after speaking as the member and as the app, and fail."""
    get_user_model().objects.create_user("before")
    request.wix.members.get_current_member()
    get_user_model().objects.create_user("between")
    request.wix.elevated.members.query_members(query={})
    get_user_model().objects.create_user("after")
    if "fail" in request.GET:
        raise RuntimeError("after all that")
    return HttpResponse("done")


@elevated
def nosy_report(request: HttpRequest) -> HttpResponse:
    try:
        request.wix.elevated.members.get_current_member()
    except ElevationError as error:
        return HttpResponse(str(error))
    return HttpResponse("answered")


@elevated
def still_myself(request: HttpRequest) -> JsonResponse:
    template = engines["django"].from_string("{{ request.wix.role }}")
    return JsonResponse(
        {"role": request.wix.role, "in_template": template.render({"request": request}, request)}
    )


def unmarked_report(request: HttpRequest) -> HttpResponse:
    try:
        return HttpResponse(str(request.wix.elevated))
    except ElevationError as error:
        return HttpResponse(str(error))


def unmarked_elevate(request: HttpRequest) -> HttpResponse:
    try:
        return JsonResponse(elevate(members.query_members)(query={}))
    except ElevationError as error:
        return HttpResponse(str(error))


@member_required
async def async_account(request: HttpRequest) -> JsonResponse:
    await asyncio.sleep(0)
    return JsonResponse({"role": request.wix.role})


class AccountView(MemberRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.wix.member.member_id)


class ReportView(ElevatedMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(len(request.wix.elevated.members.query_members(query={})["members"]))


class AsyncReportView(ElevatedMixin, View):
    async def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.wix.elevated.role)


def speak_for_another(request: HttpRequest) -> HttpResponse:
    ended = Tokens("ended", "", expires_at=0, role=Role.MEMBER)
    strategy = OAuthStrategy(request.wix.strategy.client_id, tokens=ended)
    return JsonResponse(WixClient(strategy).members.get_current_member())


def speak_for_member(request: HttpRequest) -> HttpResponse:
    user = get_user_model().objects.get(pk=request.GET["user"])
    client = request.wix.for_member(user)
    member = client.members.get_current_member(fieldsets=["FULL"])["member"]
    return JsonResponse({"email": member["loginEmail"], "kind": type(client).__name__})


def error(request: HttpRequest) -> HttpResponse:
    request.wix.members.get_current_member()
    raise RuntimeError("provoked")


async def async_home(request: HttpRequest) -> JsonResponse:
    query = request.awix.stores.products_v3.query_products
    products = await query(query={"cursorPaging": {"limit": 3}})
    return JsonResponse({"count": len(products["products"]), "role": request.awix.role})


async def async_crowd(request: HttpRequest) -> JsonResponse:
    query = request.awix.stores.products_v3.query_products
    pages = await asyncio.gather(*(query(query={"cursorPaging": {"limit": 3}}) for _ in range(10)))
    return JsonResponse({"pages": [len(page["products"]) for page in pages]})


async def async_add_to_cart(request: HttpRequest) -> JsonResponse:
    products = request.awix.stores.products_v3.query_products.items(query={}, max_items=1)
    items = [
        {"catalogReference": {"appId": STORES, "catalogItemId": one["id"]}, "quantity": 2}
        async for one in products
    ]
    cart = request.awix.ecom.current_cart_v2
    answer = await cart.add_line_items_to_current_cart(catalog_items=items)
    return JsonResponse({"items": len(answer["cart"]["lineItems"])})


async def async_me(request: HttpRequest) -> JsonResponse:
    if "ask" in request.GET:
        await request.awix.members.get_current_member()
    member = await request.awix.amember()
    user = await request.auser()
    return JsonResponse(
        {
            "role": request.awix.role,
            "member": member.member_id if member else None,
            "user": user.get_username(),
        }
    )


@elevated
async def async_report(request: HttpRequest) -> JsonResponse:
    found = await request.awix.elevated.members.query_members(query={}, fieldsets=["FULL"])
    again = await elevate(request.awix.members.query_members)(query={})
    counts = {"members": len(found["members"]), "again": len(again["members"])}
    return JsonResponse(counts | {"role": request.awix.role})


async def async_unmarked_report(request: HttpRequest) -> HttpResponse:
    try:
        await request.awix.elevated.members.query_members(query={})
    except ElevationError as error:
        return HttpResponse(str(error))


async def blocking(request: HttpRequest) -> JsonResponse:
    return JsonResponse(request.wix.stores.products_v3.query_products(query={}))


def cached_home(request: HttpRequest) -> JsonResponse:
    query = request.wix.cached(60).stores.products_v3.query_products
    return JsonResponse({"count": len(query(query={"cursorPaging": {"limit": 3}})["products"])})


async def async_cached(request: HttpRequest) -> JsonResponse:
    query = request.awix.cached(60).stores.products_v3.query_products
    pages = await asyncio.gather(*(query(query={"cursorPaging": {"limit": 3}}) for _ in range(5)))
    return JsonResponse({"pages": [len(page["products"]) for page in pages]})


def elsewhere(request: HttpRequest) -> JsonResponse:
    there = request.wix.using(site=request.GET["site"])
    there.stores.products_v3.query_products(query={})
    return JsonResponse({"here": request.wix.role, "there": there.role})


def my_name(request: HttpRequest) -> JsonResponse:
    """Return who Wix says this is."""
    me = request.wix.members.get_current_member()["member"]
    return JsonResponse({"name": me["profile"]["nickname"], "user": request.user.pk})


def cart_quantity(request: HttpRequest) -> JsonResponse:
    lines = request.wix.ecom.current_cart_v2.get_current_cart()["cart"]["lineItems"]
    return JsonResponse(
        {"quantity": sum(one["quantityInfo"]["requestedQuantity"] for one in lines)}
    )


@elevated
def site_report(request: HttpRequest) -> JsonResponse:
    """Return the name of the site that Wix says the app is on."""
    there = request.wix.elevated.get("/apps/v1/instance")["site"]
    return JsonResponse({"site": there["siteDisplayName"]})
