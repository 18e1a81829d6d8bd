"""The tool that writes the catalogue's data files, and the lists that were made by eye."""

from __future__ import annotations

import gzip
import importlib
import json
from pathlib import Path

import pytest

from wix_headless.client.catalogue import Catalogue

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("build_catalogue")


@pytest.fixture
def lists(tool):
    return importlib.import_module("caller_methods")


def fact(verb="GET", path="/v1/things/{id}", **more):
    fields = {"id": "string"} if "{id}" in path else {}
    return {
        "verb": verb,
        "path": path,
        "methodFqn": "wix.things.v1.Things.GetThing",
        "payloadIn": "query" if verb in {"GET", "DELETE"} else "body",
        "pathParams": list(fields),
        "requestFields": fields,
        **more,
    }


@pytest.fixture
def judged(lists, monkeypatch):
    """Forget the methods that were judged: made-up facts have others."""
    monkeypatch.setattr(lists, "ABOUT_CALLER", {})
    monkeypatch.setattr(lists, "NOT_ABOUT_CALLER", {})
    return lists


@pytest.fixture
def build(tool, judged, monkeypatch, tmp_path):
    def build(methods, *, target="data", transforms=()):
        monkeypatch.setattr(tool, "ABOUT_CALLER", judged.ABOUT_CALLER)
        monkeypatch.setattr(tool, "NOT_ABOUT_CALLER", judged.NOT_ABOUT_CALLER)
        content = {
            "packages": {
                "@wix/my-shop": {
                    "version": "1.2.3",
                    "namespaces": {
                        "thingsV3": {"methods": methods},
                        "others": {
                            "methods": {
                                "listOthers": fact(path="/v1/others", methodFqn="Others.List")
                            }
                        },
                        "plugins": {},
                    },
                }
            },
            "transformNodes": list(transforms),
        }
        facts = tmp_path / "facts.json.gz"
        facts.write_bytes(gzip.compress(json.dumps(content).encode(), mtime=1_770_000_000))
        arguments = [str(facts), "--target", str(tmp_path / target)]
        tool.main(arguments)
        return Catalogue(tmp_path / target)

    return build


def test_facts_become_data_that_the_catalogue_reads(build):
    paging = {"style": "cursor", "cursor": "paging", "metadata": "metadata", "items": "things"}
    methods = {
        "getThing": fact(permissions=["THINGS.READ"], complexQuery=True),
        "listThings": fact(path="/v1/things", paging=paging, mapping="unmapped"),
    }

    catalogue = build(methods)

    assert catalogue.date == "2026-02-02"
    assert catalogue.package_names == ["my_shop"]
    package = catalogue.find_package("my_shop")
    assert (package.npm_name, package.version) == ("@wix/my-shop", "1.2.3")
    assert package.namespace_names == ["others", "plugins", "things_v3"]
    assert catalogue.find_method("my_shop.things_v3.get_thing").permissions == ("THINGS.READ",)
    assert catalogue.find_method("my_shop.things_v3.get_thing").is_complex
    listed = catalogue.find_method("my_shop.things_v3.list_things")
    assert listed.is_unmapped
    assert listed.paging is not None
    assert listed.paging.items == "things"


def test_a_namespace_that_has_only_events_or_plugins_is_there_and_empty(build):
    catalogue = build({"getThing": fact()})

    assert catalogue.find_package("my_shop").find_namespace("plugins").method_names == []


