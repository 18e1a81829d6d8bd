"""Wix Media: files that are uploaded, and the shop's own pictures, which are drawn here."""

from __future__ import annotations
