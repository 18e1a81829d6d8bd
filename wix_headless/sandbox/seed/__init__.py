"""Kiln & Quill, the shop that a fresh sandbox plays."""

from __future__ import annotations