def test_the_same_facts_give_the_same_bytes(build, tmp_path):
    methods = {"b": fact(), "a": fact()}

    build(methods, target="one")
    build(dict(reversed(methods.items())), target="two")

    for name in ("_index.json", "my_shop.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_old_data_files_go_away(build, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "gone.json").write_text("{}")

    build({"getThing": fact()})

    assert not (tmp_path / "data" / "gone.json").exists()


def test_a_field_mask_is_a_type_of_its_own(build):
    method = fact("PATCH", requestFields={"id": "string", "fields": "string[]"})
    method["requestTransforms"] = 0

    found = build({"update": method}, transforms=[{"fields": "fieldMask"}])

    assert found.find_method("my_shop.things_v3.update").masks == ("fields",)


def test_field_masks_can_be_named_as_such(build):
    method = fact("PATCH", requestFields={"id": "string", "mask": "string[]"}, masks=["mask"])

    assert build({"update": method}).find_method("my_shop.things_v3.update").masks == ("mask",)


def write_facts(folder, **namespaces):
    packages = {"@wix/my-shop": {"version": "1.2.4", "namespaces": namespaces}}
    facts = folder / "facts.json"
    facts.write_text(json.dumps({"date": "2027-01-02", "packages": packages}))
    return str(facts)


def test_what_was_written_by_hand_is_kept_from_the_present_catalogue(build, tool, tmp_path):
    build({"getThing": fact(permissions=["THINGS.READ"])}, target="data")

    target = ["--target", str(tmp_path / "data")]
    tool.main([write_facts(tmp_path, thingsV3={"isByHand": True}), *target])

    renewed = Catalogue(tmp_path / "data")
    assert renewed.date == "2027-01-02"
    assert renewed.find_package("my_shop").version == "1.2.4"
    assert renewed.find_method("my_shop.things_v3.get_thing").permissions == ("THINGS.READ",)


def test_what_was_written_by_hand_cannot_be_kept_from_nowhere(judged, tool, monkeypatch, tmp_path):
    monkeypatch.setattr(tool, "ABOUT_CALLER", judged.ABOUT_CALLER)
    monkeypatch.setattr(tool, "NOT_ABOUT_CALLER", judged.NOT_ABOUT_CALLER)

    with pytest.raises(tool.FactsError, match="no catalogue to keep it from"):
        tool.main(
            [
                write_facts(tmp_path, items={"isByHand": True}),
                "--target",
                str(tmp_path / "data"),
            ]
        )


EVENT = {"eventType": "my.things.v1.thing_created", "domainEvent": True, "slug": "created"}
PLUGIN = {
    "componentType": "MY_THINGS",
    "methods": [
        {"name": "getThing", "path": "/v1/get-thing"},
        {"name": "_void", "path": "/v1/void"},
    ],
}
ERROR = {"applicationCode": "NO_THING", "httpCode": 404, "name": "NoThing"}


@pytest.fixture
def extend(judged, tool, monkeypatch, tmp_path):
    """Build data files of facts about events and plugins, and return those that were written."""
    monkeypatch.setattr(tool, "ABOUT_CALLER", judged.ABOUT_CALLER)
    monkeypatch.setattr(tool, "NOT_ABOUT_CALLER", judged.NOT_ABOUT_CALLER)

    def extend(**namespaces):
        target = tmp_path / "data"
        tool.main([write_facts(tmp_path, **namespaces), "--target", str(target)])
        found = (target / "_events.json", target / "_plugins.json")
        return tuple(json.loads(path.read_text()) if path.exists() else None for path in found)

    return extend


def test_events_are_known_by_their_type_where_they_were_found_first(extend):
    events, plugins = extend(
        things={"events": {"onThingCreated": EVENT | {"permissions": ["THINGS.READ"]}}},
        currentThing={"events": {"onThingCreated": EVENT | {"permissions": ["THINGS.READ"]}}},
    )

    assert plugins is None
    assert events == {
        "my.things.v1.thing_created": {
            "in": "my_shop.current_thing",
            "entity": "my.things.v1.thing",
            "slug": "created",
            "permissions": ["THINGS.READ"],
        }
    }


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ({"eventType": "ThingGone", "slug": "gone"}, {"slug": "gone"}),
        ({"eventType": "ThingGone", "deprecated": True}, {"deprecated": True}),
        (
            {"eventType": "my.thing_applied", "domainEvent": True},
            {"entity": "my.thing", "slug": "applied"},
        ),
        (
            {"eventType": "my.plan_plan_archived", "slug": "plan_archived", "domainEvent": True},
            {"entity": "my.plan", "slug": "plan_archived"},
        ),
    ],
)
def test_only_events_of_a_domain_are_about_an_entity(extend, event, found):
    events, _ = extend(things={"events": {"onIt": event}})

    assert events == {event["eventType"]: {"in": "my_shop.things", **found}}


def test_plugins_are_known_by_their_type_with_methods_and_errors(extend):
    errors = {"NoThingWixError": ERROR, "SortingErrorWixError": ERROR | {"httpCode": 400}}
    namespace = {"servicePlugins": {"provideHandlers": PLUGIN}, "errors": errors}

    events, plugins = extend(things=namespace)

    assert events is None
    assert plugins == {
        "MY_THINGS": {
            "in": "my_shop.things",
            "methods": {"getThing": "/v1/get-thing", "void": "/v1/void"},
            "errors": {
                "NoThingError": {"code": "NO_THING", "status": 404},
                "SortingError": {"code": "NO_THING", "status": 400},
            },
        }
    }


def test_facts_without_events_and_plugins_leave_those_that_are_known(extend):
    before = extend(
        things={
            "events": {"onThingCreated": EVENT},
            "servicePlugins": {"provideHandlers": PLUGIN},
        }
    )

    assert extend(things={"methods": {}}) == before
    assert None not in before


