"""Wix's own environment variables, as the command line tool writes them and as people do."""

from __future__ import annotations

import base64

import environ
import pytest

from wix_headless.conf import parse_settings
from wix_headless.crypto import generate_key
from wix_headless.env import wix_settings_from_env

PEM = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcEnq0c2g3HqCZCV8Q3h8Zr0Q0X3A\n"
    "-----END PUBLIC KEY-----"
)


def build_env(base=environ.Env, **variables):
    """Return an Env that knows these variables, and not those of the machine."""

    class Apart(base):
        pass

    env = Apart()
    known = dict(variables)
    env.ENVIRON = (
        environ.fileaware_mapping.FileAwareMapping(known)
        if issubclass(base, environ.FileAwareEnv)
        else known
    )
    return env


def read_file(tmp_path, text):
    """Return the settings of a ``.env`` file."""

    class Apart(environ.Env):
        ENVIRON: dict[str, str] = {}  # noqa: RUF012 - as its base has it

    file = tmp_path / ".env.local"
    file.write_text(text)
    Apart.read_env(file)
    return wix_settings_from_env(Apart())


def test_an_empty_environment_is_an_empty_dict():
    assert wix_settings_from_env(build_env()) == {}


def test_each_variable_becomes_its_setting():
    first, second = generate_key(), generate_key()

    found = wix_settings_from_env(
        build_env(
            WIX_CLIENT_ID="c",
            WIX_CLIENT_SECRET="s",
            WIX_CLIENT_INSTANCE_ID="i",
            WIX_CLIENT_PUBLIC_KEY="p",
            WIX_API_KEY="k",
            WIX_SITE_ID="site",
            WIX_ACCOUNT_ID="account",
            WIX_ENCRYPTION_KEYS=f"{first},{second}",
            WIX_API_URL="http://127.0.0.1:8765",
            WIX_PUBLIC_URL="https://shop.example.com",
            OTHER="x",
        )
    )

    assert found == {
        "CLIENT_ID": "c",
        "CLIENT_SECRET": "s",
        "CLIENT_INSTANCE_ID": "i",
        "CLIENT_PUBLIC_KEY": ["p"],
        "API_KEY": "k",
        "SITE_ID": "site",
        "ACCOUNT_ID": "account",
        "ENCRYPTION_KEYS": [first, second],
        "API_URL": "http://127.0.0.1:8765",
        "PUBLIC_URL": "https://shop.example.com",
    }
    assert (first, second) == parse_settings(found).ENCRYPTION_KEYS


@pytest.mark.parametrize("empty", ["", "  ", "\n", ",", " , ,"])
@pytest.mark.parametrize("name", ["WIX_CLIENT_PUBLIC_KEY", "WIX_ENCRYPTION_KEYS"])
def test_an_empty_list_is_left_to_its_default(name, empty):
    assert wix_settings_from_env(build_env(**{name: empty})) == {}


@pytest.mark.parametrize("empty", ["", "  ", "\n"])
@pytest.mark.parametrize("name", ["WIX_CLIENT_ID", "WIX_CLIENT_SECRET", "WIX_API_URL"])
def test_an_empty_value_is_left_to_its_default(name, empty):
    assert wix_settings_from_env(build_env(**{name: empty})) == {}


def test_blanks_around_a_value_are_not_part_of_it():
    found = wix_settings_from_env(build_env(WIX_CLIENT_ID=" c\n", WIX_ENCRYPTION_KEYS=" a , b\n"))

    assert found == {"CLIENT_ID": "c", "ENCRYPTION_KEYS": ["a", "b"]}


def test_a_pem_in_one_line_gets_its_line_ends_back():
    found = wix_settings_from_env(build_env(WIX_CLIENT_PUBLIC_KEY=PEM.replace("\n", "\\n")))

    assert found == {"CLIENT_PUBLIC_KEY": [PEM]}


def test_several_keys_may_be_mixed():
    encoded = base64.b64encode(PEM.encode()).decode()
    text = f"{encoded}, {PEM}\\n,{encoded}"

    found = wix_settings_from_env(build_env(WIX_CLIENT_PUBLIC_KEY=text))

    assert found == {"CLIENT_PUBLIC_KEY": [encoded, PEM, encoded]}


def test_secrets_may_lie_in_files(tmp_path):
    secret, keys = tmp_path / "secret", tmp_path / "keys"
    secret.write_text("s-4711\n")
    keys.write_text("a,\nb\n")

    found = wix_settings_from_env(
        build_env(
            environ.FileAwareEnv,
            WIX_CLIENT_ID="c",
            WIX_CLIENT_SECRET_FILE=str(secret),
            WIX_ENCRYPTION_KEYS_FILE=str(keys),
        )
    )

    assert found == {"CLIENT_ID": "c", "CLIENT_SECRET": "s-4711", "ENCRYPTION_KEYS": ["a", "b"]}


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_the_file_that_wixs_tool_writes_works_as_it_is(tmp_path, quote):
    encoded = base64.b64encode(PEM.encode()).decode()

    found = read_file(
        tmp_path,
        f"WIX_CLIENT_ID={quote}0b1a8a3c-0000-4000-8000-000000000001{quote}\n"
        f"WIX_CLIENT_SECRET={quote}5f2c1c1e-0000-4000-8000-000000000002{quote}\n"
        f"WIX_CLIENT_INSTANCE_ID={quote}7d3e9b00-0000-4000-8000-000000000003{quote}\n"
        f"WIX_CLIENT_PUBLIC_KEY={quote}{encoded}{quote}\n",
    )

    assert found == {
        "CLIENT_ID": "0b1a8a3c-0000-4000-8000-000000000001",
        "CLIENT_SECRET": "5f2c1c1e-0000-4000-8000-000000000002",
        "CLIENT_INSTANCE_ID": "7d3e9b00-0000-4000-8000-000000000003",
        "CLIENT_PUBLIC_KEY": [encoded],
    }
    assert found["CLIENT_ID"] == parse_settings(found).CLIENT_ID


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_file_with_a_pem_in_one_line_works(tmp_path, quote):
    line = PEM.replace("\n", "\\n")

    found = read_file(tmp_path, f"WIX_CLIENT_PUBLIC_KEY={quote}{line}{quote}\n")

    assert found == {"CLIENT_PUBLIC_KEY": [PEM]}


def test_the_empty_lines_of_an_example_file_set_nothing(tmp_path):
    assert read_file(tmp_path, "# comment\nWIX_CLIENT_ID=\nWIX_ENCRYPTION_KEYS=\n\n") == {}


def test_another_beginning_reads_another_site():
    env = build_env(WIX_CLIENT_ID="c", WIX_OUTLET_CLIENT_ID="o", WIX_OUTLET_SITE_ID="s")

    outlet = wix_settings_from_env(env, prefix="WIX_OUTLET_")

    assert outlet == {"CLIENT_ID": "o", "SITE_ID": "s"}
    settings = parse_settings(wix_settings_from_env(env) | {"SITES": {"outlet": outlet}})
    assert settings.for_site("outlet").CLIENT_ID == "o"
    assert settings.CLIENT_ID == "c"
