"""Wix Bookings: services, the times they take place at, and who comes."""

from __future__ import annotations
