"""The catalogue: all of Wix's methods, read late, found by name, and what is known of each."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from wix_headless.client.catalogue import Catalogue, catalogue, loader
from wix_headless.client.catalogue.method import Deprecation, parse_method
from wix_headless.exceptions import UnknownNameError
from wix_headless.protocol.paging import METADATA_KEYS, Paging

NAMESPACES = [one for package in catalogue.packages() for one in package.namespaces()]
METHODS = [method for namespace in NAMESPACES for method in namespace.methods()]


def write(folder, packages):
    index = {"date": "2026-01-31", "packages": dict.fromkeys(packages, "1.0.0")}
    (folder / "_index.json").write_text(json.dumps(index))
    for name, namespaces in packages.items():
        data = {"package": f"@wix/{name}", "version": "1.0.0", "namespaces": namespaces}
        (folder / f"{name}.json").write_text(json.dumps(data))
    return Catalogue(folder)


def test_all_of_wixs_methods_are_there():
    assert len(catalogue.package_names) == 38
    assert len(NAMESPACES) == 350
    assert len(METHODS) == 2351


def test_every_method_can_be_read_and_found_by_its_name():
    for method in METHODS:
        assert method.path.startswith("/")
        assert catalogue.find_method(method.dotted_name) is method


def test_what_wix_has_announced_of_its_methods_is_known():
    announced = [method.deprecation for method in METHODS if method.deprecation]

    assert len(announced) == 193
    assert len([one for one in announced if "" < one.removal <= "2026-11-21"]) == 129
    assert len([method for method in METHODS if method.is_unmapped]) == 195


def test_how_wixs_methods_page_is_known():
    paging = [method for method in METHODS if method.paging]

    assert len(paging) == 321
    assert {method.paging.metadata for method in paging} == {"", *METADATA_KEYS}
    # Of these, a page that is short is the last.
    assert len([method for method in paging if not method.paging.metadata]) == 25
    # These have no .items().
    assert len([method for method in paging if not method.paging.items]) == 22
    # That is why how many items one wants is not called limit.
    assert len([method for method in paging if "limit" in method.fields]) == 10
    assert not [method for method in paging if "max_items" in method.wire_names]


def test_what_wix_wrote_by_hand_is_never_strict_about_fields():
    by_hand = [method for method in METHODS if method.is_handwritten]

    assert len(by_hand) == 30
    assert {f"{method.package}.{method.namespace}" for method in by_hand} == {"data.items"}


def test_no_method_is_hidden_behind_a_namespace_of_its_name():
    for package in catalogue.packages():
        own = package.own_namespace
        assert set(package.namespace_names) & set(own.method_names if own else ()) == set()


def test_the_first_call_of_a_package_takes_less_than_five_milliseconds():
    folder = Path(loader.__file__).parent
    biggest = max(folder.glob("[!_]*.json"), key=lambda path: path.stat().st_size).stem
    found = []
    for _ in range(9):
        started = time.process_time()
        package = Catalogue(folder).find_package(biggest)
        namespace = package.find_namespace(package.namespace_names[-1])
        namespace.find_method(namespace.method_names[-1])
        found.append(time.process_time() - started)

    # The quickest of nine says what it costs; the others, what else the machine was doing.
    assert min(found) < 0.005


def test_the_data_weighs_little_in_the_wheel():
    files = Path(loader.__file__).parent.glob("*.json")

    assert sum(len(zlib.compress(path.read_bytes())) for path in files) < 150_000


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

    done = subprocess.run(  # noqa: S603 - our own script
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
        ("stors.products_v3.get_product", "no package 'stors': did you mean 'stores'"),
        (
            "ecom.curent_cart.get_current_cart",
            "ecom has no namespace 'curent_cart': did you mean 'current_cart', 'current_cart_v2'?",
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
    marked = [method.dotted_name for method in METHODS if method.is_about_caller]

    assert "members.get_current_member" in marked
    assert "members.join_community" in marked
    assert "members.get_member" not in marked
    assert "ecom.cart_v2.get_cart" not in marked
    current_cart = [name for name in marked if name.startswith("ecom.current_cart_v2.")]
    assert len(current_cart) == 18
    assert len(marked) == 62
