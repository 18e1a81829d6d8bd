"""
Signing on whom the site itself has identified, with an API key: externally managed login.

Follows "Handle Members with Externally-Managed Login"
``/docs/go-headless/``: the header
joins a visitor's token and an API key by a comma.
What Wix answers to a wrong pair is not published.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint

from wix_headless.sandbox import identity
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json, Member, new_secret
from wix_headless.sandbox.people import profiles
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("sign_on", __name__)

#: A session token lives "about five minutes".
LIFE = timedelta(minutes=5)


@area.post("/_api/iam/authentication/v2/sign-on")
@area.post("/iam/authentication/v2/sign-on")
def sign_on() -> Json:
    """Find or make the member of an address, for the holder of an API key."""
    memory = state()
    if not identity.is_trusted(memory):
        raise WixError(401, "Sign-on takes a visitor's token and an API key, joined by a comma.")
    asked = body()
    email = asked.sub("loginId").required_text("email")
    if not profiles.is_email(email):
        raise ValidationError("loginId.email", "is not an e-mail address", rule="EMAIL")
    profile = asked.sub("profile")
    first_name, last_name = profile.text("firstName"), profile.text("lastName")
    verify = asked.boolean("verifyEmail")
    asked.boolean("mergeExistingContact", True)
    member = memory.member_by_email(email)
    if member is None:
        member = profiles.join(
            memory, email=email, password="", first_name=first_name, last_name=last_name
        )
    for name, value in {"firstName": first_name, "lastName": last_name}.items():
        if value:
            member.contact[name] = value
    member.email_verified = member.email_verified or verify
    member.last_login = memory.now()
    return _answer(memory, member)


def _answer(memory: State, member: Member) -> Json:
    token = new_secret()
    memory.session_tokens[token] = (member.id, memory.now() + LIFE)
    email = {"address": member.email, "isVerified": member.email_verified}
    status = "ACTIVE" if member.status == "APPROVED" else member.status
    return {
        "sessionToken": token,
        "identity": {"id": member.id, "email": email, "status": {"name": status}},
    }


def use_up(memory: State, token: str, member_id: str) -> bool:
    """Say whether *token* is this member's; it works once."""
    owner, expires = memory.session_tokens.pop(token, ("", memory.now()))
    return bool(owner) and owner == member_id and memory.now() < expires
