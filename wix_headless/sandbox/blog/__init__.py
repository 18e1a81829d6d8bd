"""Wix Blog: posts in rich content, their categories and tags."""

from __future__ import annotations
