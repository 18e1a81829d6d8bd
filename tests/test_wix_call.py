"""``manage.py wix_call`` against the sandbox, and what it says without any Wix."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.client.catalogue import catalogue


@pytest.fixture
def wix_call():
    """Run the command; return what it printed."""

    def run(*words):
        out, err = io.StringIO(), io.StringIO()
        call_command("wix_call", *words, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return run


@pytest.mark.django_db
def test_the_app_queries_members(sandbox, wix_call):
    out, err = wix_call("members.query_members", "--as", "app", "--json", '{"query": {}}')

    assert json.loads(out)["members"]
    assert err == ""


def test_a_visitor_is_who_speaks_unless_told(sandbox, wix_call):
    out, _ = wix_call("ecom.current_cart_v2.create_current_cart")

    assert json.loads(out)["cart"]["id"]
    [call] = sandbox.requests_to("/ecom/v2/carts")
    assert call["role"] == "visitor"


def test_the_key_speaks_as_admin(sandbox, wix_call):
    wix_call("members.query_members", "--as", "admin", "--json", '{"query": {}}')

    [call] = sandbox.requests_to("/members/v1/members/query")
    assert call["role"] == "admin"


@pytest.mark.django_db
def test_what_stands_in_the_path_comes_after_the_name(sandbox, wix_call):
    members = json.loads(wix_call("members.list_members", "--as", "app")[0])["members"]
    member = members[0]["id"]

    out, _ = wix_call("members.get_member", member, "--as", "app")

    assert json.loads(out)["member"]["id"] == member


@pytest.mark.django_db
def test_a_path_can_be_called_as_it_is(sandbox, wix_call):
    out, _ = wix_call(
        "GET", "/members/v1/members", "--as", "app", "--json", '{"fieldsets": "FULL"}'
    )
    assert "profile" in json.loads(out)["members"][0]

    out, _ = wix_call("post", "/members/v1/members/query", "--as", "app", "--json", '{"query": {}}')
    assert json.loads(out)["members"]


def test_fields_can_come_from_stdin(sandbox, wix_call, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"query": {"cursorPaging": {"limit": 1}}}'))

    out, _ = wix_call("stores.products_v3.query_products", "--json", "-")

    assert len(json.loads(out)["products"]) == 1


def test_the_language_goes_along(settings, wix_call):
    with LoopbackServer(build_answer({"products": []})) as server:
        settings.WIX_HEADLESS = {"API_URL": server.origin, "API_KEY": "key", "SITE_ID": "site"}

        wix_call("stores.products_v3.query_products", "--as", "admin", "--language", "de")

    [request] = server.requests
    assert "x-wix-linguist: de|de|" in request.lower()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["membrs.query_members"], "no package 'membrs': did you mean 'members'"),
        (["members.query_membrs"], "did you mean 'query_members'"),
        (["ecom.orders.get_order"], "needs id, not None"),
        (["ecom.orders.get_order", ".."], "can't have '..' as id"),
        (["ecom.orders.get_order", "a", "b"], "takes 1 path parameters by position (id)"),
        (["members.get_member", "x", "--json", "[1]"], "--json takes a JSON object"),
        (["members.get_member", "x", "--json", "{"], "this is none"),
        (["GET"], "GET takes one path"),
        (["GET", "https://example.com/"], "not an address"),
        (["--search", "no such thing anywhere"], "No method knows all of these words"),
        (["members.get_member", "x", "--as", "member"], "invalid choice: 'member'"),
    ],
)
def test_a_mistake_is_one_clear_line(settings, wix_call, words, told):
    settings.WIX_HEADLESS = {"CLIENT_ID": "client"}

    with pytest.raises(CommandError) as caught:
        wix_call(*words)

    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.returncode == 1


def test_what_wix_refuses_is_one_line_without_a_token(sandbox, wix_call):
    with pytest.raises(CommandError) as caught:
        wix_call("business_tools.site_properties.get_site_properties")

    assert "403" in str(caught.value)
    assert "\n" not in str(caught.value)
    for secret in (sandbox.client_secret, sandbox.api_key, "OauthNG", "JWS"):
        assert secret not in str(caught.value)


def test_a_missing_setting_is_named(settings, wix_call):
    settings.WIX_HEADLESS = {}

    with pytest.raises(CommandError, match="CLIENT_ID"):
        wix_call("ecom.current_cart_v2.get_current_cart")


def test_what_a_call_warns_of_is_told_beside_its_answer(sandbox, wix_call):
    out, err = wix_call("ecom.current_cart_v2.create_current_cart", "--json", '{"nope": 1}')

    assert json.loads(out)["cart"]
    assert "has no field 'nope' that we know of" in err


def test_what_a_call_warns_of_is_told_when_wix_refuses_it(sandbox, capsys):
    sandbox.fail("/ecom/*", status=400, body={"message": "Expected an object"})

    with pytest.raises(CommandError, match="Expected an object"):
        call_command(
            "wix_call", "ecom.current_cart_v2.create_current_cart", "--json", '{"nope": 1}'
        )

    assert "has no field 'nope' that we know of" in capsys.readouterr().err


def test_the_packages_are_listed(wix_call):
    lines = wix_call()[0].splitlines()

    assert len(lines) == 38
    assert "secrets  5 methods in 1 namespaces" in lines


def test_a_package_lists_its_namespaces(wix_call):
    lines = wix_call("ecom")[0].splitlines()

    count = len(catalogue.find_package("ecom").find_namespace("orders").method_names)
    assert f"ecom.orders  {count} methods" in lines
    assert len(lines) == len(catalogue.find_package("ecom").namespace_names)


def test_a_namespace_lists_its_methods_with_their_fields(wix_call):
    lines = wix_call("ecom.orders")[0].splitlines()

    assert "ecom.orders.get_order(id)" in lines
    assert len(lines) == len(catalogue.find_package("ecom").find_namespace("orders").method_names)


def test_a_namespace_of_events_or_plugins_says_so(wix_call):
    assert "no methods" in wix_call("ecom.shipping_rates")[0]


def test_a_method_is_explained_without_being_called(wix_call):
    out, _ = wix_call("ecom.orders.get_order", "--explain")

    assert "GET /ecom/v1/orders/{id}, getOrder in JavaScript." in out


def test_methods_are_found_by_words(wix_call):
    first, *others = wix_call("--search", "cart line item")[0].splitlines()

    assert first.startswith("ecom.current_cart_v2.add_line_items_to_current_cart(")
    assert any(line.startswith("ecom.cart_v2.add_line_items(") for line in others)


def test_a_long_list_says_how_many_more_there_are(wix_call):
    lines = wix_call("--search", "order")[0].splitlines()

    assert len(lines) == 21
    assert lines[-1].startswith("… and ")


def test_about_tells_the_day_and_what_there_is(wix_call):
    first, *packages = wix_call("--about")[0].splitlines()

    assert first == (
        f"Wix's catalogue of {catalogue.date}: 38 packages, 350 namespaces, 2351 methods."
    )
    assert len(packages) == 38
    assert packages[0].startswith("app_management  @wix/app-management 1.")
