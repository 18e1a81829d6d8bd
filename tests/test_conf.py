"""``WIX_HEADLESS``: what is refused, and in which words; what is filled in; who follows it."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest
from django.test import override_settings

from wix_headless.conf import WIX_MEDIA_URL, WixSettings, parse_settings, wix_settings
from wix_headless.crypto import generate_key
from wix_headless.exceptions import ConfigurationError
from wix_headless.tokens import Secret
from wix_headless.transport import DEFAULT_API_URL

NAMES = [known.name for known in fields(WixSettings)]
TEXTS = [known.name for known in fields(WixSettings) if type(known.default) is str]
LISTS = ["FRAME_ANCESTORS", "HOSTS", "CLIENT_PUBLIC_KEY", "ENCRYPTION_KEYS"]
SWITCHES = [
    "API_USAGE",
    "LINK_STAFF",
    "LINK_VERIFIED_EMAIL",
    "SHARE_VISITOR_READS",
    "SIGN_ON_REQUESTS",
    "STRICT_FIELDS",
]
FUNCTIONS = ["LOGIN_CAPTCHA", "LOGIN_CLIENT", "SIGN_ON_EMAIL", "SITE_RESOLVER"]
NUMBERS = ["CALLS_PER_MINUTE", "EVENT_GRACE", "EVENT_SECONDS"]
SECRETS = ["CLIENT_SECRET", "API_KEY", "ENCRYPTION_KEYS"]


def test_every_field_is_of_a_kind_that_is_tested_here():
    assert sorted(TEXTS + LISTS + SWITCHES + NUMBERS + ["SITES"]) == sorted(NAMES)


def test_every_field_is_documented():
    documented = inspect.getdoc(WixSettings)

    assert [name for name in NAMES if f"\n    {name}: " not in documented] == []


def test_an_empty_dict_has_the_defaults():
    parsed = parse_settings({})

    assert parsed == WixSettings(MEDIA_URL=WIX_MEDIA_URL)
    assert parsed.API_URL == DEFAULT_API_URL == "https://www.wixapis.com"
    assert (parsed.CLIENT_ID, parsed.ENCRYPTION_KEYS) == ("", ())
    assert not parsed.LINK_VERIFIED_EMAIL
    assert not parsed.STRICT_FIELDS


@pytest.mark.parametrize("value", [None, 7, True, b"bytes", [7], {"a": "dict"}, object()])
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_string_is_named(name, value):
    with pytest.raises(ConfigurationError, match=rf'WIX_HEADLESS\["{name}"\] has to be a string'):
        parse_settings({name: value})


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in SECRETS])
def test_only_a_secret_may_be_a_list(name):
    with pytest.raises(ConfigurationError, match="has to be a string"):
        parse_settings({name: ["list"]})


@pytest.mark.parametrize(
    ("value", "secrets"),
    [
        ("", ()),
        ("new", ("new",)),
        ("new, old", ("new", "old")),
        (" new,\n", ("new",)),
        (["new", "old"], ("new", "old")),
        (("new", ""), ("new",)),
        ([], ()),
    ],
)
@pytest.mark.parametrize(
    ("name", "one_by_one"), [("CLIENT_SECRET", "client_secrets"), ("API_KEY", "api_keys")]
)
def test_a_secret_may_be_two_while_it_is_changed(name, one_by_one, value, secrets):
    for given_value in (value, lambda: value):
        parsed = parse_settings({name: given_value})

        assert getattr(parsed, one_by_one) == secrets
        assert all(isinstance(secret, Secret) for secret in getattr(parsed, one_by_one))
        assert bool(getattr(parsed, name)) is bool(secrets)


@pytest.mark.parametrize("value", ["s-1,s-2,s-3", ["s-1", "s-2", "s-3"]])
@pytest.mark.parametrize("name", ["CLIENT_SECRET", "API_KEY"])
def test_three_of_a_secret_are_an_error_that_repeats_none(name, value):
    with pytest.raises(ConfigurationError, match=f'"{name}".*two while') as caught:
        parse_settings({name: value})

    assert "s-" not in str(caught.value)


@pytest.mark.parametrize("value", [None, 7, True, b"bytes", [7], ["a", None], {"a": "dict"}])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_none_is_named(name, value):
    with pytest.raises(ConfigurationError, match=rf'\["{name}"\] has to be a list of strings'):
        parse_settings({name: value})


@pytest.mark.parametrize("value", [None, 0, 1, "True", "", [True]])
@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_that_is_none_is_named(name, value):
    with pytest.raises(ConfigurationError, match=rf'\["{name}"\] has to be True or False'):
        parse_settings({name: value})


@pytest.mark.parametrize(
    "value", ["wixapis.com", "http://www.wixapis.com", "https://[", "https://a b"]
)
def test_an_api_url_that_is_none_is_named(value):
    with pytest.raises(ConfigurationError, match="API_URL"):
        parse_settings({"API_URL": value})


@pytest.mark.parametrize(
    "value",
    [
        "shop.example.com",
        "//shop.example.com",
        "ftp://shop.example.com",
        "https://",
        "https://shop.example.com/shop",
        "https://shop.example.com?x=1",
        "https://shop.example.com#x",
        "https://user@shop.example.com",
        "https://shop.example.com ",
        "https://[",
        "https://shop.example.com:port",
    ],
)
def test_a_public_url_that_is_no_origin_is_named(value):
    with pytest.raises(ConfigurationError, match=r'WIX_HEADLESS\["PUBLIC_URL"\] is an origin'):
        parse_settings({"PUBLIC_URL": value})


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("", ""),
        ("https://shop.example.com", "https://shop.example.com"),
        ("https://shop.example.com/", "https://shop.example.com"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_a_public_url_is_kept_without_its_slash(value, kept):
    assert kept == parse_settings({"PUBLIC_URL": value}).PUBLIC_URL


@pytest.mark.parametrize(
    ("given_name", "meant"),
    [
        ("CLIENTID", "CLIENT_ID"),
        ("WIX_CLIENT_ID", "CLIENT_ID"),
        ("client_id", "CLIENT_ID"),
        ("WIX_CLIENT_SECRET", "CLIENT_SECRET"),
        ("CLIENT_SECRETS", "CLIENT_SECRET"),
        ("INSTANCE_ID", "CLIENT_INSTANCE_ID"),
        ("ENCRYPTION_KEY", "ENCRYPTION_KEYS"),
        ("WIX_API_KEY", "API_KEY"),
        ("PUBLIC_KEY", "CLIENT_PUBLIC_KEY"),
        ("BASE_API_URL", "API_URL"),
        ("STRICT_FIELD", "STRICT_FIELDS"),
        *((f"WIX_{name}", name) for name in NAMES),
    ],
)
def test_an_unknown_key_suggests_the_right_one(given_name, meant):
    with pytest.raises(ConfigurationError) as caught:
        parse_settings({given_name: "x"})

    assert str(caught.value) == (f"WIX_HEADLESS has no key '{given_name}'. Did you mean '{meant}'?")


def test_an_unknown_key_like_nothing_gets_the_whole_list():
    with pytest.raises(ConfigurationError) as caught:
        parse_settings({"QQQQ": "x"})

    assert all(name in str(caught.value) for name in NAMES)


@pytest.mark.parametrize("key", [7, None, ("a",), b"CLIENT_ID"])
def test_a_key_that_is_no_string_is_unknown(key):
    with pytest.raises(ConfigurationError, match="has no key"):
        parse_settings({key: "x"})


@pytest.mark.parametrize("value", [None, [], "CLIENT_ID", 7, [("CLIENT_ID", "x")]])
def test_settings_are_a_dict(value):
    with pytest.raises(ConfigurationError, match="WIX_HEADLESS is a dict"):
        parse_settings(value)


@pytest.mark.parametrize("name", SECRETS)
def test_a_wrong_value_is_not_repeated(name):
    with pytest.raises(ConfigurationError) as caught:
        parse_settings({name: {"secret": "s-4711"}})

    assert "4711" not in str(caught.value)


def test_secrets_may_be_callables():
    key = generate_key()

    parsed = parse_settings(
        {
            "CLIENT_SECRET": lambda: "secret",
            "API_KEY": lambda: "key",
            "ENCRYPTION_KEYS": lambda: [key],
        }
    )

    assert (parsed.CLIENT_SECRET, parsed.API_KEY) == ("secret", "key")
    assert (key,) == parsed.ENCRYPTION_KEYS


@pytest.mark.parametrize("name", ["CLIENT_SECRET", "API_KEY"])
def test_what_a_callable_returns_is_checked(name):
    with pytest.raises(ConfigurationError, match=f'"{name}".*a string'):
        parse_settings({name: lambda: None})


@pytest.mark.parametrize("name", [name for name in NAMES if name not in [*SECRETS, *FUNCTIONS]])
def test_what_is_no_secret_is_no_callable(name):
    with pytest.raises(ConfigurationError, match=name):
        parse_settings({name: lambda: "x"})


@pytest.mark.parametrize("name", LISTS)
def test_one_string_is_a_list_of_one(name):
    assert getattr(parse_settings({name: "a"}), name) == ("a",)
    assert getattr(parse_settings({name: ("a", "", "b")}), name) == ("a", "b")
    assert getattr(parse_settings({name: ""}), name) == ()


def test_secrets_do_not_show():
    key = generate_key()
    parsed = parse_settings(
        {"CLIENT_SECRET": "s-4711", "API_KEY": "k-4712", "ENCRYPTION_KEYS": key}
    )

    shown = repr(parsed) + repr([getattr(parsed, name) for name in SECRETS])

    for secret in ("4711", "4712", str(key)):
        assert secret not in shown
    for name in SECRETS:
        value = getattr(parsed, name)
        assert all(isinstance(part, Secret) for part in ([value] if name != SECRETS[2] else value))


@pytest.mark.parametrize(
    ("given_settings", "media_url"),
    [
        ({}, WIX_MEDIA_URL),
        ({"API_URL": "https://www.wixapis.com/"}, WIX_MEDIA_URL),
        ({"API_URL": "http://127.0.0.1:8765/"}, "http://127.0.0.1:8765/media/"),
        ({"MEDIA_URL": "https://cdn.example.com/"}, "https://cdn.example.com/"),
        (
            {"API_URL": "http://127.0.0.1:8765", "MEDIA_URL": "https://cdn.example.com/"},
            "https://cdn.example.com/",
        ),
    ],
)
def test_pictures_come_from_where_the_api_is(given_settings, media_url):
    assert media_url == parse_settings(given_settings).MEDIA_URL


def test_override_settings_is_followed():
    with override_settings(WIX_HEADLESS={"CLIENT_ID": "one"}):
        assert wix_settings.CLIENT_ID == "one"
        with override_settings(WIX_HEADLESS={"CLIENT_ID": "two"}):
            assert wix_settings.CLIENT_ID == "two"
        assert wix_settings.CLIENT_ID == "one"


def test_without_the_setting_there_are_the_defaults(settings):
    del settings.WIX_HEADLESS

    assert wix_settings.CLIENT_ID == ""


def test_malformed_settings_are_named_each_time_they_are_asked(settings):
    settings.WIX_HEADLESS = {"CLIENT": "x"}

    for _ in range(2):
        with pytest.raises(ConfigurationError, match="CLIENT"):
            wix_settings.API_URL  # noqa: B018 - asking is what fails

    settings.WIX_HEADLESS = {"CLIENT_ID": "x"}
    assert wix_settings.CLIENT_ID == "x"


def test_a_callable_is_asked_once_for_each_settings(settings):
    asked = []
    settings.WIX_HEADLESS = {"CLIENT_SECRET": lambda: asked.append(1) or "secret"}

    assert asked == []
    assert wix_settings.CLIENT_SECRET == wix_settings.CLIENT_SECRET == "secret"
    assert asked == [1]


def test_the_key_ring_is_made_once_of_the_keys():
    parsed = parse_settings({"ENCRYPTION_KEYS": [generate_key(), generate_key()]})

    assert repr(parsed.key_ring) == "<KeyRing of 2>"
    assert parsed.key_ring is parsed.key_ring


@pytest.mark.parametrize("keys", [[], ["not-a-key-4711"]])
def test_a_key_ring_of_nothing_or_of_garbage_is_named_when_it_is_used(keys):
    parsed = parse_settings({"ENCRYPTION_KEYS": keys})

    with pytest.raises(ConfigurationError, match="wix_generate_key") as caught:
        parsed.key_ring  # noqa: B018 - asking is what fails
    assert "4711" not in str(caught.value)


def test_a_missing_client_id_says_how_to_come_by_one():
    with pytest.raises(ConfigurationError, match=r"WIX_CLIENT_ID.*env pull.*wix_sandbox"):
        parse_settings({}).require_client_id()
    assert parse_settings({"CLIENT_ID": "c"}).require_client_id() == "c"
