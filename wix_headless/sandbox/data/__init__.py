"""Wix Data, the CMS: collections, their items, and who may do what with them."""

from __future__ import annotations
