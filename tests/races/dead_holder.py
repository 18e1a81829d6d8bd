"""The process that renews for everybody is killed in the middle of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta

from tests.races.crowd import sending
from tests.races.outcome import Outcome
from tests.races.people import end_access, log_in_member, row_of
from tests.races.stage import Stage
from tests.races.waiting import let_arrive, wait_for_holder, wait_until
from wix_headless.models import DatabaseNow
from wix_headless.storages.leases import token_rows

#: A lease and one renewal after it.
LONGEST_RECOVERY_SECONDS = 15.0


def tell_stories(stage: Stage) -> Iterator[Outcome]:
    """Kill the holder of a lease."""
    session = log_in_member(stage.sandbox)
    row = row_of(session)
    end_access(row)
    victim = stage.servers[0]
    pid = stage.find_pid(victim)
    crowd = stage.build_crowd("/member/", session)
    stage.sandbox.forget_requests()
    stage.sandbox.fail("/oauth2/token", mode="delay", delay=stage.scale.hang)
    # The first goes alone, to the victim: so it is there that the lease is held.
    with sending(crowd[:1]) as first:
        wait_for_holder(token_rows().filter(pk=row.pk))
        with sending(crowd[1:]) as others:
            let_arrive()
            os.kill(pid, signal.SIGKILL)
            killed = time.monotonic()
            if stage.scale.is_lease_cut:
                soon = DatabaseNow() + timedelta(seconds=1)
                token_rows().filter(pk=row.pk).update(leased_until=soon)
    # The sandbox counts the dead one's request when it comes to answer it.
    wait_until(lambda: stage.sandbox.token_requests() >= 2, "nobody renews after the dead one")
    pages = [page.result() for page in (*first, *others)]
    lost = [page for page in pages if page.visit.server == victim and not page.status]
    left = [page for page in pages if page not in lost]
    story = f"the process that renews is killed, and {len(lost)} pages with it"
    outcome = stage.tell(story, left, token_requests=2)
    # The first page shows that there is a token again; the last of so many, how long they take.
    first_page = min(page.ended for page in left) - killed
    outcome.recovered = max(page.ended for page in left) - killed
    outcome.expect(pages[0] in lost, "the one that held the lease was not killed")
    outcome.expect(
        first_page <= LONGEST_RECOVERY_SECONDS,
        f"recovered after {first_page:.1f} s, and not within {LONGEST_RECOVERY_SECONDS:g}",
    )
    yield outcome
