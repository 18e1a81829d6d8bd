"""Files into the media manager: what is said of them, where they go, and what stays here."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import tempfile

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from tests.support.loopback import LoopbackServer, build_answer, find_dead_port, reset
from wix_headless.client import WixClient
from wix_headless.client.uploads import upload_file
from wix_headless.exceptions import ForbiddenError, ResponseError, ServerError, TransportError
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.transport import Transport

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2000
MADE = build_answer({"file": {"id": "a_1.png", "url": "https://static.test/a_1.png"}})
UPLOAD_TOKEN = "upload-token-0123456789"


@pytest.fixture
def app(sandbox):
    strategy = AppStrategy(
        sandbox.client_id, sandbox.client_secret, instance_id=sandbox.instance_id
    )
    return WixClient(strategy, transport=Transport(sandbox.origin))


def speak_to(server):
    return WixClient(ApiKeyStrategy("key-0123456789"), transport=Transport(server.origin))


def offer(url):
    return build_answer({"uploadUrl": url})


@contextlib.contextmanager
def two_hosts(answer, path="/up"):
    """Wix's API, and the host that it sends files to."""
    with (
        LoopbackServer(answer) as elsewhere,
        LoopbackServer(offer(f"{elsewhere.origin}{path}")) as server,
    ):
        yield server, elsewhere


def of_a_form():
    return SimpleUploadedFile("cat.png", PNG, "image/png")


def on_disk():
    file = TemporaryUploadedFile("cat.png", "image/png", len(PNG), None)
    file.write(PNG)
    return file


def open_file():
    file = tempfile.NamedTemporaryFile(suffix=".png")  # noqa: SIM115 - the test closes it
    file.write(PNG)
    return file


@pytest.mark.parametrize("make", [of_a_form, on_disk, open_file])
def test_a_file_comes_to_the_media_manager(app, make):
    with make() as file:
        # Validation has read some of it.
        file.read(100)
        uploaded = upload_file(app, file)

    assert uploaded["mediaType"] == "IMAGE"
    assert uploaded["displayName"].endswith(".png")
    assert requests.get(uploaded["url"], timeout=10).content == PNG


def test_everything_can_be_said_of_it(app):
    uploaded = upload_file(
        app,
        b"%PDF",
        name="menu.pdf",
        mime_type="application/pdf",
        folder_id="visitor-uploads",
        private=True,
        labels=["menus"],
    )

    assert uploaded["displayName"] == "menu.pdf"
    assert uploaded["mediaType"] == "DOCUMENT"
    assert uploaded["parentFolderId"] == "visitor-uploads"
    assert uploaded["private"] is True
    assert uploaded["labels"] == ["menus"]


@pytest.mark.parametrize(
    ("file", "mime_type"),
    [
        (ContentFile(b"a", name="notes.txt"), "text/plain"),
        (ContentFile(b"a", name="strange.q9"), "application/octet-stream"),
        (SimpleUploadedFile("a.png", b"a", "image/webp"), "image/webp"),
    ],
)
def test_what_it_is_is_found_out(file, mime_type):
    with two_hosts(MADE) as (server, elsewhere):
        upload_file(speak_to(server), file)

    [asked] = server.bodies()
    assert asked == {"mimeType": mime_type, "fileName": file.name, "sizeInBytes": "1"}
    assert f"Content-Type: {mime_type}" in elsewhere.requests[0]


def test_no_token_goes_to_the_other_host():
    with two_hosts(MADE, f"/upload/{UPLOAD_TOKEN}?a=b%2Fc") as (server, elsewhere):
        uploaded = upload_file(speak_to(server), b"abc", name="a.txt")

    assert uploaded == {"id": "a_1.png", "url": "https://static.test/a_1.png"}
    [request] = elsewhere.requests
    head, _, body = request.partition("\r\n\r\n")
    assert head.startswith(f"PUT /upload/{UPLOAD_TOKEN}?a=b%2Fc HTTP/1.1\r\n")
    assert "Content-Length: 3\r\n" in f"{head}\r\n"
    assert body == "abc"
    assert "authorization" not in head.lower()
    assert "key-0123456789" not in head
    assert "Authorization: key-0123456789" in server.requests[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://upload.test/x",
        "ftp://127.0.0.1/x",
        "//127.0.0.1/x",
        "/x",
        "",
        "https://",
        "https://[",
        "https://user:word@upload.test/x",
    ],
)
def test_the_file_goes_to_a_safe_address_only(url):
    with LoopbackServer(offer(url)) as server, pytest.raises(TransportError, match="no https"):
        upload_file(speak_to(server), b"a", name="a.txt")


@pytest.mark.parametrize("answer", [{}, {"uploadUrl": None}, {"uploadUrl": 5}])
def test_an_answer_without_an_address_is_told(answer):
    server = LoopbackServer(build_answer(answer))
    with server, pytest.raises(TransportError, match="without an address"):
        upload_file(speak_to(server), b"a", name="a.txt")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (build_answer({}), TransportError),
        (build_answer({"file": None}), TransportError),
        (build_answer(b"[]"), TransportError),
        (build_answer(b"<html>"), TransportError),
        (build_answer({"message": "Full."}, status=500), ServerError),
        (build_answer({"message": "Used."}, status=403), ForbiddenError),
        (build_answer({}, status=302, location="http://127.0.0.1:1/"), ResponseError),
        (reset, TransportError),
    ],
)
def test_what_goes_wrong_is_told_without_the_address(answer, error, caplog):
    caplog.set_level(logging.DEBUG)
    with (
        two_hosts(answer, f"/upload/{UPLOAD_TOKEN}") as (server, _),
        pytest.raises(error) as caught,
    ):
        upload_file(speak_to(server), b"a", name="a.txt")

    assert UPLOAD_TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert UPLOAD_TOKEN not in caplog.text


def test_nobody_there_is_told():
    url = f"http://127.0.0.1:{find_dead_port()}/{UPLOAD_TOKEN}"
    with LoopbackServer(offer(url)) as server, pytest.raises(TransportError) as caught:
        upload_file(speak_to(server), b"a", name="a.txt")

    assert UPLOAD_TOKEN not in str(caught.value)


def test_a_visitor_may_not_and_is_told_who_may(sandbox):
    visitor = WixClient(OAuthStrategy(sandbox.client_id), transport=Transport(sandbox.origin))

    with pytest.raises(ForbiddenError) as caught:
        upload_file(visitor, b"a", name="a.txt")

    assert "MEDIA.SITE_MEDIA_FILES_UPLOAD" in caught.value.hint


@pytest.mark.parametrize(
    ("file", "said"),
    [(b"a", "needs a name"), (io.BytesIO(b"a"), "needs a name")],
)
def test_a_file_has_a_name(file, said):
    with LoopbackServer(MADE) as server, pytest.raises(TypeError, match=said):
        upload_file(speak_to(server), file)


def test_a_file_is_open_as_binary():
    with LoopbackServer(MADE) as server, pytest.raises(TypeError, match="binary"):
        upload_file(speak_to(server), io.StringIO("a"), name="a.txt")


def test_the_name_has_no_folders_of_ours():
    with two_hosts(MADE) as (server, _):
        upload_file(speak_to(server), ContentFile(b"a", name="/home/me/secret/cat.png"))

    assert json.loads(server.requests[0].partition("\r\n\r\n")[2])["fileName"] == "cat.png"
