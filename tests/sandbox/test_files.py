from __future__ import annotations

import requests

from tests.sandbox.support import Caller, code_of, violation_of

FILES = "/site-media/v1/files"


def test_files_are_listed_page_by_page(app: Caller) -> None:
    first = app.get(FILES, params={"paging.limit": 60}).json()
    cursor = first["nextCursor"]["cursors"]["next"]
    rest = app.get(FILES, params={"paging.limit": 200, "paging.cursor": cursor}).json()

    ids = [one["id"] for one in first["files"] + rest["files"]]
    assert len(first["files"]) == 60
    assert len(ids) == len(set(ids)) > 90
    assert rest["nextCursor"] == {"cursors": {}}


def test_a_file_can_be_fetched(app: Caller) -> None:
    some = app.get(FILES, params={"paging.limit": 1}).json()["files"][0]

    one = app.get(f"{FILES}/get-file-by-id", params={"fileId": some["id"]}).json()["file"]
    several = app.post(f"{FILES}/get-files", {"fileIds": [some["id"], "unknown"]}).json()

    assert one == some
    assert several["files"] == [some]
    assert requests.get(one["url"], timeout=10).status_code == 200


def test_files_are_pictures_and_nothing_else(app: Caller) -> None:
    assert app.get(FILES, params={"mediaTypes": "VIDEO"}).json()["files"] == []
    assert app.get(FILES, params={"mediaTypes": ["VIDEO", "VECTOR"]}).json()["files"]
    assert violation_of(app.get(FILES, params={"mediaTypes": "X"}))["field"] == "mediaTypes"


def test_private_files_are_told_from_the_others(app: Caller) -> None:
    assert app.get(FILES, params={"private": "true"}).json()["files"] == []
    assert app.get(FILES, params={"private": "false"}).json()["files"]


def test_an_unknown_file_is_not_found(app: Caller) -> None:
    answer = app.get(f"{FILES}/get-file-by-id", params={"fileId": "unknown"})

    assert (answer.status_code, code_of(answer)) == (404, "FILE_NOT_FOUND")
    assert violation_of(app.get(f"{FILES}/get-file-by-id"))["field"] == "fileId"
    assert violation_of(app.post(f"{FILES}/get-files", {}))["field"] == "fileIds"
