"""What Wix would have sent by e-mail; it stays here, for tests and demos to read."""

from __future__ import annotations

from wix_headless.sandbox.state import State

#: The last ones are kept.
MOST = 200


def send(memory: State, *, to: str, kind: str, **content: str) -> None:
    """Keep a mail: its ``kind`` is ``code`` or ``recovery``, with the code or the link in it."""
    memory.mails.append({"to": to, "kind": kind, "sent": memory.now_iso(), **content})
    del memory.mails[:-MOST]
