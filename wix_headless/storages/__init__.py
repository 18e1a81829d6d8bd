"""What is kept in the database: sealed tokens, logins under way, members, events, installations."""

from __future__ import annotations
