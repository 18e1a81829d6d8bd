"""
The sending of events: in order, in the background, and again if they were not taken.

Follows "Webhook Resend Policy" under ``/docs/build-apps/``: an answer of 200 within 1,250 ms, or
twelve more tries over about two days. These follow the sandbox's clock, so that moving it sends
again, at once, what was due in between: the same body, with the id and signature it had.

Each subscriber has a thread, so that one who is slow or dead keeps nobody waiting, least of all the
sandbox: a thread holds the lock to look what is due, and never while it speaks.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from wix_headless.sandbox.events import calling
from wix_headless.sandbox.models import new_id

PATIENCE_SECONDS = 1.25
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: How long after each failure it is tried again.
PAUSES = (
    *(MINUTE, 10 * MINUTE, HOUR),
    *(2 * HOUR, 2 * HOUR, 2 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR),
    *(8 * HOUR, 8 * HOUR, 12 * HOUR),
)
#: Due whatever the clock says, and wherever it is moved to.
AT_ONCE = datetime.min.replace(tzinfo=UTC)
#: How many deliveries are remembered; the oldest are forgotten.
MOST_REMEMBERED = 5000


class Standing(StrEnum):
    """What became of a delivery."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    GIVEN_UP = "GIVEN_UP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt to deliver: the answer's status, 0 and an error without one."""

    when: datetime
    status: int
    error: str
    milliseconds: int


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One event on its way to one subscriber; ``due`` is None when it needs no further try."""

    id: str = field(default_factory=new_id)
    url: str
    type: str
    event_id: str
    entity_id: str
    body: str = field(repr=False)
    due: datetime | None = AT_ONCE
    standing: Standing = Standing.WAITING
    tries: list[Try] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The status of the last answer; 0 without one."""
        return self.tries[-1].status if self.tries else 0


class Outbox:
    """
    Who is told of events, and what they were told. All of it under the sandbox's lock.

    Args:
        permanent: Subscribers from the start, whom no reset forgets.
    """

    def __init__(
        self, lock: threading.RLock, now: Callable[[], datetime], permanent: Iterable[str] = ()
    ) -> None:
        self._lock = lock
        self._changed = threading.Condition(lock)
        self._now = now
        self._permanent = list(dict.fromkeys(permanent))
        self._couriers: dict[str, threading.Thread] = {}
        self._under_way: list[Delivery] = []
        self._is_closed = False
        self._empty()

    def _empty(self) -> None:
        self.subscribers = list(self._permanent)
        self.deliveries: deque[Delivery] = deque()
        self._waiting: list[Delivery] = []

    def clear(self) -> None:
        """Forget what was sent and who was added; nothing sent before arrives after this."""
        with self._lock:
            self._empty()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._under_way, 2 * PATIENCE_SECONDS)

    def close(self) -> None:
        """Send no more, and let the threads end."""
        with self._lock:
            self._is_closed = True
            couriers = list(self._couriers.values())
            self._changed.notify_all()
        for courier in couriers:
            courier.join(2 * PATIENCE_SECONDS)

    def subscribe(self, url: str) -> None:
        """Tell *url* of every event from now on."""
        if url not in self.subscribers:
            self.subscribers.append(url)

    def add(self, event_type: str, body: str, *, event_id: str, entity_id: str) -> list[Delivery]:
        """Send *body*, an event of this type, to everybody; return at once."""
        added = [
            Delivery(url=url, type=event_type, event_id=event_id, entity_id=entity_id, body=body)
            for url in self.subscribers
        ]
        for delivery in added:
            if len(self.deliveries) == MOST_REMEMBERED:
                self._forget(self.deliveries.popleft())
            self.deliveries.append(delivery)
            self._waiting.append(delivery)
        self._wake()
        return added

    def _forget(self, delivery: Delivery) -> None:
        if delivery in self._waiting:
            self._waiting.remove(delivery)

    def find(self, delivery_id: str) -> Delivery | None:
        return next((one for one in self.deliveries if one.id == delivery_id), None)

    def send_again(self, delivery: Delivery) -> None:
        """Send *delivery* once more now, whatever became of it."""
        delivery.due = AT_ONCE
        delivery.standing = Standing.WAITING
        if delivery not in self._waiting:
            self._waiting.append(delivery)
        self._wake()

    def notice_clock(self) -> None:
        """Look again what is due: the clock was moved."""
        self._wake()

    def await_rest(self, seconds: float) -> bool:
        """Wait until nothing is under way or due; return whether it came to that in time."""
        return self._changed.wait_for(self._is_at_rest, seconds)

    def _is_at_rest(self) -> bool:
        now = self._now()
        return not self._under_way and not any(_is_due(one, now) for one in self._waiting)

    def _wake(self) -> None:
        """Let every subscriber with something to send have its thread, and all of them look."""
        for url in {one.url for one in self._waiting} - self._couriers.keys():
            if not self._is_closed:
                courier = threading.Thread(
                    target=self._deliver, args=(url,), name="wix-sandbox-courier", daemon=True
                )
                self._couriers[url] = courier
                courier.start()
        self._changed.notify_all()

    def _deliver(self, url: str) -> None:
        """Send what is due to *url*, until nothing waits for it; this is the thread."""
        with self._lock:
            while not self._is_closed and (waiting := self._waiting_for(url)):
                now = self._now()
                due = next((one for one in waiting if _is_due(one, now)), None)
                if due is not None:
                    self._try(due)
                    continue
                soonest = min(one.due for one in waiting if one.due is not None)
                self._changed.wait(max((soonest - now).total_seconds(), 0.001))
            del self._couriers[url]
            self._changed.notify_all()

    def _waiting_for(self, url: str) -> list[Delivery]:
        return [one for one in self._waiting if one.url == url]

    def _try(self, delivery: Delivery) -> None:
        when = self._now()
        self._under_way.append(delivery)
        with calling.released(self._lock):
            outcome = post(delivery.url, delivery.body)
        self._under_way.remove(delivery)
        delivery.tries.append(
            Try(
                when=when,
                status=outcome.status,
                error=outcome.error,
                milliseconds=outcome.milliseconds,
            )
        )
        self._settle(delivery)
        self._changed.notify_all()

    def _settle(self, delivery: Delivery) -> None:
        """Say what comes after a try."""
        if delivery.status == 200:
            delivery.due, delivery.standing = None, Standing.DELIVERED
        elif len(delivery.tries) <= len(PAUSES):
            delivery.due = self._now() + PAUSES[len(delivery.tries) - 1]
        else:
            delivery.due, delivery.standing = None, Standing.GIVEN_UP
        if delivery.due is None:
            self._forget(delivery)


def post(url: str, body: str) -> calling.Outcome:
    """Send a webhook's body to *url*, and wait as long as Wix does."""
    return calling.post(url, body, content_type="text/plain", seconds=PATIENCE_SECONDS)


def _is_due(delivery: Delivery, now: datetime) -> bool:
    return delivery.due is not None and delivery.due <= now
