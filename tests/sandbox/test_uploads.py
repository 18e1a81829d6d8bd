from __future__ import annotations

import pytest
import requests

from tests.sandbox.support import Caller, code_of, violation_of

URL = "/site-media/v1/files/generate-upload-url"
FILES = "/site-media/v1/files"
PNG = b"\x89PNG\r\n\x1a\n and more"


def ask(app: Caller, **more: object) -> str:
    answer = app.post(URL, {"mimeType": "image/png", "fileName": "cat.png", **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["uploadUrl"])


def put(url: str, content: bytes = PNG, **headers: str) -> requests.Response:
    return requests.put(url, content, headers={"Content-Type": "image/png", **headers}, timeout=10)


def test_a_file_is_taken_in_and_served(app: Caller) -> None:
    answer = put(ask(app, sizeInBytes=str(len(PNG)), labels=["cats"]))

    file = answer.json()["file"]
    assert (answer.status_code, file["operationStatus"]) == (200, "PENDING")
    assert (file["displayName"], file["mediaType"]) == ("cat.png", "IMAGE")
    assert (file["labels"], file["parentFolderId"]) == (["cats"], "media-root")
    served = requests.get(file["url"], timeout=10)
    assert (served.content, served.headers["Content-Type"]) == (PNG, "image/png")
    found = app.get(f"{FILES}/get-file-by-id", params={"fileId": file["id"]}).json()["file"]
    assert found == file | {"operationStatus": "READY"}
    assert app.post(f"{FILES}/get-files", {"fileIds": [file["id"]]}).json()["files"] == [found]
    assert app.get(FILES, params={"mediaTypes": "IMAGE"}).json()["files"] == [found]


def test_a_file_lies_in_its_folder(app: Caller) -> None:
    put(ask(app, parentFolderId="visitor-uploads"))

    in_folder = app.get(FILES, params={"parentFolderId": "visitor-uploads"}).json()["files"]
    on_top = app.get(FILES, params={"mediaTypes": "IMAGE"}).json()["files"]

    assert [one["displayName"] for one in in_folder] == ["cat.png"]
    assert on_top == []


def test_a_private_file_is_not_served(app: Caller) -> None:
    file = put(ask(app, private=True)).json()["file"]

    assert requests.get(file["url"], timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("mime_type", "kind"),
    [
        ("application/pdf", "DOCUMENT"),
        ("video/mp4", "VIDEO"),
        ("audio/mpeg", "AUDIO"),
        ("image/svg+xml", "VECTOR"),
    ],
)
def test_its_kind_is_that_of_its_type(app: Caller, mime_type: str, kind: str) -> None:
    url = ask(app, mimeType=mime_type)

    answer = put(url, b"content", **{"Content-Type": "application/octet-stream"})

    assert answer.json()["file"]["mediaType"] == kind


def test_an_address_is_good_for_one_file(app: Caller) -> None:
    url = ask(app)

    assert put(url).status_code == 200
    assert put(url).status_code == 403


def test_an_address_ends(app: Caller, anybody: Caller) -> None:
    url = ask(app)
    anybody.post("/_sandbox/clock", {"advance": 86_400})

    assert put(url).status_code == 403


def test_a_name_is_given_here_or_there(app: Caller) -> None:
    url = app.post(URL, {"mimeType": "image/png"}).json()["uploadUrl"]

    assert violation_of(put(url))["field"] == "filename"
    assert put(f"{url}?filename=dog.png").json()["file"]["displayName"] == "dog.png"


def test_what_comes_is_what_was_said(app: Caller) -> None:
    assert violation_of(put(ask(app), b""))["field"] == "file"
    assert violation_of(put(ask(app, sizeInBytes="3")))["field"] == "sizeInBytes"
    wrong = put(ask(app), **{"Content-Type": "text/html"})
    assert violation_of(wrong)["field"] == "Content-Type"


def test_no_token_belongs_there(app: Caller) -> None:
    assert put(ask(app), Authorization="x").status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "mimeType"),
        ({"mimeType": "cat"}, "mimeType"),
        ({"mimeType": "image/png", "sizeInBytes": "many"}, "sizeInBytes"),
        ({"mimeType": "image/png", "sizeInBytes": "99999999999"}, "sizeInBytes"),
        ({"mimeType": "image/png", "sizeInBytes": 5}, "sizeInBytes"),
        ({"mimeType": "image/png", "private": "no"}, "private"),
    ],
)
def test_a_wrong_field_is_named(app: Caller, body: dict[str, object], field: str) -> None:
    assert violation_of(app.post(URL, body))["field"] == field


def test_only_the_app_may_ask(visitor: Caller, member: Caller) -> None:
    for caller in (visitor, member):
        answer = caller.post(URL, {"mimeType": "image/png"})
        assert (answer.status_code, code_of(answer)) == (403, "PERMISSION_DENIED")
