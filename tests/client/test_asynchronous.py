"""``AsyncWixClient``: the same calls awaited, many at a time, and nothing of ours on the loop."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asgiref.sync import async_to_sync

from tests.support.loopback import LoopbackServer, build_answer, hang
from wix_headless.client import AsyncWixClient, WixClient
from wix_headless.client.asynchronous import AsyncMethodProxy, run_async
from wix_headless.client.steps import Local, Remote, run
from wix_headless.exceptions import ForbiddenError, NotFoundError, UnknownNameError
from wix_headless.signals import call_finished
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy


@pytest.fixture
def client(sandbox):
    return AsyncWixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)


@pytest.fixture
def app(sandbox):
    strategy = AppStrategy(
        sandbox.client_id, sandbox.client_secret, instance_id=sandbox.instance_id
    )
    return AsyncWixClient(strategy, api_url=sandbox.origin)


def wait(coroutine):
    """Run one coroutine to its end, on a loop of its own."""

    async def run():
        return await coroutine

    return async_to_sync(run)()


def test_a_call_is_awaited(client):
    assert len(wait(client.stores.products_v3.query_products(query={}))["products"]) > 3


def test_a_path_is_too(client):
    with pytest.raises(NotFoundError, match="visitor"):
        wait(client.get("/members/v1/members/my"))


def test_errors_say_as_much_as_those_of_plain_calls(client, sandbox):
    plain = WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)
    told = []
    for call in (
        lambda: wait(client.business_tools.site_properties.get_site_properties()),
        plain.business_tools.site_properties.get_site_properties,
    ):
        with pytest.raises(ForbiddenError) as caught:
            call()
        error = caught.value
        told.append((error.code, error.role, error.hint, error.method))

    assert told[0] == told[1]
    assert told[0][2]


def test_an_unknown_method_is_one_before_it_is_awaited(client):
    with pytest.raises(UnknownNameError):
        _ = client.members.query_membres


def test_pages_and_items_are_walked_with_async_for(app):
    async def walk():
        query = {"paging": {"limit": 2}}
        pages = [page async for page in app.members.query_members.pages(query=query)]
        items = [one["id"] async for one in app.members.query_members.items(query=query)]
        few = [one async for one in app.members.query_members.items(query=query, max_items=3)]
        none = [one async for one in app.members.query_members.items(query=query, max_items=0)]
        return pages, items, few, none

    pages, items, few, none = async_to_sync(walk)()

    assert len(pages) >= 3
    assert items == [member["id"] for page in pages for member in page["members"]]
    assert (len(few), none) == (3, [])


def test_no_page_is_fetched_before_it_is_asked_for(app, sandbox):
    async def first():
        return await anext(app.members.query_members.items(query={"paging": {"limit": 1}}))

    async_to_sync(first)()

    assert len(sandbox.requests_to("/members/v1/members/query")) == 1


def test_what_does_not_page_says_so_at_once(client):
    with pytest.raises(TypeError, match="in one piece"):
        client.members.get_current_member.items()
    with pytest.raises(ValueError, match="negative"):
        client.stores.products_v3.query_products.items(query={}, max_items=-1)


def test_methods_are_its_own(client):
    method = client.members.query_members

    assert isinstance(method, AsyncMethodProxy)
    assert isinstance(client.using(language="de").members.query_members, AsyncMethodProxy)


def test_many_calls_wait_together_and_not_for_each_other():
    """Each answer is held back until all calls have come: one at a time, none would ever."""
    count = 20
    all_here = threading.Barrier(count + 1)

    def answer(connection, is_over):
        all_here.wait(20)
        connection.sendall(build_answer())

    servers = [LoopbackServer(answer) for _ in range(count)]

    async def gather():
        clients = [
            AsyncWixClient(ApiKeyStrategy("key", site_id="s"), api_url=server.origin)
            for server in servers
        ]
        calls = [asyncio.ensure_future(client.get("/x")) for client in clients]
        # The loop is free meanwhile: it can do other things, such as letting them all go.
        await asyncio.to_thread(all_here.wait, 20)
        return await asyncio.gather(*calls)

    try:
        assert async_to_sync(gather)() == [{}] * count
    finally:
        for server in servers:
            server.__exit__()


def test_a_crowd_of_new_speakers_asks_for_one_token(client, sandbox):
    async def gather():
        query = client.stores.products_v3.query_products
        return await asyncio.gather(*(query(query={}) for _ in range(10)))

    assert len(async_to_sync(gather)()) == 10
    assert sandbox.token_requests() == 1


def test_whoever_listens_may_use_what_blocks(client):
    heard = []

    def listen(call, **_):
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            heard.append(call.name)

    call_finished.connect(listen)
    wait(client.stores.products_v3.query_products(query={}))
    call_finished.disconnect(listen)

    assert heard == ["stores.products_v3.query_products"]


def test_a_call_that_nobody_waits_for_any_more_is_told():
    told = []

    def listen(call, **_):
        told.append((call.path, call.error, call.status_code, call.tries))

    async def give_up(server):
        client = AsyncWixClient(ApiKeyStrategy("key", site_id="s"), api_url=server.origin)
        waiting = asyncio.ensure_future(client.post("/x", json={}))
        while not server.requests:
            await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    call_finished.connect(listen)
    with LoopbackServer(hang) as server:
        async_to_sync(give_up)(server)
    call_finished.disconnect(listen)

    assert told == [("/x", "CancelledError", None, 1)]


class TestSteps:
    @staticmethod
    def story(told):
        def fail():
            raise LookupError("no")

        told.append((yield Local(lambda: "local")))
        told.append((yield Remote(lambda: "remote")))
        try:
            yield Remote(fail)
        except LookupError as error:
            told.append(str(error))
        return "done"

    @pytest.mark.parametrize("drive", [run, lambda steps: wait(run_async(steps))])
    def test_both_ways_tell_the_same_story(self, drive):
        told = []

        assert drive(self.story(told)) == "done"
        assert told == ["local", "remote", "no"]

    @pytest.mark.parametrize("drive", [run, lambda steps: wait(run_async(steps))])
    def test_an_error_that_nobody_handles_comes_out(self, drive):
        def steps():
            yield Remote(lambda: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            drive(steps())
