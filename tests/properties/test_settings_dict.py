"""Any ``WIX_HEADLESS``, and any environment: settings, or an error that repeats no value."""

from __future__ import annotations

import traceback
from dataclasses import fields
from urllib.parse import urlsplit

import environ
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.inputs import addresses, texts
from wix_headless.conf import WixSettings, parse_settings
from wix_headless.crypto import KeyRing, generate_key
from wix_headless.env import wix_settings_from_env
from wix_headless.exceptions import ConfigurationError
from wix_headless.tokens import Secret

KNOWN = {known.name: type(getattr(WixSettings(), known.name)) for known in fields(WixSettings)}
VALUES = [name for name in KNOWN if name != "SITES"]
#: What a value may be that somebody has taken care to keep to himself.
MARK = "s-4711-secret"

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
marked = (
    st.sampled_from([MARK, MARK.encode(), [MARK], (MARK, 1), {MARK: MARK}, [[MARK]], {MARK}])
    | addresses.map(lambda address: address + MARK)
    | addresses.map(lambda address: f"https://{MARK}{address}")
    | addresses.map(lambda address: f"https://user:{MARK}@{address}")
)
callables = (values | marked).map(lambda value: lambda: value)
near_misses = st.sampled_from(
    [name.lower() for name in KNOWN] + [f"WIX_{name}" for name in KNOWN] + ["CLIENTID", "KEY"]
)
names = st.sampled_from(VALUES) | near_misses | st.text(max_size=20) | st.integers() | st.none()
# Mostly of names that are right, or chance would hardly make a dict that is.
entries = st.dictionaries(st.sampled_from(VALUES), values | marked | callables | st.text()) | (
    st.dictionaries(names, values | marked | callables, max_size=4)
)
sites = st.dictionaries(
    st.sampled_from(["default", "second", "no alias", 7, None]) | st.text(max_size=5),
    entries | values,
    max_size=3,
)
#: What may be a function.
FUNCTIONS = {"SITE_RESOLVER", "SIGN_ON_EMAIL", "LOGIN_CLIENT", "LOGIN_CAPTCHA"}

dicts = entries | st.tuples(entries, sites | values).map(lambda pair: {**pair[0], "SITES": pair[1]})


def find_settings(given_settings):
    """Return the settings, or None and see that the error says nothing secret."""
    try:
        return parse_settings(given_settings)
    except ConfigurationError as error:
        # As the log and the console have it, with whatever it was raised from.
        said = "".join(traceback.format_exception_only(error)) + str(error.__cause__)
        if not error.__suppress_context__:
            said += str(error.__context__)
    assert MARK not in said
    return None


def assert_right_types(parsed):
    for name, kind in KNOWN.items():
        value = getattr(parsed, name)
        may_be_called = name in FUNCTIONS
        assert isinstance(value, kind) or (may_be_called and callable(value))
    for name in ("CLIENT_SECRET", "API_KEY"):
        value = getattr(parsed, name)
        assert value == "" or isinstance(value, Secret)
    assert all(isinstance(key, Secret) for key in parsed.ENCRYPTION_KEYS)


@given(dicts | values)
def test_any_dict_is_settings_of_the_right_types_or_a_configuration_error(given_settings):
    parsed = find_settings(given_settings)

    if parsed is not None:
        assert set(given_settings) <= set(KNOWN)
        assert set(parsed.SITES) == set(given_settings.get("SITES", {}))
        for one in (parsed, *parsed.SITES.values()):
            assert_right_types(one)


@given(st.sampled_from(VALUES), marked)
def test_no_error_repeats_the_value_that_it_is_about(name, value):
    find_settings({name: value})
    if name in {"CLIENT_SECRET", "API_KEY", "ENCRYPTION_KEYS"}:
        find_settings({name: lambda: value})


@given(st.sampled_from(["API_URL", "PUBLIC_URL"]), addresses | texts, st.booleans())
def test_any_address_is_an_origin_or_a_configuration_error(name, address, has_scheme):
    parsed = find_settings({name: f"https://{address}" if has_scheme else address})

    origin = getattr(parsed, name) if parsed else ""
    if origin:
        parts = urlsplit(origin)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert origin.lower() == f"{parts.scheme}://{parts.netloc}".lower()
        assert "@" not in origin
        assert origin.isprintable()
        assert (
            name != "API_URL"
            or parts.scheme == "https"
            or parts.hostname
            in {
                *("127.0.0.1", "localhost", "::1"),
            }
        )


@given(st.lists(st.text(max_size=50) | st.just(MARK) | st.builds(generate_key), max_size=3))
def test_any_keys_are_a_ring_or_a_configuration_error(keys):
    parsed = find_settings({"ENCRYPTION_KEYS": keys})
    assert parsed is not None
    try:
        ring = parsed.key_ring
    except ConfigurationError as error:
        said = str(error)
    else:
        said = repr(ring)
        assert isinstance(ring, KeyRing)
        assert ring.open(ring.seal(b"plain", b""), b"") == b"plain"
    assert not any(len(key) > 7 and key in said for key in keys)


@given(
    st.dictionaries(
        st.sampled_from([f"WIX_{name}" for name in KNOWN]),
        texts | addresses | st.sampled_from([MARK, f"{MARK},{MARK}", "a\\nb", ",", " , ", "$HOME"]),
    )
)
def test_any_environment_is_settings_or_a_configuration_error(variables):
    class Environment(environ.Env):
        ENVIRON = variables

    found = wix_settings_from_env(Environment())

    assert set(found) <= set(KNOWN)
    find_settings(found)
