"""Where Wix's API is: an origin, to which tokens do not travel in the clear."""

from __future__ import annotations

from urllib.parse import urlsplit

from wix_headless.exceptions import ConfigurationError

DEFAULT_API_URL = "https://www.wixapis.com"

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def check_api_url(url: str) -> str:
    """
    Return the origin of Wix's API without a trailing slash.

    Raises:
        ConfigurationError: If tokens would travel there in the clear.
    """
    if not is_origin(url):
        raise ConfigurationError(
            f"API_URL is an origin, such as {DEFAULT_API_URL}: a scheme and a host, nothing behind."
        )
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ConfigurationError("API_URL may use http only for a sandbox on this machine.")
    return url.rstrip("/")


def is_origin(url: str) -> bool:
    """Say whether *url* is a scheme and a host, perhaps with a port, and a slash at most."""
    try:
        parts = urlsplit(url)
        # Asking for the port is what checks it.
        is_complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    return (
        is_complete
        and parts.scheme in {"http", "https"}
        and url.rstrip("/").lower() == origin.lower()
        and origin.isprintable()
        and not any(character in " \\@" for character in origin)
    )
