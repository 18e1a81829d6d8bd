"""The only socket: sends a request to Wix and returns its answer, or raises our own errors."""

from __future__ import annotations

from wix_headless.transport.address import DEFAULT_API_URL, check_api_url, is_origin
from wix_headless.transport.limiter import CallLimiter, shared_limiter
from wix_headless.transport.round_trips import RoundTrips
from wix_headless.transport.sender import LARGEST_ANSWER, Transport, shared_transport

__all__ = [
    "DEFAULT_API_URL",
    "LARGEST_ANSWER",
    "CallLimiter",
    "RoundTrips",
    "Transport",
    "check_api_url",
    "is_origin",
    "shared_limiter",
    "shared_transport",
]
