"""Asking Wix anew about members, with a Wix that tells, refuses, or fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import LogInAs, NewMember, NewToken
from tests.admin.pages import MEMBERS, page_of, said, text_of
from tests.support.browser import Browser
from tests.support.sandbox import Sandbox
from wix_headless.admin.member_actions import MOST, NAMED_FAILURES, ask_for
from wix_headless.backends import WixMemberBackend
from wix_headless.client import WixClient
from wix_headless.models import ElevatedCall, StoredToken, WixMember
from wix_headless.storages.members import end_member
from wix_headless.strategies import AppStrategy
from wix_headless.tokens import Role

ASKED = "/members/v1/members/"


@pytest.fixture
def known(sandbox: Sandbox, new_member: NewMember) -> Callable[..., WixMember]:
    """Make a member of the sandbox, and its row here as it was told long ago."""

    def make(name: str = "Ada", **values: Any) -> WixMember:
        member = sandbox.add_member(f"{name.lower()}@pottery.example", first_name=name)
        values = {"login_email": "former@example.com", "status": "APPROVED"} | values
        return new_member(name, member_id=member.id, **values)

    return make


def ask(client: Client, *rows: WixMember, **more: str) -> list[str]:
    """Choose the action for these members, and return what is said then."""
    chosen = {"action": "ask_anew", "_selected_action": [str(row.pk) for row in rows]}
    return said(client, client.post(MEMBERS, chosen | more))


def again(row: WixMember) -> WixMember:
    return WixMember.objects.get(pk=row.pk)


class TeamBackend(WixMemberBackend):
    """A project's own, which fills in more."""

    def map_profile(self, user: Any, member_id: str, profile: Any) -> None:
        super().map_profile(user, member_id, profile)
        user.last_name = f"{profile.last_name} of the team"


def test_what_wix_knows_now_is_taken_over(admin: Client, known: Any, sandbox: Sandbox) -> None:
    row = known(status="UNKNOWN")

    texts = ask(admin, row)

    now = again(row)
    assert texts == ["success: 1 member is now as Wix has it."]
    assert (now.login_email, now.status) == ("ada@pottery.example", "APPROVED")
    assert now.contact_id
    assert now.synced_at is not None
    assert now.user.email == "ada@pottery.example"
    assert now.user.first_name


def test_it_is_the_app_that_asks_and_the_audit_knows_for_whom(admin: Client, known: Any) -> None:
    ask(admin, known())

    call = ElevatedCall.objects.get()
    assert (call.method, call.outcome, call.user.username) == ("members.get_member", "ok", "root")
    assert call.view == "wix_headless.admin.member_actions.ask_anew"
    assert [row.role for row in StoredToken.objects.all()] == [Role.APP]


