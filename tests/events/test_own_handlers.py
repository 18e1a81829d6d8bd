"""What we do ourselves: the app removed, members deleted or blocked, people who are forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.events.signing import APP_ID, INSTANCE_ID, ORDER, sign_event, sign_plain
from wix_headless.models import AppInstance, EventDelivery, StoredToken, WixMember
from wix_headless.tokens import Role

pytestmark = pytest.mark.django_db

MEMBER = "wix.members.v1.member"
CONTACT = "wix.contacts.v4.contact"
ADA = "ada@example.com"
OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def member():
    """A member who is logged in."""
    member = WixMember.objects.create(
        user=User.objects.create_user("ada", ADA),
        member_id="m-1",
        contact_id="c-1",
        login_email=ADA,
        nickname="Ada",
        photo_url="https://static.wixstatic.com/media/ada.jpg",
        status="APPROVED",
    )
    StoredToken.objects.create(role=Role.MEMBER, member=member, sealed=b"sealed")
    return member


def app_token(instance):
    return StoredToken.objects.create(role=Role.APP, instance_id=instance, sealed=b"sealed")


def is_ended(token):
    token.refresh_from_db()
    return token.is_ended and token.sealed is None


def everything():
    """All that is kept of events, as text."""
    return "".join(EventDelivery.objects.values_list("payload", flat=True))


def send(post, event_type, **event):
    assert post(sign_event(event_type, actionEvent=None, **event)).status_code == 200
    row = EventDelivery.objects.latest("pk")
    assert (row.state, row.last_error) == ("completed", "")


def test_an_app_that_is_removed_has_no_tokens_and_no_memory_there(post):
    AppInstance.objects.create(
        instance_id=OTHER, installed_at=timezone.now() - timedelta(days=1), site_name="Ada's shop"
    )
    here, there = app_token(INSTANCE_ID), app_token(OTHER)
    post(sign_event(instance=OTHER, actionEvent={"body": {"email": ADA}}))
    post(sign_event(instance=INSTANCE_ID, actionEvent={"body": {"name": "stays"}}))

    body = sign_plain("AppRemoved", {"appId": APP_ID, "by": ADA}, instance=OTHER)
    assert [post(body).status_code, post(body).status_code] == [200, 200]

    assert (is_ended(there), is_ended(here)) == (True, False)
    assert AppInstance.objects.get().is_removed
    assert ADA not in everything()
    assert "stays" in everything()
    # And nothing more from there.
    assert post(sign_event(instance=OTHER)).status_code == 403


def test_an_app_that_is_installed_is_known_and_a_late_word_of_it_is_none(post):
    told = {"appId": APP_ID}
    now = int(timezone.now().timestamp())
    installed = sign_plain("AppInstalled", told, instance=OTHER, iat=now - 20)
    removed = sign_plain("AppRemoved", told, instance=OTHER, iat=now - 10)

    post(removed)
    post(installed)

    assert AppInstance.objects.get().is_removed


def test_a_member_who_is_deleted_is_out_and_forgotten(post, member):
    send(post, f"{MEMBER}_updated", entityId="m-1", updatedEvent={"currentEntity": {"e": ADA}})
    send(post, f"{MEMBER}_updated", entityId="m-2", updatedEvent={"currentEntity": {"e": "ben"}})

    send(post, f"{MEMBER}_deleted", entityId="m-1", deletedEvent={"deletedEntity": {"e": ADA}})

    member.refresh_from_db()
    assert (member.status, member.member_id) == ("DELETED", "m-1")
    assert (member.contact_id, member.login_email, member.nickname, member.photo_url) == ("",) * 4
    assert is_ended(StoredToken.objects.get())
    assert ADA not in everything()
    assert "ben" in everything()
    # The user is the project's own.
    assert User.objects.get().email == ADA


def test_what_is_forgotten_is_there_for_the_projects_handlers_first(post, listen):
    heard = listen(f"{MEMBER}_deleted")

    send(post, f"{MEMBER}_deleted", entityId="m-1", deletedEvent={"deletedEntity": {"e": ADA}})

    assert heard[0].entity == {"e": ADA}
    assert everything() == ""


def test_a_member_who_is_blocked_is_out(post, member):
    blocked = {"currentEntity": {"id": "m-1", "status": "BLOCKED"}}

    send(post, f"{MEMBER}_updated", entityId="m-1", updatedEvent=blocked)

    member.refresh_from_db()
    assert (member.status, member.nickname) == ("BLOCKED", "Ada")
    assert StoredToken.objects.get().end_reason == "blocked"


def test_a_member_who_has_another_name_stays_in(post, member):
    renamed = {"currentEntity": {"id": "m-1", "status": "APPROVED"}}

    send(post, f"{MEMBER}_updated", entityId="m-1", updatedEvent=renamed)

    assert not StoredToken.objects.get().is_ended


def test_a_late_word_that_a_member_is_blocked_is_none(post, member):
    for sequence, status in (("2", "APPROVED"), ("1", "BLOCKED")):
        updated = {"currentEntity": {"id": "m-1", "status": status}}
        send(
            post,
            f"{MEMBER}_updated",
            entityId="m-1",
            updatedEvent=updated,
            entityEventSequence=sequence,
        )

    assert not StoredToken.objects.get().is_ended


@pytest.mark.parametrize(("fqdn", "entity_id"), [(MEMBER, "m-1"), (CONTACT, "c-1")])
def test_who_wants_to_be_forgotten_is(post, member, fqdn, entity_id):
    told = {"currentEntity": {"email": ADA}}
    send_quietly(post, f"{fqdn}_updated", entityId=entity_id, updatedEvent=told)

    send(
        post,
        f"{fqdn}_updated",
        entityId=entity_id,
        updatedEvent=told,
        triggeredByAnonymizeRequest=True,
    )

    member.refresh_from_db()
    assert (member.contact_id, member.login_email, member.nickname, member.photo_url) == ("",) * 4
    assert everything() == ""


def send_quietly(post, event_type, **event):
    assert post(sign_event(event_type, actionEvent=None, **event)).status_code == 200


def test_orders_of_somebody_who_wants_to_be_forgotten_are(post, member, listen):
    heard = listen(entity=ORDER)
    told = {"createdEvent": {"entity": {"email": ADA}}}
    send(post, f"{ORDER}_created", entityId="o-1", **told)
    send(post, f"{ORDER}_created", entityId="o-2", createdEvent={"entity": {"email": "ben"}})

    send(post, f"{ORDER}_updated", entityId="o-1", triggeredByAnonymizeRequest=True)

    assert [event.is_anonymize_request for event in heard] == [False, False, True]
    assert ADA not in everything()
    assert "ben" in everything()
    # Of the member it said nothing.
    member.refresh_from_db()
    assert member.nickname == "Ada"


def test_what_is_not_about_a_member_we_know_is_no_mistake(post):
    send(post, f"{MEMBER}_deleted", entityId="nobody")
    send(post, f"{MEMBER}_updated", entityId="nobody", updatedEvent={"currentEntity": {}})
    send(post, f"{CONTACT}_deleted", entityId="", triggeredByAnonymizeRequest=True)
