"""How often one may try: by client, by address, for the site; and who counts as whom."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory
from limits.storage import MemoryStorage

from tests.own_login.conftest import ADA
from wix_headless.context import attach_context
from wix_headless.own_login import limiter
from wix_headless.own_login.limiter import count_try, find_client

BEN = "ben@example.com"
IAM = "/_api/iam/"


def build_request(address="192.0.2.7", **headers):
    request = RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)
    attach_context(request)
    return request


def find_network(request):
    """A project's own idea of a client."""
    return request.headers["X-Real-Ip"]


class TestClients:
    @pytest.mark.parametrize(
        ("address", "client"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("fe80::1%eth0", "fe80::/64"),
            ("", ""),
            ("a socket", "a socket"),
        ],
    )
    def test_a_client_is_an_address_or_a_household(self, address, client):
        assert find_client(build_request(address)) == client

    def test_nobody_chooses_a_client_by_a_header(self):
        request = build_request(
            **{"X-Forwarded-For": "198.51.100.1", "Forwarded": "for=198.51.100.1"}
        )

        assert find_client(request) == "192.0.2.7"

    @pytest.mark.parametrize("function", [find_network, f"{__name__}.find_network"])
    def test_a_project_may_know_better(self, change, function):
        change(LOGIN_CLIENT=function)

        assert find_client(build_request(**{"X-Real-Ip": "2001:db8::1"})) == "2001:db8::/64"


class TestCounts:
    def test_a_client_has_its_tries(self, change):
        change(LOGINS_PER_CLIENT="3/10 minutes")

        waits = [count_try(build_request()) for _ in range(4)]

        assert waits[:3] == [0, 0, 0]
        assert 0 < waits[3] <= 600
        assert count_try(build_request("192.0.2.8")) == 0

    @pytest.mark.parametrize("spelling", ["ADA@example.com", "\uff41da@example.com"])
    def test_an_address_has_its_tries_from_wherever(self, change, spelling):
        change(LOGINS_PER_ADDRESS="3/hour")
        for client in range(3):
            assert count_try(build_request(f"192.0.2.{client}"), email=ADA) == 0

        assert count_try(build_request("192.0.2.9"), email=spelling) > 0
        assert count_try(build_request("192.0.2.9"), email=BEN) == 0

    def test_an_address_has_its_tries_at_each_site(self, change):
        outlet = {"CLIENT_ID": "o", "HOSTS": ["outlet.example"]}
        change(LOGINS_PER_ADDRESS="1/hour", SITES={"outlet": outlet})
        assert count_try(build_request(), email=ADA) == 0

        assert count_try(build_request(), email=ADA) > 0
        assert count_try(build_request(host="outlet.example"), email=ADA) == 0

    def test_the_site_has_its_tries(self, change):
        change(LOGINS_PER_SITE="3/minute")
        for client in range(3):
            assert count_try(build_request(f"192.0.2.{client}"), email=f"{client}@x.io") == 0

        assert count_try(build_request("192.0.2.9"), email=BEN) > 0

    def test_who_is_turned_away_locks_nobody_out(self, change):
        change(LOGINS_PER_CLIENT="1/hour", LOGINS_PER_ADDRESS="2/hour", LOGINS_PER_SITE="2/hour")
        for _ in range(9):
            count_try(build_request("192.0.2.66"), email=ADA)

        assert count_try(build_request(), email=ADA) == 0

    def test_a_crowd_at_once_has_no_more(self, change):
        change(LOGINS_PER_CLIENT="7/hour")
        requests = [build_request() for _ in range(40)]

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(count_try, requests)).count(0) == 7

    def test_neither_addresses_nor_clients_lie_in_the_storage(self):
        count_try(build_request(), email=ADA)

        held = str(limiter._limiter("memory://").storage.storage)
        assert "wix_login" in held
        assert ADA not in held
        assert "192.0.2.7" not in held


class BrokenStorage(MemoryStorage):
    """A storage that cannot be reached."""

    STORAGE_SCHEME = ("broken",)
    base_exceptions = ConnectionError

    def incr(self, *args, **options):
        raise ConnectionError("the secret is not the password")


class TestStorages:
    @pytest.fixture
    def redis_url(self):
        """A database of Redis, if there is one here; emptied of what is counted."""
        redis = pytest.importorskip("redis")
        url = "redis://127.0.0.1:6379/13"
        try:
            client = redis.Redis.from_url(url)
            client.flushdb()
        except redis.ConnectionError:
            pytest.skip("no Redis here")
        yield url
        client.flushdb()
        client.close()

    def test_redis_counts_for_all_processes(self, change, redis_url):
        change(LOGIN_LIMITS_STORAGE=redis_url, LOGINS_PER_CLIENT="3/minute")
        for _ in range(3):
            # As another process would.
            limiter.forget_counts()
            assert count_try(build_request()) == 0

        limiter.forget_counts()
        assert count_try(build_request()) > 0
        limiter._limiter(redis_url).storage.storage.close()

    def test_a_storage_that_fails_neither_locks_out_nor_opens_the_door(self, change, caplog):
        change(LOGIN_LIMITS_STORAGE="broken://:secret@127.0.0.1:1/0", LOGINS_PER_CLIENT="2/hour")

        assert [bool(count_try(build_request())) for _ in range(3)] == [False, False, True]

        assert "ConnectionError" in caplog.text
        assert "secret" not in caplog.text


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("page", ["login", "register", "password"])
    def test_too_many_tries_are_a_page_and_wix_hears_nothing(self, visitor, sandbox, change, page):
        change(LOGINS_PER_CLIENT="1/10 minutes")
        values = {"email": "x@example.com", "password": "clay and paper"}
        visitor.post(page, values)
        sandbox.forget_requests()

        answer = visitor.post(page, values)

        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 600
        assert b"too many tries" in answer.content
        assert b'href="/wix/login/?next=' in answer.content
        assert sandbox.requests_to("/") == []

    def test_codes_are_counted_too(self, visitor, sandbox, change):
        sandbox.control("settings", verify_email=True)
        change(LOGINS_PER_CLIENT="2/minute")
        visitor.register()
        visitor.post("code", {"code": "000000"})

        assert visitor.post("code", {"code": "000000"}).status_code == 429

    def test_the_right_password_has_to_wait_like_a_wrong_one(self, visitor, change):
        change(LOGINS_PER_ADDRESS="2/hour")
        for _ in range(2):
            visitor.type_in(ADA, "wrong")

        assert visitor.type_in(ADA).status_code == 429

    def test_a_form_that_lacks_something_is_no_try(self, visitor, change):
        change(LOGINS_PER_CLIENT="1/hour")
        for _ in range(3):
            visitor.type_in(ADA, "")

        assert visitor.type_in(ADA).status_code == 302


def test_a_window_ends(change):
    change(LOGINS_PER_CLIENT="1/hour")
    request = build_request()
    assert count_try(request) == 0
    assert 0 < count_try(request) <= 3600

    ends = limiter._limiter("memory://").storage.expirations
    ends.update(dict.fromkeys(ends, time.time()))

    assert count_try(request) == 0
