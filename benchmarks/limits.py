"""What things may cost at most: each number once, for the tables and for who judges them."""

from __future__ import annotations

#: Seconds that the middleware may add to a page which does not touch ``request.wix``.
MOST_MIDDLEWARE = 20e-6

#: Queries of ours on a page which does, and has a token.
MOST_QUERIES = 1

#: A call beside ``requests.Session``: wall time. Beside Wix's SDK: wall time, and the processor's.
MOST_OF_REQUESTS = 0.7
MOST_OF_SDK_WALL, MOST_OF_SDK_CPU = 1.0, 0.75

#: Milliseconds within which 99 of 100 events have to be acknowledged.
MOST_EVENT = 300

#: What a look-up among a million tokens may take of what it takes among a thousand.
MOST_LOOK_UP = 1.2

#: Milliseconds that a list of the admin may take, at so many rows.
MOST_LIST, LIST_SIZE = 300, 100_000
