"""
A site's own login page: its visitors register and log in through the site's server.

Follows "Custom Login Page Using the REST API"
``/docs/go-headless/``. The states and the numbered codes are Wix's; which HTTP status goes with a
captcha's or a code's refusal, and what a blocked member hears, is not published. Captcha tokens
are not shown to Google: ``captcha-passed`` is good, every other one bad.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from flask import Blueprint

from wix_headless.sandbox.auth import mails
from wix_headless.sandbox.auth.sign_on import LIFE
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json, Member, PendingCode, new_secret
from wix_headless.sandbox.people import profiles
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("iam", __name__)

CODE_LIFE = timedelta(minutes=10)  # not published; the sandbox's choice
MOST_TRIES = 5  # the same
SHORTEST_PASSWORD = 6
LONGEST_PASSWORD = 100
CAPTCHAS = ("Recaptcha", "InvisibleRecaptcha", "NoCaptcha")
GOOD_CAPTCHA = "captcha-passed"
LOGIN_PATHS = ("/_api/iam/authentication/v2", "/iam/authentication/v2")


@area.post(f"{LOGIN_PATHS[0]}/register")
@area.post(f"{LOGIN_PATHS[1]}/register")
def register() -> Json:
    """Make a member of an e-mail address and a password."""
    memory, asked = state(), body()
    email = read_email(asked.sub("loginId"))
    password = read_password(asked, "password")
    profile = asked.sub("profile")
    first_name, last_name = profile.text("firstName"), profile.text("lastName")
    nickname = profile.text("nickname", longest=100)
    asked.sub("clientMetaData")
    _check_captcha(memory, asked)
    if memory.member_by_email(email) is not None:
        raise WixError(409, "The e-mail address is registered already.", code="-19995")
    member = profiles.join(
        memory, email=email, password=password, first_name=first_name, last_name=last_name
    )
    member.nickname = nickname or member.nickname
    return answer(memory, member)


@area.post(f"{LOGIN_PATHS[0]}/login")
@area.post(f"{LOGIN_PATHS[1]}/login")
def log_in() -> Json:
    """Compare a password, and say what comes next."""
    memory, asked = state(), body()
    email = read_email(asked.sub("loginId"))
    password = asked.required_text("password", longest=LONGEST_PASSWORD)
    asked.text("stateToken")
    _check_captcha(memory, asked)
    member = memory.member_by_email(email)
    if member is None:
        raise WixError(404, "Identity not found.", code="-19999")
    if not hmac.compare_digest(password.encode(), member.password.encode()):
        raise WixError(401, "The password is wrong.", code="-19976")
    if member.status in {"BLOCKED", "OFFLINE"}:
        raise WixError(403, f"The member is {member.status}.")
    return answer(memory, member)


@area.post("/_api/iam/verification/v1/auth/verify")
@area.post("/iam/verification/v1/auth/verify")
def verify() -> Json:
    """Take the code out of a mail, and say what comes next."""
    memory, asked = state(), body()
    code = asked.required_text("code", longest=6)
    token = asked.required_text("stateToken")
    pending = memory.pending_codes.get(token)
    if pending is None or memory.now() >= pending.expires:
        raise _failed()
    pending.tries += 1
    if pending.tries >= MOST_TRIES:
        del memory.pending_codes[token]
    if not hmac.compare_digest(code.encode(), pending.code.encode()):
        raise _failed()
    memory.pending_codes.pop(token, None)
    member = memory.members[pending.member_id]
    member.email_verified = True
    return answer(memory, member)


@area.post("/_api/iam/verification/v1/start")
@area.post("/iam/verification/v1/start")
def start_verification() -> Json:
    """Send a code to a member's address."""
    memory, asked = state(), body()
    asked.choice("target", ("EMAIL",), "EMAIL")
    member = memory.members.get(asked.guid("identityId"))
    if member is None:
        raise WixError(404, "Identity not found.", code="-19999")
    return {"verificationId": _send_code(memory, member)}


def answer(memory: State, member: Member) -> Json:
    """Say where a member stands on the way in, and send what is needed for the next step."""
    if memory.settings.verify_email and not member.email_verified:
        token = _send_code(memory, member)
        return {"state": "REQUIRE_EMAIL_VERIFICATION", "stateToken": token} | _identity(member)
    if member.status == "PENDING":
        return {"state": "REQUIRE_OWNER_APPROVAL"} | _identity(member)
    token = new_secret()
    memory.session_tokens[token] = (member.id, memory.now() + LIFE)
    return {"state": "SUCCESS", "sessionToken": token} | _identity(member)


def spend(memory: State, token: str) -> Member | None:
    """Return whose session token this is; it works once."""
    owner, expires = memory.session_tokens.pop(token, ("", memory.now()))
    return memory.members.get(owner) if memory.now() < expires else None


def read_email(asked: Fields) -> str:
    """Return the address of a request."""
    email = asked.required_text("email")
    if not profiles.is_email(email):
        error = ValidationError(asked.name("email"), "is not an e-mail address", rule="EMAIL")
        error.violation["data"] = {"type": "EMAIL"}
        raise error
    return email


def read_password(asked: Fields, field: str) -> str:
    """Return a password that is long enough to be set."""
    password = asked.required_text(field, longest=LONGEST_PASSWORD)
    if len(password) < SHORTEST_PASSWORD:
        description = f"has size {len(password)}, expected {SHORTEST_PASSWORD} or more"
        raise ValidationError(field, description, rule="MIN_LENGTH")
    return password


def _send_code(memory: State, member: Member) -> str:
    token, code = new_secret(), f"{secrets.randbelow(10**6):06}"
    expires = memory.now() + CODE_LIFE
    memory.pending_codes[token] = PendingCode(member_id=member.id, code=code, expires=expires)
    mails.send(memory, to=member.email, kind="code", code=code)
    return token


def _check_captcha(memory: State, asked: Fields) -> None:
    tokens = [
        one.text(kind, longest=8192)
        for one in asked.items("captchaTokens", most=5)
        for kind in CAPTCHAS
        if one.has(kind)
    ]
    if not memory.settings.require_captcha:
        return
    if not any(tokens):
        raise WixError(400, "The captcha token is missing.", code="-19971")
    if GOOD_CAPTCHA not in tokens:
        raise WixError(400, "The captcha token is not valid.", code="-19970")


def _identity(member: Member) -> Json:
    status = "ACTIVE" if member.status == "APPROVED" else member.status
    email = {"address": member.email, "isVerified": member.email_verified}
    return {"identity": {"id": member.id, "email": email, "status": {"name": status}}}


def _failed() -> WixError:
    return WixError(400, "The code is wrong, or too old.", code="VERIFICATION_FAILED")
