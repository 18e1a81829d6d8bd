"""One project and several Wix sites: each request speaks at its own, and none at another's."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from tests.support.browser import Browser
from tests.support.sandbox import Sandbox
from wix_headless.client import WixClient
from wix_headless.models import StoredToken, WixMember
from wix_headless.sandbox.server import SandboxServer
from wix_headless.signals import call_finished
from wix_headless.storages.sessions import SESSION_KEY
from wix_headless.strategies import ApiKeyStrategy

pytestmark = pytest.mark.django_db(transaction=True)

HOSTS = {"default": "testserver", "outlet": "outlet.testserver", "events": "events.testserver"}
ADA, BEN = "ada@example.com", "ben@example.com"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"

#: What a site says for itself.
OWN = ("API_URL", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_INSTANCE_ID", "SITE_ID")


@pytest.fixture
def sandboxes(sandbox, settings):
    """Return a sandbox for each site: three Wix sites, of one project."""
    with ExitStack() as stack:
        running = {"default": sandbox}
        for site in ("outlet", "events"):
            callback = f"http://{HOSTS[site]}/wix/callback/"
            server = SandboxServer(allow_redirects=[callback], shop=f"Shop {site}").start()
            stack.callback(server.stop)
            running[site] = Sandbox(server)
        entries = {
            site: {name: running[site].settings()[name] for name in OWN} | {"HOSTS": [HOSTS[site]]}
            for site in ("outlet", "events")
        }
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"SITES": entries}
        yield running


@pytest.fixture
def visit(sandboxes):
    """Make a browser that is at one of the sites."""

    def visit(site):
        browser = Browser(sandboxes[site], headers={"host": HOSTS[site]})
        browser.come_back = lambda url: browser.get(url.partition(HOSTS[site])[2])
        return browser

    return visit


def test_a_visitor_has_a_cart_at_each_site(visit, sandboxes):
    default, outlet = visit("default"), visit("outlet")
    default.get("/cart/add/")

    assert default.get("/cart/").json() == {"items": 1}
    assert outlet.get("/cart/").json() == {"items": 0}
    assert {row.site for row in StoredToken.objects.all()} == {"default", "outlet"}


def test_the_calls_of_a_login_are_told_as_its_sites(visit):
    heard = set()

    def hear(call, site, **_):
        heard.add((call.name, site))

    outlet = visit("outlet")
    call_finished.connect(hear)
    outlet.log_in(ADA)
    outlet.site.post("/wix/logout/")
    call_finished.disconnect(hear)

    assert heard == {
        ("redirects.create_redirect_session", "outlet"),
        ("members.get_current_member", "outlet"),
    }


def test_members_of_two_sites_are_two_users(visit):
    for site in ("default", "outlet"):
        visit(site).log_in(ADA)

    assert Counter(WixMember.objects.values_list("site", flat=True)) == {"default": 1, "outlet": 1}
    # The sandboxes' people have the same ids, as those of two real sites could.
    assert WixMember.objects.values("member_id").distinct().count() == 1
    assert User.objects.count() == 2


def test_a_session_that_goes_to_another_site_is_nobody_there(visit):
    here, there = visit("default"), visit("outlet")
    here.log_in(ADA)
    there.site.cookies = here.site.cookies

    assert here.get("/role/").json()["role"] == "member"
    assert there.get("/role/").json()["role"] == "visitor"
    assert there.get("/account/").status_code == 302


def test_a_view_speaks_at_another_site_when_it_says_so(visit, sandboxes):
    here = visit("default")
    here.log_in(ADA)
    for sandbox in sandboxes.values():
        sandbox.forget_requests()

    assert here.get("/elsewhere/?site=outlet").json() == {"here": "member", "there": "visitor"}

    assert [call["role"] for call in sandboxes["outlet"].requests_to("/stores/")] == ["visitor"]
    assert sandboxes["events"].requests_to("/") == []
    assert here.get("/elsewhere/?site=outlet").json() == {"here": "member", "there": "visitor"}
    assert sandboxes["outlet"].token_requests() == 1


def test_logging_out_ends_what_the_session_has_at_every_site(visit):
    here = visit("default")
    here.log_in(ADA)
    here.get("/elsewhere/?site=outlet")

    here.site.post("/accounts/logout/")

    assert not StoredToken.objects.filter(ended_at=None).exists()


def test_the_id_of_a_row_at_one_site_opens_nothing_at_another(visit, sandboxes):
    """Else one Wix site's token would be sent to the other."""
    here, there = visit("default"), visit("outlet")
    here.get("/cart/add/")
    session = here.site.session
    session[SESSION_KEY] = {"outlet": session[SESSION_KEY]["default"]}
    session.save()
    there.site.cookies = here.site.cookies
    sandboxes["outlet"].forget_requests()

    assert there.get("/cart/").json() == {"items": 0}

    assert 401 not in {call["status"] for call in sandboxes["outlet"].requests_to("/")}
    assert {row.site for row in StoredToken.objects.filter(ended_at=None)} == {"default", "outlet"}


def rename(sandbox, email, name):
    """Have a site's owner call a member something else."""
    key = ApiKeyStrategy(sandbox.api_key, site_id=sandbox.site_id)
    owner = WixClient(key, api_url=sandbox.origin)
    member = {"id": sandbox.act_as(member=email)["subject_id"], "profile": {"nickname": name}}
    owner.members.update_member(member=member)


def shop_name(site):
    return "Kiln & Quill" if site == "default" else f"Shop {site}"


def test_five_hundred_requests_of_four_people_at_three_sites_never_cross(visit, sandboxes):
    """
    Visitors with a cart each, two members and staff, all at once, at every site.

    The sandboxes' ids are the same, for whoever would find a row by them alone; what tells the
    sites apart is what Wix says: names, and how much there is in a cart.
    """
    staff = User.objects.create_user("staff", is_staff=True)
    people = []
    for number, site in enumerate(HOSTS, start=1):
        visitor, ada, ben, boss = (visit(site) for _ in range(4))
        for _ in range(number):
            visitor.get("/cart/add/")
        for member, email in ((ada, ADA), (ben, BEN)):
            member.log_in(email)
            name = f"{email} of {site}"
            rename(sandboxes[site], email, name)
            user = WixMember.objects.get(site=site, login_email=email).user_id
            people.append((member, "/me/name/", {"name": name, "user": user}))
        boss.site.force_login(staff, MODEL_BACKEND)
        people.append((visitor, "/cart/quantity/", {"quantity": 2 * number}))
        people.append((boss, "/report/site/", {"site": shop_name(site)}))
    work = people * 42
    for sandbox in sandboxes.values():
        sandbox.forget_requests()

    def ask(person):
        browser, path, expected = person
        try:
            # A client of its own: one is for one request at a time.
            client = Client()
            client.defaults, client.cookies = browser.site.defaults, browser.site.cookies.copy()
            return client.get(path).json(), expected
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(ask, work))

    assert len(answers) == 504
    assert [answer for answer, _ in answers] == [expected for _, expected in answers]
    for sandbox in sandboxes.values():
        # The app's, which each site makes once.
        assert sandbox.token_requests() == 1