@pytest.mark.parametrize(
    ("namespaces", "message"),
    [
        (
            {
                "a": {"events": {"onIt": EVENT}},
                "b": {"events": {"onIt": EVENT | {"permissions": ["OTHER"]}}},
            },
            "thing_created is not the same in my_shop.b",
        ),
        ({"a": {"events": {"onIt": EVENT | {"slug": "gone"}}}}, "does not end in its slug 'gone'"),
        (
            {
                "a": {"servicePlugins": {"provideHandlers": PLUGIN}},
                "b": {"servicePlugins": {"provideHandlers": PLUGIN}},
            },
            "MY_THINGS is in my_shop.a and in my_shop.b",
        ),
        (
            {
                "a": {
                    "servicePlugins": {
                        "provideHandlers": PLUGIN
                        | {"methods": [{"name": n, "path": "/v1/one"} for n in ("x", "y")]}
                    }
                }
            },
            "two methods have one path",
        ),
    ],
)
def test_events_and_plugins_that_contradict_each_other_are_refused(
    extend, tool, namespaces, message
):
    with pytest.raises(tool.FactsError, match=message):
        extend(**namespaces)


def test_what_the_sdk_sends_is_a_field_even_if_its_types_forget_it(build):
    method = fact("POST", payload={"id": "$0", "$spread": "$1", "extra": "$1.extra"})

    found = build({"do": method}).find_method("my_shop.things_v3.do")

    assert list(found.fields) == ["id", "extra"]


@pytest.mark.parametrize(
    ("replaced_by", "told"),
    [
        ("wix.things.v1.Things.GetThing", "my_shop.things_v3.get_thing"),
        ("com.wixpress.things.Things.GetThing", "my_shop.things_v3.get_thing"),
        ("wix.other.Service.Call", "wix.other.Service.Call"),
    ],
)
def test_a_successor_has_our_name_if_we_have_it(build, replaced_by, told):
    old = fact(deprecated=True, replacedBy=replaced_by, removal="2027-02-01")
    methods = {"getThing": fact(), "oldThing": old | {"methodFqn": "wix.old.Old.Thing"}}

    deprecation = build(methods).find_method("my_shop.things_v3.old_thing").deprecation

    assert (deprecation.replaced_by, deprecation.removal) == (told, "2027-02-01")


def test_a_deprecation_that_says_nothing_more_is_kept(build):
    deprecation = build({"old": fact(deprecated=True)}).find_method("my_shop.things_v3.old")

    assert deprecation.deprecation is not None


@pytest.mark.parametrize(
    ("methods", "message"),
    [
        ({"a": fact("POST", payloadIn="query")}, "a POST with its payload in query"),
        ({"a": fact(pathParams=[])}, "path's parameters"),
        ({"aB": fact(), "a_b": fact()}, "'aB' and 'a_b' are the same name in Python"),
        (
            {"a": fact(fallback=[{"verb": "GET", "path": "/v1/else"}])},
            "a fallback that is not a POST goes somewhere else",
        ),
    ],
)
def test_facts_that_the_data_cannot_say_are_refused(build, tool, methods, message):
    with pytest.raises(tool.FactsError, match=message):
        build(methods)


def test_a_new_method_that_may_be_about_its_caller_must_be_judged(build, tool, judged):
    methods = {"getMyThing": fact()}

    with pytest.raises(tool.FactsError, match=r"must judge \['my_shop.things_v3.get_my_thing'\]"):
        build(methods)

    judged.NOT_ABOUT_CALLER["my_shop.things_v3.get_my_thing"] = "it is everybody's"
    assert not build(methods).find_method("my_shop.things_v3.get_my_thing").is_about_caller

    judged.ABOUT_CALLER["my_shop.things_v3.get_my_thing"] = "it is the caller's"
    assert build(methods).find_method("my_shop.things_v3.get_my_thing").is_about_caller


def test_a_judged_method_that_is_gone_must_be_forgotten(build, tool, judged):
    judged.ABOUT_CALLER["my_shop.things_v3.gone"] = "it was"

    with pytest.raises(tool.FactsError, match=r"forget \['my_shop.things_v3.gone'\]"):
        build({"getThing": fact()})


@pytest.mark.parametrize(
    ("name", "more", "hinted"),
    [
        ("a.b.get_my_thing", {}, True),
        ("a.b.get_thing", {"path": "/v1/things/my"}, True),
        ("a.b.get_thing", {"path": "/v1/coupons/redeem-my-coupon"}, True),
        ("a.b.get_thing", {"path": "/v2/member/orders"}, True),
        ("a.b.get_thing", {"methodFqn": "wix.Members.GetMyMember"}, True),
        ("a.b.get_thing", {"identities": ["MEMBER"]}, True),
        ("a.b.get_thing", {"identities": ["APP", "MEMBER"]}, False),
        ("a.b.list_currencies", {"path": "/v1/currencies"}, False),
    ],
)
def test_hints_are_taken_from_path_names_and_identities(lists, name, more, hinted):
    assert lists.is_candidate(name, fact(**more)) is hinted


def test_nothing_is_judged_twice_and_every_judgement_has_a_reason(lists):
    assert not lists.ABOUT_CALLER.keys() & lists.NOT_ABOUT_CALLER.keys()
    assert all(lists.ABOUT_CALLER.values())
    assert all(lists.NOT_ABOUT_CALLER.values())
