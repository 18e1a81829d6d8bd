"""Wix Stores and Wix eCommerce: the catalog, carts, checkouts, orders, and the plugins they ask."""

from __future__ import annotations
