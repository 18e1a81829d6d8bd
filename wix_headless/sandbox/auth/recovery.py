"""
A forgotten password: the mail with the link, and a new password by the API.

Follows "Custom Login Page Using the REST API"
``/docs/go-headless/``. What Wix answers to an address that nobody has is not published; that it
says so is the harder case for a site, which must not pass it on.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, url_for

from wix_headless.sandbox.auth import iam, mails
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json, Member, Recovery, new_secret
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("recovery", __name__)

LIFE = timedelta(hours=3)  # not published; the sandbox's choice


@area.post("/_api/iam/recovery/v1/send-email")
@area.post("/iam/recovery/v1/send-email")
def send_email() -> Json:
    """Send a link to a page on which a new password is set."""
    memory, asked = state(), body()
    email = iam.read_email(asked)
    asked.text("language", longest=2)
    target = asked.sub("redirect")
    url = target.text("url")
    if url and not memory.allows_return(url):
        raise ValidationError("redirect.url", "isn't listed as an allowed redirect domain")
    if url and target.guid("clientId") != memory.credentials.client_id:
        raise ValidationError("redirect.clientId", "is not a client of this project")
    member = memory.member_by_email(email)
    if member is None:
        raise WixError(404, "Identity not found.", code="-19999")
    token = new_secret()
    expires = memory.now() + LIFE
    memory.recoveries[token] = Recovery(member_id=member.id, url=url, expires=expires)
    link = memory.origin + url_for("recovery_page.choose_password", token=token)
    mails.send(memory, to=member.email, kind="recovery", url=link)
    return {}


@area.post("/_api/iam/recovery/v1/recover")
@area.post("/iam/recovery/v1/recover")
def recover() -> Json:
    """Set a new password with the token out of the link."""
    memory, asked = state(), body()
    password = iam.read_password(asked, "password")
    recovery = memory.recoveries.pop(asked.required_text("recoveryToken"), None)
    if recovery is None or memory.now() >= recovery.expires:
        raise WixError(400, "The recovery token is not valid.", code="INVALID_RECOVERY_TOKEN")
    return iam.answer(memory, reset(memory, recovery, password))


def reset(memory: State, recovery: Recovery, password: str) -> Member:
    """Set the password; whoever could read the mail has the address."""
    member = memory.members[recovery.member_id]
    member.password, member.email_verified = password, True
    return member
