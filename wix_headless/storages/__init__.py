"""What is kept from request to request: sealed tokens, logins, members, events, installations."""

from __future__ import annotations
