"""
A file's bytes to the address that Wix named for it, which is on a host of its own.

That address is a secret itself: whoever has it may upload. It is in no log and no error, and
no token goes along with it ("Upload API",
/docs/rest/assets/media/media-manager/upload-api).
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final
from urllib.parse import urlsplit

import requests
from requests import Session  # noqa: TID251 - nothing may be shared with the calls that hold tokens

from wix_headless import __version__
from wix_headless.exceptions import ConfigurationError, TransportError
from wix_headless.protocol.errors import build_error
from wix_headless.tokens import Secret
from wix_headless.transport.address import check_api_url

#: Seconds to connect, and seconds of silence until Wix has taken the file in.
UPLOAD_TIMEOUT: Final = (3.0, 60.0)

_NAME: Final = "PUT of a file"
#: The description of one file is never as large.
_LARGEST_ANSWER: Final = 1024 * 1024


def put_file(url: Secret, content: IO[bytes], *, size: int, mime_type: str) -> dict[str, Any]:
    """
    Send *content* to *url*, and return what Wix made of it.

    Raises:
        TransportError: If *url* is no place for it, or no usable answer came.

        ResponseError: If Wix said no.
    """
    _check_address(url)
    headers = {
        "Accept": "application/json",
        "Content-Length": str(size),
        "Content-Type": mime_type,
        "User-Agent": f"django-wix-headless/{__version__}",
    }
    status, received_headers, received = _exchange(url, content, headers)
    data = _parse(received)
    if not 200 <= status < 300:
        request_id = received_headers.get("x-wix-request-id", "")
        raise build_error(status, data, received_headers, method=_NAME, request_id=request_id)
    if not isinstance(data, dict):
        raise TransportError(f"{_NAME}: Wix answered {status}, but not with a JSON object")
    return data


def _exchange(
    url: Secret, content: IO[bytes], headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    try:
        with Session() as session:
            prepared = requests.PreparedRequest()
            prepared.prepare_method("PUT")
            prepared.prepare_url(url, None)
            prepared.prepare_headers(headers)
            address = prepared.url or ""
            prepared.body = content  # urllib3 reads it in blocks
            # What HTTPS_PROXY, REQUESTS_CA_BUNDLE and their like ask for.
            settings = session.merge_environment_settings(address, {}, True, None, None)
            # The adapter alone follows no redirect: there, too, whoever has the file would go.
            adapter = session.get_adapter(address)
            with _silence():
                response = adapter.send(prepared, timeout=UPLOAD_TIMEOUT, **settings)
            with response:
                received = bytearray()
                for chunk in response.iter_content(65_536):
                    received += chunk[: _LARGEST_ANSWER - len(received)]
                return response.status_code, response.headers, bytes(received)
    except (requests.RequestException, UnicodeError) as error:
        cause = type(error).__name__
    # From None, and without the address, as everywhere where a secret is on the way.
    raise TransportError(f"{_NAME}: no answer from Wix ({cause})")


class _Silence(threading.local, logging.Filter):
    """Keeps the lines of a thread that is uploading out of urllib3's log: the address is there."""

    is_on = False

    def filter(self, record: logging.LogRecord) -> bool:
        return not self.is_on


_urllib3_silence: Final = _Silence()
logging.getLogger("urllib3.connectionpool").addFilter(_urllib3_silence)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    _urllib3_silence.is_on = True
    try:
        yield
    finally:
        _urllib3_silence.is_on = False


def _check_address(url: Secret) -> None:
    try:
        parts = urlsplit(url)
        check_api_url(f"{parts.scheme}://{parts.netloc}")
    except (ValueError, ConfigurationError):
        pass
    else:
        return
    raise TransportError("Wix answered an address for the file that is no https address.")


def _parse(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
