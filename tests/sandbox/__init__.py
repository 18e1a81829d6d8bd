"""The sandbox, tried from outside: real HTTP, and nothing of it imported but its server."""

from __future__ import annotations
