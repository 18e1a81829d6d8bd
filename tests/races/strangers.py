"""Somebody's renewal hangs, and nobody else waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.races.crowd import send_all, sending
from tests.races.outcome import Outcome
from tests.races.people import end_access, log_in_member, new_session, row_of
from tests.races.settings import OTHER_HOST, OTHER_SITE
from tests.races.stage import Stage
from tests.races.waiting import wait_for_holder
from wix_headless.conf import DEFAULT_SITE
from wix_headless.storages.leases import token_rows
from wix_headless.tokens import Role


def tell_stories(stage: Stage) -> Iterator[Outcome]:
    """Let one of two hang."""
    yield tell_of_two_sessions(stage)
    yield tell_of_two_sites(stage)


def tell_of_two_sessions(stage: Stage) -> Outcome:
    """The second session's pages go to every process, also to the one that hangs."""
    sessions = [log_in_member(stage.sandbox) for _ in range(2)]
    rows = [row_of(session) for session in sessions]
    for row in rows:
        end_access(row)
    stage.sandbox.forget_requests()
    stage.sandbox.fail("/oauth2/token", mode="delay", delay=stage.scale.hang)
    with sending(stage.build_crowd("/member/", sessions[0], count=1)) as hanging:
        wait_for_holder(token_rows().filter(pk=rows[0].pk))
        pages = send_all(stage.build_crowd("/member/", sessions[1], count=len(stage.servers) * 5))
        had_to_wait = hanging[0].done()
    outcome = stage.tell(
        "a session's pages, while another's renewal hangs", pages, token_requests=2
    )
    outcome.expect(hanging[0].result().status == 200, "the hanging page failed")
    outcome.expect(not had_to_wait, "they waited for the other session")
    return outcome


def tell_of_two_sites(stage: Stage) -> Outcome:
    """One session, whose visitor speaks for the first time at each of two sites."""
    session = new_session()
    stage.sandbox.forget_requests()
    stage.sandbox.fail("/oauth2/token", mode="delay", delay=stage.scale.hang)
    elsewhere = [
        replace(visit, headers={"Host": OTHER_HOST})
        for visit in stage.build_crowd("/visitor/", session, count=len(stage.servers) * 5)
    ]
    with sending(stage.build_crowd("/visitor/", session, count=1)) as hanging:
        wait_for_holder(token_rows().filter(role=Role.VISITOR, site=DEFAULT_SITE))
        pages = send_all(elsewhere)
        had_to_wait = hanging[0].done()
    outcome = stage.tell("a site's pages, while another's renewal hangs", pages, token_requests=2)
    outcome.expect(hanging[0].result().status == 200, "the hanging page failed")
    outcome.expect(not had_to_wait, "they waited for the other site")
    made = token_rows().filter(site=OTHER_SITE).count()
    outcome.expect(made == 1, f"{made} rows of the other site, and not one")
    return outcome