def test_a_projects_own_backend_fills_its_fields(admin: Client, known: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [
        f"{__name__}.TeamBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]
    row = known()

    ask(admin, row)

    assert again(row).user.last_name.endswith("of the team")


def test_whom_wix_has_blocked_is_logged_out_everywhere(
    admin: Client, browser: Browser, sandbox: Sandbox
) -> None:
    browser.log_in()
    row = WixMember.objects.get()
    sandbox.change_member("ada@example.com", status="BLOCKED")
    # As if the event had been lost.
    assert again(row).status == "APPROVED"

    texts = ask(admin, row)

    assert texts == [f"warning: {row} is blocked at Wix, and was logged out everywhere."]
    assert again(row).status == "BLOCKED"
    token = StoredToken.objects.get(role=Role.MEMBER)
    assert token.end_reason == StoredToken.EndReason.BLOCKED
    assert token.sealed is None
    assert browser.get("/account/").status_code == 302


def test_whom_wix_lets_in_again_may_log_in_again(admin: Client, known: Any) -> None:
    row = known(status="BLOCKED")

    assert ask(admin, row) == ["success: 1 member is now as Wix has it."]
    assert not again(row).is_kept_out


def test_whom_wix_does_not_know_stays_as_it_is(
    admin: Client, known: Any, new_member: NewMember, new_token: NewToken
) -> None:
    ada, nobody = known(), new_member("Ben", member_id="5f6d0a4c-0000-4000-8000-000000000000")
    token = new_token(Role.MEMBER, member=nobody)

    texts = ask(admin, ada, nobody)

    assert texts == [
        "success: 1 member is now as Wix has it.",
        "error: Ben: Wix knows no such member, and nothing was changed here.",
    ]
    assert again(nobody).synced_at is None
    assert not StoredToken.objects.get(pk=token.pk).is_ended


@pytest.mark.parametrize("mode", ["status", "reset", "garbage"])
def test_what_wix_cannot_tell_now_changes_nothing_and_the_others_go_on(
    mode: str, admin: Client, known: Any, new_token: NewToken, sandbox: Sandbox
) -> None:
    ada, ben = known(), known("Ben")
    token = new_token(Role.MEMBER, member=ada)
    sandbox.fail(f"{ASKED}{ada.member_id}", mode=mode)

    good, bad = ask(admin, ada, ben)

    assert good == "success: 1 member is now as Wix has it."
    assert bad.startswith(f"error: {ada}: ")
    assert again(ada).login_email == "former@example.com"
    assert not StoredToken.objects.get(pk=token.pk).is_ended
    assert len(sandbox.requests_to(f"{ASKED}{ada.member_id}")) == 1


def test_without_a_members_area_nobody_else_is_asked_for(
    admin: Client, known: Any, sandbox: Sandbox
) -> None:
    rows = [known(), known("Ben")]
    sandbox.control("settings", members_area=False)

    failed, untried = ask(admin, *rows)

    assert failed.startswith("error: ")
    assert untried == "warning: 1 member was not asked for."
    assert [again(row).status for row in rows] == ["APPROVED"] * 2


def test_without_the_apps_secret_nobody_is_asked_for(
    admin: Client, known: Any, sandbox: Sandbox, settings: Any
) -> None:
    rows = [known(), known("Ben")]
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_SECRET": ""}
    sandbox.forget_requests()

    failed, untried = ask(admin, *rows)

    assert "WIX_CLIENT_SECRET" in failed
    assert untried == "warning: 1 member was not asked for."
    assert sandbox.requests == []


def test_a_site_that_is_not_there_does_not_keep_the_others_from_being_asked_for(
    admin: Client, known: Any, new_member: NewMember
) -> None:
    rows = [known(), new_member("Eve", site="elsewhere"), new_member("Fay", site="elsewhere")]

    good, bad, untried = ask(admin, *rows)

    assert good == "success: 1 member is now as Wix has it."
    assert "elsewhere" in bad
    assert untried == "warning: 1 member was not asked for."


def connect(site: str) -> WixClient:
    return WixClient(AppStrategy.from_settings(site)).using(retries=0)


def test_asking_gives_up_in_time(known: Any) -> None:
    rows = [known(), known("Ben")]

    outcome = ask_for(rows, connect, patience=0.0)

    assert (len(outcome.updated), outcome.untried) == (1, 1)


def test_what_an_event_has_told_meanwhile_is_the_newer_word(known: Any) -> None:
    row = known()

    def connect_late(site: str) -> WixClient:
        # Between reading the row and writing it.
        end_member(site, row.member_id, "blocked")
        return connect(site)

    outcome = ask_for([row], connect_late)

    assert again(row).status == "BLOCKED"
    assert outcome.kept_out == [row]


def test_whoever_is_deleted_here_meanwhile_stays_deleted(known: Any) -> None:
    row = known()

    def connect_late(site: str) -> WixClient:
        WixMember.objects.all().delete()
        return connect(site)

    ((_, why),) = ask_for([row], connect_late).failures

    assert "deleted here" in why
    assert not WixMember.objects.exists()


def test_another_members_answer_is_not_taken_over(known: Any, sandbox: Sandbox) -> None:
    ada, ben = known(), known("Ben")

    class Confused(WixClient):
        def send(self, request: Any, method: Any = None) -> dict[str, Any]:
            return connect("default").members.get_member(ben.member_id, fieldsets=["FULL"])

    ((_, why),) = ask_for([ada], lambda site: Confused(AppStrategy.from_settings(site))).failures

    assert "another" in why
    assert again(ada).login_email == "former@example.com"


def test_one_click_asks_for_a_page_at_most(
    admin: Client, new_member: NewMember, sandbox: Sandbox
) -> None:
    for number in range(MOST + 2):
        new_member(f"M{number}")
    everybody = {"action": "ask_anew", "select_across": "1", "_selected_action": "0"}

    texts = said(admin, admin.post(MEMBERS, everybody))

    assert len(sandbox.requests_to(ASKED)) <= MOST
    assert ElevatedCall.objects.count() == MOST
    assert len(texts) == NAMED_FAILURES + 2
    assert texts[-2] == f"error: The same, or the like, for {MOST - NAMED_FAILURES} others."
    assert texts[-1] == "warning: 2 members were not asked for."


def test_it_takes_the_change_permission(log_in_as: LogInAs, known: Any, sandbox: Sandbox) -> None:
    row = known()
    keeper, viewer = log_in_as("change_wixmember"), log_in_as("view_wixmember")
    sandbox.forget_requests()

    viewer.post(MEMBERS, {"action": "ask_anew", "_selected_action": str(row.pk)})
    assert sandbox.requests == []
    assert 'value="ask_anew"' not in viewer.get(page_of(row)).content.decode()

    assert 'value="ask_anew"' in keeper.get(page_of(row)).content.decode()
    assert ask(keeper, row) == ["success: 1 member is now as Wix has it."]


def test_the_button_on_a_members_page_leads_back_to_it(admin: Client, known: Any) -> None:
    row = known()
    chosen = {"action": "ask_anew", "_selected_action": str(row.pk), "_from_page": "1"}

    assert admin.post(MEMBERS, chosen)["Location"] == page_of(row)


def test_the_history_says_who_asked(admin: Client, known: Any) -> None:
    row = known()

    ask(admin, row)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (User.objects.get(username="root"), str(row.pk))
    assert "Asked Wix anew." in text_of(admin.get(f"{MEMBERS}{row.pk}/history/"))
