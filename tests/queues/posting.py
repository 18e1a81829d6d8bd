"""``python -m tests.queues.posting``: posts each line of its input to the view, as Wix does."""

from __future__ import annotations

import sys

import django
from django.test import Client
from django.urls import reverse


def main() -> None:
    """Print what is answered to each."""
    django.setup()
    client = Client(SERVER_NAME="127.0.0.1")
    for body in sys.stdin.read().splitlines():
        answer = client.post(reverse("wix:events"), body, content_type="text/plain")
        print(answer.status_code)  # noqa: T201


if __name__ == "__main__":
    main()
