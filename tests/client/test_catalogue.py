from __future__ import annotations

import json
import subprocess
import sys

import pytest

from wix_headless.client.catalogue import Catalogue, catalogue
from wix_headless.client.catalogue.method import Deprecation, parse_method
from wix_headless.exceptions import UnknownNameError
from wix_headless.protocol.paging import Paging

SHIPPED = [
    "auth_management.o_auth_apps",
    "blog.categories",
    "blog.posts",
    "blog.tags",
    "bookings.availability_time_slots",
    "bookings.bookings",
    "bookings.event_time_slots",
    "bookings.services",
    "business_tools.site_properties",
    "categories.categories",
    "crm.contacts",
    "data.items",
    "ecom.cart_v2",
    "ecom.checkout",
    "ecom.current_cart_v2",
    "ecom.orders",
    "members.members",
    "redirects.redirects",
    "stores.catalog_versioning",
    "stores.products_v3",
]


def write(folder, packages):
    index = {"date": "2026-01-31", "packages": dict.fromkeys(packages, "1.0.0")}
    (folder / "_index.json").write_text(json.dumps(index))
    for name, namespaces in packages.items():
        data = {"package": f"@wix/{name}", "version": "1.0.0", "namespaces": namespaces}
        (folder / f"{name}.json").write_text(json.dumps(data))
    return Catalogue(folder)


def test_the_shipped_namespaces_are_there():
    found = [
        f"{package}.{namespace}"
        for package in catalogue.package_names
        for namespace in catalogue.find_package(package).namespace_names
    ]

    assert found == SHIPPED


def test_every_shipped_method_can_be_read():
    for place in SHIPPED:
        package, namespace = place.split(".")
        found = catalogue.find_package(package).find_namespace(namespace)
        for name in found.method_names:
            method = found.find_method(name)
            assert method.path.startswith("/")
            assert catalogue.find_method(method.dotted_name) is method


def test_importing_the_client_reads_no_data():
    program = """
import builtins, pathlib, sys
def refuse(self, *args, **kwargs): raise AssertionError(f"{self} was read")
pathlib.Path.read_bytes = pathlib.Path.read_text = refuse
import wix_headless.client.proxies
from wix_headless.client.catalogue import catalogue
pathlib.Path.read_bytes = lambda self: (print(self.name), open(self, "rb").read())[1]
catalogue.find_package("members").find_namespace("members")
"""

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["_index.json", "members.json"]


def test_a_method_knows_what_a_call_takes():
    method = catalogue.find_method("members.members.update_member")

    assert (method.verb, method.path) == ("PATCH", "/members/v1/members/{member.id}")
    assert method.path_parameters == ("member.id",)
    assert method.js_name == "updateMember"
    assert method.dotted_name == "members.update_member"
    assert method.permissions == ("MEMBERS.MEMBER_UPDATE",)
    assert not method.is_read
    assert hash(method) == hash("members.update_member")


def test_a_method_survives_being_compared_but_not_changed():
    method = catalogue.find_method("ecom.orders.get_order")

    with pytest.raises(AttributeError):
        method.path = "/elsewhere"


def test_package_and_namespace_of_one_name_need_be_said_only_once():
    said_once = catalogue.find_method("redirects.create_redirect_session")

    assert said_once is catalogue.find_method("redirects.redirects.create_redirect_session")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("stors.products_v3.get_product", "no package 'stors': did you mean 'stores'?"),
        (
            "ecom.current_cart.get_current_cart",
            "ecom has no namespace 'current_cart': did you mean 'current_cart_v2'?",
        ),
        (
            "ecom.orders.get_ordr",
            "ecom.orders has no method 'get_ordr': did you mean 'get_order'",
        ),
        ("members.membrs.get_member", "did you mean 'members'"),
        ("members.get_membr", "members has no method 'get_membr': did you mean 'get_member'"),
        ("ecom.orders", "ecom.orders has no method 'orders'"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_right_one(name, message):
    with pytest.raises(UnknownNameError) as caught:
        catalogue.find_method(name)

    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["", ".", "members", "members.", "..", "_index", "../ecom.x.y"])
def test_no_name_leads_to_a_file_that_is_not_a_package(name):
    with pytest.raises(UnknownNameError):
        catalogue.find_method(name)


@pytest.mark.parametrize(
    ("http", "name", "is_read"),
    [
        ("GET /members/v1/members/my", "getCurrentMember", True),
        ("GET /v1/things", "listThings", True),
        ("POST /ecom/v1/orders/search", "searchOrders", True),
        ("POST /v1/things/query", "queryThings", True),
        ("POST /v1/fulfillments/list-by-ids", "listFulfillmentsForMultipleOrders", True),
        ("POST /v1/things/count", "countThings", True),
        # GETs that write, and POSTs that only look like reads.
        ("GET /v2/carts/handle-async-checkout-completion", "handleAsyncCheckoutCompletion", False),
        ("POST /stores/v3/brands/get-or-create", "getOrCreateBrand", False),
        ("POST /inbox/v2/conversations", "getOrCreateConversation", False),
        ("POST /apps/v1/checkout", "getUrl", False),
        ("POST /v1/things/search", "updateThings", False),
        ("DELETE /v1/things/{id}", "getThing", False),
    ],
)
def test_only_what_surely_changes_nothing_is_a_read(http, name, is_read):
    assert parse_method("package", "namespace", name, {"http": http}).is_read is is_read


def test_everything_an_entry_can_say_is_understood():
    method = parse_method(
        "package",
        "namespace",
        "listThings",
        {
            "http": "GET /v1/things",
            "fields": {"from": "Date", "fields": "FieldMask"},
            "fallback": "POST /v1/things/list",
            "complex": True,
            "caller": True,
            "unmapped": True,
            "handwritten": True,
            "paging": {"cursor": "paging", "metadata": "metadata", "items": "things"},
            "permissions": ["THINGS.READ"],
            "deprecated": {"replaced_by": "a.b.c", "removal": "2027-02-01"},
        },
    )

    assert method.wire_names["from_"] == method.wire_names["from"] == "from"
    assert method.masks == ("fields",)
    assert method.fallback == ("POST", "/v1/things/list")
    assert method.is_complex
    assert method.is_about_caller
    assert method.is_unmapped
    assert method.is_handwritten
    assert method.paging == Paging(cursor="paging", metadata="metadata", items="things")
    assert method.deprecation == Deprecation(replaced_by="a.b.c", removal="2027-02-01")


def test_a_namespace_hides_a_method_of_the_package_of_the_same_name(tmp_path):
    get = {"http": "GET /v1/x"}
    own = write(
        tmp_path, {"members": {"members": {"badges": get, "getMember": get}, "badges": {"a": get}}}
    )

    package = own.find_package("members")

    assert package.own_namespace is not None
    assert package.own_namespace.has_method("badges")
    assert package.find_namespace("badges").method_names == ["a"]
    assert own.date == "2026-01-31"
    assert package.version == "1.0.0"


def test_methods_about_the_caller_are_marked():
    marked = [
        catalogue.find_method(f"{place}.{name}").dotted_name
        for place in SHIPPED
        for name in catalogue.find_package(place.partition(".")[0])
        .find_namespace(place.partition(".")[2])
        .method_names
        if catalogue.find_method(f"{place}.{name}").is_about_caller
    ]

    assert "members.get_current_member" in marked
    assert "members.join_community" in marked
    assert "members.get_member" not in marked
    assert "ecom.cart_v2.get_cart" not in marked
    current_cart = [name for name in marked if name.startswith("ecom.current_cart_v2.")]
    assert len(current_cart) == 18
    assert len(marked) == 18 + 5
