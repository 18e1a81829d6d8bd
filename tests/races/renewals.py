"""A crowd finds the same token ended, or missing: one request asks Wix."""

from __future__ import annotations

from collections.abc import Iterator

from tests.races.crowd import send_all
from tests.races.outcome import Outcome
from tests.races.people import end_access, log_in_member, new_session, row_of
from tests.races.stage import Stage
from wix_headless.models import ElevatedCall, StoredToken
from wix_headless.storages.leases import token_rows
from wix_headless.tokens import Role


def tell_stories(stage: Stage) -> Iterator[Outcome]:
    """Play every kind of token."""
    yield tell_of_member(stage)
    yield tell_of_refused_member(stage)
    yield tell_of_first_visitor(stage)
    yield tell_of_visitor(stage)
    yield tell_of_first_app(stage)
    yield tell_of_app(stage)
    yield tell_of_many_elevated(stage)


def tell_of_member(stage: Stage) -> Outcome:
    session = log_in_member(stage.sandbox)
    end_access(row_of(session))
    stage.sandbox.expire_tokens(role="member")
    return stage.play("a member's token has expired", stage.build_crowd("/member/", session))


def tell_of_refused_member(stage: Stage) -> Outcome:
    """Let Wix end a token earlier than it had said: every page is answered 401 first."""
    session = log_in_member(stage.sandbox)
    end_access(row_of(session), left=3600)
    stage.sandbox.expire_tokens(role="member")
    return stage.play(
        "Wix refuses a member's token before its time", stage.build_crowd("/member/", session)
    )


def tell_of_first_visitor(stage: Stage) -> Outcome:
    session = new_session()
    before = set(_ids(Role.VISITOR))
    outcome = stage.play(
        "a session's visitor speaks for the first time", stage.build_crowd("/visitor/", session)
    )
    made = set(_ids(Role.VISITOR)) - before
    outcome.expect(len(made) == 1, f"{len(made)} rows, and not one")
    return outcome


def tell_of_visitor(stage: Stage) -> Outcome:
    session = new_session()
    send_all(stage.build_crowd("/visitor/", session, count=1))
    end_access(row_of(session))
    stage.sandbox.expire_tokens(role="visitor")
    return stage.play("a visitor's token has expired", stage.build_crowd("/visitor/", session))


def tell_of_first_app(stage: Stage) -> Outcome:
    token_rows().filter(role=Role.APP).delete()
    outcome = stage.play("the app speaks for the first time", stage.build_crowd("/app/"))
    made = len(_ids(Role.APP))
    outcome.expect(made == 1, f"{made} rows, and not one")
    return outcome


def tell_of_app(stage: Stage) -> Outcome:
    end_access(token_rows().get(role=Role.APP))
    stage.sandbox.expire_tokens(role="app")
    return stage.play("the app's token has expired", stage.build_crowd("/app/"))


def tell_of_many_elevated(stage: Stage) -> Outcome:
    """Go on for many pages: the one token serves them all."""
    token_rows().filter(role=Role.APP).delete()
    ElevatedCall.objects.all().delete()
    stage.sandbox.forget_requests()
    pages = []
    while len(pages) < stage.scale.elevated:
        pages += send_all(stage.build_crowd("/app/"))
    outcome = stage.tell("elevated pages, a crowd after the other", pages)
    audited = ElevatedCall.objects.count()
    outcome.expect(audited == len(pages), f"{audited} elevated calls are in the audit")
    return outcome


def _ids(role: Role) -> list[StoredToken]:
    return list(token_rows().filter(role=role).values_list("pk", flat=True))
