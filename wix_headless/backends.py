"""``WixMemberBackend``: from a member of the Wix site to a user of the Django site."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, router, transaction
from django.http import HttpRequest

from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.exceptions import AccountExistsError, MemberNotAllowedError
from wix_headless.models import WixMember
from wix_headless.protocol.members import MemberProfile
from wix_headless.signals import member_created
from wix_headless.storages.members import find_member, note_profile

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WixIdentity:
    """
    A member whom Wix has just vouched for.

    Attributes:
        member_id: From token-info: whom the token speaks for.
        profile: From the members API; None where the site has no Members Area.
    """

    site: str
    member_id: str
    profile: MemberProfile | None = field(default=None, repr=False)


class WixMemberBackend(BaseBackend):
    """
    Finds or makes the user of a member.

    A subclass that fills other fields of the user overrides :meth:`map_profile`;
    put its dotted path into AUTHENTICATION_BACKENDS instead of this one's.
    """

    def authenticate(
        self, request: HttpRequest | None, wix_identity: WixIdentity | None = None, **_: Any
    ) -> Any:
        """
        Return the member's user.

        Raises:
            MemberNotAllowedError: If Wix or this site keeps the member out.

            AccountExistsError: If somebody else's user stands in the way of a new one.
        """
        if wix_identity is None:
            return None
        profile = wix_identity.profile
        if profile is not None and profile.kept_out:
            raise MemberNotAllowedError(reason=profile.kept_out)
        member = self.find_member(wix_identity) or self.create_member(wix_identity)
        user = member.user
        if not user.is_active:
            raise MemberNotAllowedError(reason="inactive")
        if profile is not None:
            self.update_member(member, profile)
        else:
            note_profile(member, None)
        return user

    def get_user(self, user_id: Any) -> Any:
        """Return the user of a session, while it is active and Wix does not keep its member out."""
        everybody = get_user_model()._default_manager.select_related("wix_member")
        users = everybody.filter(pk=user_id)
        user = users.first()
        written = router.db_for_write(users.model)
        if user is None and users.db != written:
            # A replica may not have heard yet of whoever has just logged in for the first time.
            user = users.using(written).first()
        if user is None or not user.is_active or _is_kept_out(user):
            return None
        return user

    def find_member(self, identity: WixIdentity) -> WixMember | None:
        """Return the member if it has been here before; its id is compared exactly."""
        return find_member(identity.site, identity.member_id)

    def create_member(self, identity: WixIdentity) -> WixMember:
        """
        Make the member's row, and a user for it unless one is to be linked.

        Raises:
            AccountExistsError: If a user with this name or address exists, and is not the member's.
        """
        try:
            with transaction.atomic(using=router.db_for_write(WixMember)):
                user = self.find_linked_user(identity) or self.create_user(identity)
                member = WixMember(site=identity.site, member_id=identity.member_id, user=user)
                member.save(force_insert=True)
        except IntegrityError:
            # Two first logins at once: the other has made it. Never looked up by address.
            found = self.find_member(identity)
            if found is None:
                raise AccountExistsError from None
            return found
        member_created.send(
            type(self),
            user=user,
            member=member,
            profile=identity.profile.raw if identity.profile else {},
            site=identity.site,
        )
        return member

    def create_user(self, identity: WixIdentity) -> Any:
        """Make a user who can log in through Wix only."""
        user = get_user_model()()
        user.set_unusable_password()
        if identity.site != DEFAULT_SITE and user.get_email_field_name() != user.USERNAME_FIELD:
            # Nobody says that the members of two sites have no id in common.
            name = f"wix-{identity.site}-{identity.member_id}"
            setattr(user, user.USERNAME_FIELD, name[: _length_of(user, user.USERNAME_FIELD)])
        self.map_profile(user, identity.member_id, identity.profile or MemberProfile())
        user.save()
        return user

    def update_member(self, member: WixMember, profile: MemberProfile) -> None:
        """Take over what Wix told at this login."""
        note_profile(member, profile)
        self.map_profile(member.user, member.member_id, profile)
        try:
            with transaction.atomic(using=router.db_for_write(type(member.user))):
                member.user.save()
        except IntegrityError:
            # Another user has the new address: the old one stays, and the login goes on.
            logger.warning("User %s keeps its old details: the new are taken.", member.user.pk)
            member.user.refresh_from_db(using=member.user._state.db)

    def map_profile(self, user: Any, member_id: str, profile: MemberProfile) -> None:
        """
        Fill the user's fields from the member's profile, at its first login and at each later.

        Whatever Wix did not tell leaves the user as it is. Fields that the user model does not
        have are passed over, and texts are cut to what a field can hold.
        """
        login_name = user.USERNAME_FIELD
        email_field = type(user).get_email_field_name()
        values = {
            "first_name": profile.first_name,
            "last_name": profile.last_name,
            email_field: profile.login_email,
        }
        if not getattr(user, login_name):
            named_by_email = login_name == email_field
            fallback = f"{member_id}@members.invalid" if named_by_email else f"wix-{member_id}"
            values[login_name] = (profile.login_email if named_by_email else "") or fallback
        for name, value in values.items():
            length = _length_of(user, name)
            if value and length is not None:
                setattr(user, name, value[:length])

    def find_linked_user(self, identity: WixIdentity) -> Any:
        """
        Return the user with the member's address, where the settings ask for that.

        Only an address that Wix has verified, only one user who has it, and never staff:
        whoever controls the address becomes that user.
        """
        profile = identity.profile
        if not wix_settings.LINK_VERIFIED_EMAIL or profile is None:
            return None
        if not profile.login_email or not profile.login_email_verified:
            return None
        model: Any = get_user_model()
        address = {f"{model.get_email_field_name()}__iexact": profile.login_email}
        # Where it is written: what a replica says of staff may be over.
        everybody = model._default_manager.using(router.db_for_write(model))
        users = list(everybody.filter(**address, wix_member=None)[:2])
        if len(users) != 1 or not users[0].is_active:
            return None
        user = users[0]
        is_staff = getattr(user, "is_staff", False) or getattr(user, "is_superuser", False)
        return None if is_staff else user


def _is_kept_out(user: Any) -> bool:
    member = getattr(user, "wix_member", None)
    return member is not None and member.is_kept_out


def _length_of(user: Any, name: str) -> int | None:
    """Return how much text a field holds, None if there is no such field."""
    try:
        field_ = user._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field_.max_length or 10_000
