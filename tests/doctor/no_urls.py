"""The URLs of a project that has forgotten ours."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
