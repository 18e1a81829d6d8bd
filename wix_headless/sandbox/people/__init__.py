"""Wix Members and Wix Contacts."""

from __future__ import annotations
