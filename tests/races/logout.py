"""A member logs out while pages of the same session are under way: none of them revives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.models import Session

from tests.races.crowd import Page, Visit, count_statuses, open_page, sending
from tests.races.outcome import Outcome
from tests.races.people import end_access, log_in_member, row_of
from tests.races.stage import Stage
from tests.races.waiting import wait_for_holder, wait_until
from wix_headless.models import StoredToken
from wix_headless.storages.leases import token_rows
from wix_headless.tokens import Role

CURRENT_MEMBER = "/members/v1/members/my"

#: Seconds that each call takes: the sandbox answers sixteen at a time.
SLOW_SECONDS = 0.5

#: The page itself, the way to it as nobody, and Django's own answer to a page that
#: saves a session which was deleted meanwhile.
FITTING = {200, 302, 400}


def tell_stories(stage: Stage) -> Iterator[Outcome]:
    """Log out while calls are slow, and while the renewal is."""
    yield tell_of_calls(stage)
    yield tell_of_renewal(stage)


def tell_of_calls(stage: Stage) -> Outcome:
    session = log_in_member(stage.sandbox)
    row = row_of(session)
    stage.sandbox.forget_requests()
    visits = build_pages(stage, session)
    stage.sandbox.fail(CURRENT_MEMBER, times=len(visits), mode="delay", delay=SLOW_SECONDS)
    before = find_open_logins()
    with sending(visits) as pages:
        wait_until(lambda: bool(stage.sandbox.requests_to(CURRENT_MEMBER)), "no page calls Wix")
        under_way = sum(not page.done() for page in pages)
        answer = log_out(stage, session)
    stage.sandbox.heal()
    results = [page.result() for page in pages]
    outcome = tell(stage, "logout, while calls are under way", results, most_requests=0)
    outcome.expect(under_way >= len(visits) // 2, f"{under_way} pages only were under way")
    check_end(stage, outcome, row, [answer, *results], before)
    return outcome


def tell_of_renewal(stage: Stage) -> Outcome:
    session = log_in_member(stage.sandbox)
    row = row_of(session)
    end_access(row)
    stage.sandbox.forget_requests()
    stage.sandbox.fail("/oauth2/token", mode="delay", delay=stage.scale.hang)
    before = find_open_logins()
    with sending(build_pages(stage, session)) as pages:
        wait_for_holder(token_rows().filter(pk=row.pk))
        under_way = sum(not page.done() for page in pages)
        answer = log_out(stage, session)
    results = [page.result() for page in pages]
    # One of them is the logout's own: it has to tell Wix, and its token had expired, too.
    outcome = tell(stage, "logout, while the renewal is under way", results, most_requests=2)
    outcome.expect(under_way == len(results), f"{under_way} pages only were under way")
    check_end(stage, outcome, row, [answer, *results], before)
    return outcome


def build_pages(stage: Stage, session: str) -> list[Visit]:
    """Return visits of one member's page, every other of which writes into the session."""
    half = stage.scale.leaving // 2
    reading = stage.build_crowd("/member/", session, count=half)
    return reading + stage.build_crowd("/member/?write", session, count=half)


def log_out(stage: Stage, session: str) -> Page:
    """Press the button."""
    csrf = "x" * 32
    headers = {"Cookie": f"csrftoken={csrf}", "X-CSRFToken": csrf}
    server = stage.servers[-1]
    return open_page(
        Visit(server=server, path="/wix/logout/", session=session, method="POST", headers=headers)
    )


def tell(stage: Stage, story: str, pages: Sequence[Page], *, most_requests: int) -> Outcome:
    """Return the outcome so far."""
    failed = [page for page in pages if page.status not in FITTING]
    outcome = Outcome(
        story=story,
        pages=len(pages),
        token_requests=stage.sandbox.token_requests(),
        failures=len(failed),
        slowest=max(page.seconds for page in pages),
    )
    outcome.expect(not failed, f"pages failed: {count_statuses(failed)}")
    outcome.expect(
        outcome.token_requests <= most_requests,
        f"{outcome.token_requests} token requests, and not {most_requests} at most",
    )
    return outcome


def check_end(
    stage: Stage, outcome: Outcome, row: StoredToken, pages: Sequence[Page], before: set[object]
) -> None:
    """See that the login has ended everywhere: in the database, and for every cookie around."""
    outcome.expect(pages[0].status == 302, f"the logout answered {pages[0].status}")
    row.refresh_from_db()
    outcome.expect(row.is_ended and row.sealed is None, "the row has not ended")
    revived = find_open_logins() - (before - {row.pk})
    outcome.expect(not revived, f"{len(revived)} logins are open that were not")
    cookies = {pages[1].visit.session} | {page.session for page in pages if page.session}
    for cookie in cookies:
        known = open_page(Visit(server=stage.servers[0], path="/whoami/", session=cookie)).data
        is_nobody = known["role"] == "visitor" and not known["is_member"] and not known["is_user"]
        outcome.expect(is_nobody, "a cookie is still logged in")
    sessions = Session.objects.filter(session_key__in=cookies)
    signed_in = [session for session in sessions if USER_KEY in session.get_decoded()]
    outcome.expect(not signed_in, f"{len(signed_in)} sessions are signed in")


def find_open_logins() -> set[object]:
    """Return the ids of all rows that may speak for a member."""
    rows = token_rows().filter(role=Role.MEMBER, ended_at=None)
    return set(rows.values_list("pk", flat=True))
