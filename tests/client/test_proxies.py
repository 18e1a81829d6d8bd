"""Packages, namespaces and methods as attributes: called, walked by pages, copied, explained."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from operator import attrgetter

import pytest
from django.template import Context, Engine

from wix_headless.client.catalogue import Catalogue
from wix_headless.client.proxies import MethodProxy, NamespaceProxy, PackageProxy
from wix_headless.exceptions import UnknownNameError


class Speaker:
    """Remembers what it was asked to send, and answers with what it was given."""

    strict_fields = True

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def send(self, request, method):
        self.sent.append((request, method))
        return self.answers.pop(0) if self.answers else {}

    def bind(self, method):
        return MethodProxy(self, method)


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def members(speaker):
    return PackageProxy(speaker, "members")


@pytest.fixture
def ecom(speaker):
    return PackageProxy(speaker, "ecom")


def test_a_call_sends_its_request_and_returns_the_answer():
    speaker = Speaker({"order": {"id": "o-1"}})

    answer = PackageProxy(speaker, "ecom").orders.get_order("o-1")

    [(request, method)] = speaker.sent
    assert answer == {"order": {"id": "o-1"}}
    assert request.path == "/ecom/v1/orders/o-1"
    assert method.dotted_name == "ecom.orders.get_order"


def test_package_and_namespace_of_one_name_are_said_once_or_twice(members, speaker):
    members.get_current_member()
    members.members.get_current_member()

    assert speaker.sent[0] == speaker.sent[1]


def test_a_namespace_comes_before_a_method_of_its_name(tmp_path, speaker):
    get = {"http": "GET /v1/x"}
    namespaces = {"members": {"badges": get, "getMember": get}, "badges": {"list": get}}
    data = {"package": "@wix/members", "version": "1", "namespaces": namespaces}
    (tmp_path / "members.json").write_text(json.dumps(data))
    (tmp_path / "_index.json").write_text('{"date": "2026-01-31", "packages": {"members": "1"}}')

    members = PackageProxy(speaker, "members", source=Catalogue(tmp_path))

    assert repr(members.badges) == "<Wix namespace members.badges>"
    assert repr(members.badges.list) == "<Wix method members.badges.list: GET /v1/x>"
    assert repr(members.get_member) == "<Wix method members.get_member: GET /v1/x>"


def test_an_unknown_package_is_refused_at_once(speaker):
    with pytest.raises(UnknownNameError, match="did you mean 'ecom'"):
        PackageProxy(speaker, "ecomm")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("curent_cart", "ecom has no namespace 'curent_cart': did you mean 'current_cart'"),
        ("orders.get_oder", "ecom.orders has no method 'get_oder': did you mean 'get_order'"),
        ("orders.getOrder", "did you mean 'get_order'?"),
    ],
)
def test_an_unknown_name_is_an_attribute_error_that_helps(ecom, path, message):
    with pytest.raises(AttributeError) as caught:
        attrgetter(path)(ecom)

    assert isinstance(caught.value, UnknownNameError)
    assert message in str(caught.value)


def test_a_member_package_suggests_namespaces_and_methods(members):
    with pytest.raises(UnknownNameError, match=r"no namespace or method 'get_membr'.*'get_member'"):
        _ = members.get_membr


@pytest.mark.parametrize("name", ["_private", "__deepcopy__", "__wrapped__", "_repr_html_"])
def test_names_with_an_underscore_are_nobodys_method(members, name):
    for proxy in (members, members.members):
        with pytest.raises(AttributeError) as caught:
            getattr(proxy, name)
        assert not isinstance(caught.value, UnknownNameError)


def test_proxies_survive_being_copied_pickled_and_inspected(members, speaker):
    for proxy in (members, members.members, members.get_member):
        assert repr(copy.copy(proxy)) == repr(proxy)
        assert repr(copy.deepcopy(proxy)) == repr(proxy)
        inspect.getmembers(proxy)
        inspect.unwrap(proxy)
    assert speaker.sent == []


def test_a_half_made_proxy_does_not_search_for_itself_forever():
    for kind in (PackageProxy, NamespaceProxy):
        with pytest.raises(AttributeError):
            _ = kind.__new__(kind)._caller


def test_a_method_can_go_to_another_process(members):
    method = members.get_member.method

    assert pickle.loads(pickle.dumps(method)) == method  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    "source",
    [
        "{{ members }}",
        "{{ members.members }}",
        "{{ members.get_current_member }}",
        "{{ members.members.get_current_member.member.id }}",
        "{% if members.get_current_member %}{% endif %}",
        "{{ members.query_members.pages }}",
        "{{ members.query_members.items }}",
        "{% for member in members.query_members.items %}{{ member }}{% endfor %}",
        "{{ members.query_members.request }}",
        "{{ members.nonsense }}",
    ],
)
def test_a_template_never_calls_wix(members, speaker, source):
    try:
        Engine().from_string(source).render(Context({"members": members}))
    except TypeError as error:  # a method that is not called can't be looped over
        assert "not iterable" in str(error)  # noqa: PT017 - the loop is one of many sources

    assert speaker.sent == []


def test_a_shell_completes_namespaces_and_methods(ecom, members):
    assert {"cart_v2", "checkout", "current_cart_v2", "orders"} <= set(dir(ecom))
    assert {"members", "get_member", "query_members"} <= set(dir(members))
    assert "get_order" in dir(ecom.orders)


def test_reprs_say_what_it_is(ecom):
    assert repr(ecom) == "<Wix package ecom>"
    assert repr(ecom.orders) == "<Wix namespace ecom.orders>"
    assert (
        repr(ecom.orders.get_order)
        == "<Wix method ecom.orders.get_order: GET /ecom/v1/orders/{id}>"
    )


def test_help_says_what_a_method_takes(members, ecom):
    text = inspect.getdoc(members.update_member)

    assert "members.update_member(member, **fields)" in text
    assert "PATCH /members/v1/members/{member.id}, updateMember in JavaScript." in text
    assert "member: Member" in text
    assert "MEMBERS.MEMBER_UPDATE" in text
    assert "can't be elevated" in inspect.getdoc(members.get_current_member)
    assert "Wix" in inspect.getdoc(ecom.checkout.create_checkout)
    assert "get_order" in inspect.getdoc(ecom.orders)
    assert "orders" in inspect.getdoc(ecom)
    assert inspect.getdoc(MethodProxy).startswith("One of Wix's methods")
    assert inspect.getdoc(PackageProxy).startswith("One of Wix's packages")


def test_a_method_can_be_spoken_by_somebody_else(members, speaker):
    other = Speaker({"members": []})

    method = members.query_members.rebind(other)
    method(query={})

    assert method.caller is other
    assert method.method is members.query_members.method
    assert speaker.sent == []
    assert len(other.sent) == 1


def test_a_request_can_be_had_without_sending_it(members, speaker):
    request = members.get_member.request("m-1")

    assert request.path == "/members/v1/members/m-1"
    assert speaker.sent == []


def test_the_speaker_says_how_strict_fields_are(members, speaker):
    with pytest.raises(TypeError, match="no field 'fieldset'"):
        members.get_current_member(fieldset=["FULL"])

    speaker.strict_fields = False
    with pytest.warns(UserWarning, match="no field 'fieldset'"):
        members.get_current_member(fieldset=["FULL"])


def page(ids, following=None):
    return {
        "orders": [{"id": number} for number in ids],
        "metadata": {"count": len(ids), "cursors": {"next": following}, "hasNext": bool(following)},
    }


def test_pages_are_fetched_when_they_are_asked_for():
    speaker = Speaker(page([1, 2], "c1"), page([3]))
    search = {"filter": {"status": "APPROVED"}, "cursorPaging": {"limit": 2}}

    pages = PackageProxy(speaker, "ecom").orders.search_orders.pages(search=search)

    assert speaker.sent == []
    assert next(pages)["orders"][0] == {"id": 1}
    assert len(speaker.sent) == 1
    assert [order["id"] for order in next(pages)["orders"]] == [3]
    assert next(pages, None) is None
    assert [request.body["search"] for request, _ in speaker.sent] == [
        search,
        {"cursorPaging": {"cursor": "c1", "limit": 2}},
    ]


def test_items_are_the_items_of_every_page():
    speaker = Speaker(page([1, 2], "c1"), page([3, 4], "c2"), page([5]))

    items = PackageProxy(speaker, "ecom").orders.search_orders.items(search={})

    assert [item["id"] for item in items] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("most", "ids", "calls"), [(0, [], 0), (2, [1, 2], 1), (3, [1, 2, 3], 2)])
def test_max_items_asks_for_no_page_too_many(most, ids, calls):
    speaker = Speaker(page([1, 2], "c1"), page([3, 4], "c2"), page([5]))

    items = PackageProxy(speaker, "ecom").orders.search_orders.items(search={}, max_items=most)

    assert [item["id"] for item in items] == ids
    assert len(speaker.sent) == calls


def test_max_items_is_no_negative_number(ecom):
    with pytest.raises(ValueError, match="max_items"):
        ecom.orders.search_orders.items(search={}, max_items=-1)


def test_a_method_that_does_not_page_says_so_at_once(members):
    with pytest.raises(TypeError, match=r"members\.get_member answers in one piece"):
        members.get_member.pages("m-1")


def test_a_method_whose_items_nobody_knows_has_pages_only(members, speaker):
    method = members.query_members.method
    without_items = copy.copy(method.paging)
    object.__setattr__(without_items, "items", "")
    changed = copy.copy(method)
    object.__setattr__(changed, "paging", without_items)

    with pytest.raises(TypeError, match=r"use \.pages\(\)"):
        MethodProxy(speaker, changed).items(query={})
    assert list(MethodProxy(speaker, changed).pages(query={})) == [{}]
