"""Who may see and do what."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.admin.conftest import LogInAs, NewMember, NewToken, Told
from tests.admin.pages import CALLS, MEMBERS, TOKENS, act, page_of, text_of
from wix_headless.models import ElevatedCall, StoredToken, WixMember
from wix_headless.tokens import Role


@pytest.fixture
def call(db: None) -> ElevatedCall:
    return ElevatedCall.objects.create(
        view="shop.views.report", method="m.q", outcome="ok", created_at=timezone.now()
    )


def choices_of(client: Client) -> list[str]:
    """Return the actions that the list of tokens offers."""
    form = client.get(TOKENS).context["action_form"]
    return [] if form is None else [value for value, _ in form.fields["action"].choices if value]


def test_whoever_may_only_look_is_offered_nothing_to_do(
    log_in_as: LogInAs, new_token: NewToken
) -> None:
    token = new_token()
    viewer = log_in_as("view_storedtoken")

    assert choices_of(viewer) == []
    page = viewer.get(page_of(token)).content.decode()
    assert "<button" not in page.split('id="content-main"')[1]
    assert 'type="submit"' not in page.split('id="content-main"')[1]
    assert "/delete/" not in page
    assert "action-select" not in viewer.get(TOKENS).content.decode()


@pytest.mark.parametrize("action", ["renew_now", "revoke", "delete_selected"])
def test_whoever_may_only_look_cannot_act_by_hand_either(
    action: str, log_in_as: LogInAs, new_token: NewToken
) -> None:
    token = new_token()

    act(log_in_as("view_storedtoken"), action, token, post="yes")

    found = StoredToken.objects.get(pk=token.pk)
    assert (found.version, found.ended_at) == (1, None)


def test_the_change_permission_allows_renewing_and_revoking_but_no_deleting(
    log_in_as: LogInAs, new_token: NewToken
) -> None:
    token = new_token()
    keeper = log_in_as("change_storedtoken")

    assert choices_of(keeper) == ["renew_now", "revoke"]
    page = keeper.get(page_of(token)).content.decode()
    assert 'value="renew_now"' in page
    assert "/delete/" not in page
    assert keeper.get(f"{TOKENS}{token.pk}/delete/").status_code == 403


def test_the_delete_permission_allows_deleting_only(
    log_in_as: LogInAs, new_token: NewToken
) -> None:
    token = new_token()
    cleaner = log_in_as("view_storedtoken", "delete_storedtoken")

    assert choices_of(cleaner) == ["delete_selected"]
    assert 'value="renew_now"' not in cleaner.get(page_of(token)).content.decode()
    assert cleaner.post(f"{TOKENS}{token.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not StoredToken.objects.exists()


def test_deleting_asks_first(admin: Client, new_token: NewToken) -> None:
    token = new_token()

    page = text_of(act(admin, "delete_selected", token))

    assert "Are you sure you want to delete" in page
    assert StoredToken.objects.exists()
    act(admin, "delete_selected", token, post="yes")
    assert not StoredToken.objects.exists()


@pytest.mark.parametrize("url", [TOKENS, MEMBERS, CALLS])
def test_staff_without_a_permission_of_ours_see_nothing(url: str, log_in_as: LogInAs) -> None:
    assert log_in_as().get(url).status_code == 403


@pytest.mark.parametrize("url", [TOKENS, MEMBERS, CALLS])
def test_nobody_can_add_a_row(url: str, admin: Client) -> None:
    assert admin.get(f"{url}add/").status_code == 403
    assert f"{url}add/" not in admin.get(url).content.decode()


def test_nobody_can_change_a_field(
    admin: Client, new_token: NewToken, new_member: NewMember, call: ElevatedCall
) -> None:
    member = new_member()
    for row in (new_token(Role.MEMBER, member=member), member, call):
        page = admin.get(page_of(row))

        assert page.status_code == 200
        assert not page.context["adminform"].form.fields
        changed = {"site": "x", "role": "app", "nickname": "x", "outcome": "x"}
        assert admin.post(page_of(row), changed).status_code == 403
    assert WixMember.objects.get().nickname == "Ada"


def test_an_elevated_call_stays_whoever_would_have_it_gone(
    admin: Client, call: ElevatedCall
) -> None:
    assert admin.get(f"{CALLS}{call.pk}/delete/").status_code == 403
    admin.post(CALLS, {"action": "delete_selected", "_selected_action": call.pk, "post": "yes"})
    assert admin.get(CALLS).context["action_form"] is None
    assert ElevatedCall.objects.exists()


def test_deleting_a_member_takes_its_tokens_along_but_not_its_user(
    admin: Client, new_token: NewToken, new_member: NewMember
) -> None:
    member = new_member()
    new_token(Role.MEMBER, member=member)
    other = new_token()

    asked = text_of(admin.get(f"{MEMBERS}{member.pk}/delete/"))
    admin.post(f"{MEMBERS}{member.pk}/delete/", {"post": "yes"})

    assert "Tokens: 1" in asked
    assert [row.pk for row in StoredToken.objects.all()] == [other.pk]
    assert User.objects.filter(username="user-ada").exists()


def test_the_audit_tells_of_the_logins_that_end_with_what_is_deleted(
    admin: Client, new_token: NewToken, new_member: NewMember, told: Told
) -> None:
    member = new_member()
    rows = [new_token(Role.MEMBER, member=member), new_token(), new_token()]
    new_token(Role.MEMBER, member=member, ended_at=timezone.now())

    admin.post(f"{MEMBERS}{member.pk}/delete/", {"post": "yes"})
    act(admin, "delete_selected", rows[1], post="yes")
    admin.post(f"{TOKENS}{rows[2].pk}/delete/", {"post": "yes"})

    assert not StoredToken.objects.exists()
    by = f"reason=revoked by={User.objects.get(username='root').pk}"
    assert [line.replace("site=default ", "") for line in told()] == [
        f"token_ended {by} role=member token={rows[0].pk} member=member-ada user={member.user_id}",
        f"token_ended {by} role=visitor token={rows[1].pk}",
        f"token_ended {by} role=visitor token={rows[2].pk}",
    ]


def test_deleting_a_member_takes_the_permission_to_delete_its_tokens(
    log_in_as: LogInAs, new_token: NewToken, new_member: NewMember
) -> None:
    member = new_member()
    new_token(Role.MEMBER, member=member)
    cleaner = log_in_as("view_wixmember", "delete_wixmember")

    cleaner.post(f"{MEMBERS}{member.pk}/delete/", {"post": "yes"})

    assert WixMember.objects.exists()


def test_a_filter_names_nobody_whom_one_may_not_see(
    log_in_as: LogInAs, new_member: NewMember
) -> None:
    member = new_member()

    calls = text_of(log_in_as("view_elevatedcall").get(CALLS, {"user": member.user_id}))
    tokens = text_of(log_in_as("view_storedtoken").get(TOKENS, {"member": member.pk}))
    known = text_of(
        log_in_as("view_storedtoken", "view_wixmember").get(TOKENS, {"member": member.pk})
    )

    assert "By user" in calls
    assert "user-ada" not in calls
    assert "By member" in tokens
    assert "Ada" not in tokens
    assert "Ada" in known


def test_logins_under_way_have_no_page(admin: Client) -> None:
    assert "loginattempt" not in admin.get("/admin/").content.decode()
