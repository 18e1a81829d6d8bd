"""Elevated calls as CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.db import connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.conftest import LogInAs
from tests.admin.pages import CALLS
from wix_headless.admin.exports import BATCH
from wix_headless.models import ElevatedCall

EXPORT = f"{CALLS}export/"


def new_call(**values: Any) -> ElevatedCall:
    values = {
        "view": "shop.views.report",
        "method": "members.query_members",
        "outcome": "ok",
        "status_code": 200,
        "created_at": timezone.now(),
    } | values
    return ElevatedCall.objects.create(**values)


def read(answer: Any) -> list[dict[str, str]]:
    """Return the rows of the file, as a program reads it."""
    assert answer.status_code == 200, (answer.status_code, answer.get("Location"))
    return parse(answer.getvalue())


def parse(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_file_says_who_did_what(admin: Client) -> None:
    user = User.objects.create_user("grâce")
    when = datetime(2026, 3, 4, 5, 6, 7, 891_000, tzinfo=UTC)
    new_call(user=user, created_at=when, request_id="1700000000.1234")
    new_call(outcome="TransportError", status_code=None, site="second")

    answer = admin.get(EXPORT)

    first, second = read(answer)
    assert first == {
        "created_at": "2026-03-04T05:06:07.891+00:00",
        "site": "default",
        "user_id": str(user.pk),
        "user": "grâce",
        "view": "shop.views.report",
        "method": "members.query_members",
        "outcome": "ok",
        "status_code": "200",
        "request_id": "1700000000.1234",
    }
    assert (second["user"], second["user_id"], second["status_code"]) == ("", "", "")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    name = re.fullmatch(r'attachment; filename="([\w.-]+)"', answer["Content-Disposition"])
    assert name is not None
    assert name[1].endswith(".csv")
    assert "no-store" in answer["Cache-Control"]


def test_the_link_exports_what_the_list_shows_on_all_of_its_pages(admin: Client) -> None:
    for number in range(60):
        new_call(outcome="NotFoundError", request_id=f"wanted-{number}")
    new_call(request_id="wanted, but succeeded")
    new_call(outcome="NotFoundError", request_id="other")

    page = admin.get(CALLS, {"outcome": "failed", "q": "wanted", "p": "2"}).content.decode()
    (link,) = re.findall(r'href="([^"]*/export/[^"]*)"', page)
    rows = read(admin.get(link.replace("&amp;", "&")))

    assert [row["request_id"] for row in rows] == [f"wanted-{number}" for number in range(60)]


def test_a_list_of_nothing_has_no_link(admin: Client) -> None:
    new_call()

    assert EXPORT in admin.get(CALLS).content.decode()
    assert EXPORT not in admin.get(CALLS, {"q": "nothing"}).content.decode()
    assert read(admin.get(EXPORT, {"q": "nothing"})) == []


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example")',
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        'x";=1',
        "x;=1",
        "x\t+1",
        "x\n@1",
        "x, -1",
    ],
)
def test_no_cell_is_a_formula_however_the_file_is_cut(text: str, admin: Client) -> None:
    user = User.objects.create_user(text[:150])
    new_call(user=user, view=text, method=text, outcome=text, request_id=text)

    content = admin.get(EXPORT).getvalue().decode("utf-8-sig")

    (row,) = parse(content.encode())
    assert all(row[name] for name in ("user", "view", "method", "outcome", "request_id"))
    for cell in re.split(r'[,;|\t\r\n"]+', content):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d")), cell


@pytest.mark.parametrize("text", ["GET /a-b/c+d?e=f", "shop.views.report", "a@b.example", "1-2"])
def test_what_is_no_formula_is_left_as_it_is(text: str, admin: Client) -> None:
    new_call(view=text)

    assert read(admin.get(EXPORT))[0]["view"] == text


def test_quotes_and_line_ends_stay_within_their_cell(admin: Client) -> None:
    new_call(view='a "quoted", long\nview')

    (row,) = read(admin.get(EXPORT))

    assert row["view"] == 'a "quoted", long\nview'


def test_whoever_may_see_the_list_may_take_it_away_and_nobody_else(log_in_as: LogInAs) -> None:
    new_call()

    assert len(read(log_in_as("view_elevatedcall").get(EXPORT))) == 1
    assert log_in_as("view_wixmember", "change_storedtoken").get(EXPORT).status_code == 403
    nobody = Client().get(EXPORT)
    assert nobody.status_code == 302
    assert nobody["Location"].startswith("/admin/login/")


def test_it_is_only_ever_asked_for(admin: Client) -> None:
    assert admin.post(EXPORT).status_code == 405


def test_an_address_that_the_list_does_not_understand_leads_back_to_it(admin: Client) -> None:
    answer = admin.get(EXPORT, {"created_at__gte": "when?"})

    assert (answer.status_code, answer["Location"]) == (302, f"{CALLS}?e=1")


def test_no_column_can_be_asked_about_that_the_list_does_not_offer(admin: Client) -> None:
    assert admin.get(EXPORT, {"user__password__startswith": "p"}).status_code == 400


def test_the_audit_says_who_took_how_many_away(
    admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    new_call(view="a.secret.search")
    new_call(site="second", view="a.secret.search")
    root = User.objects.get(username="root").pk
    caplog.set_level("INFO", "wix_headless.audit")

    admin.get(EXPORT, {"q": "secret"})
    admin.get(EXPORT, {"site": "second"})

    assert [record.getMessage() for record in caplog.records] == [
        f"calls_exported by={root} calls=2",
        f"calls_exported site=second by={root} calls=1",
    ]


def fill(count: int) -> None:
    now = timezone.now()
    ElevatedCall.objects.bulk_create(
        ElevatedCall(view="v", method="m", outcome="ok", created_at=now + timedelta(seconds=number))
        for number in range(count)
    )


def test_no_more_than_a_batch_is_in_memory(admin: Client) -> None:
    fill(2 * BATCH + 1)
    answer = admin.get(EXPORT)
    pieces = iter(answer.streaming_content)

    with CaptureQueriesContext(connection) as captured:
        sizes = [piece.count(b"\r\n") for piece in pieces]

    assert sizes == [1, BATCH, BATCH, 1]
    assert len(captured) == len(sizes)
    assert all(f"LIMIT {BATCH}" in query["sql"] for query in captured)


def test_it_streams_from_an_asynchronous_server_too(db: None) -> None:
    fill(BATCH + 1)
    root = User.objects.create_superuser("root", password="")
    client = AsyncClient()
    client.force_login(root, "django.contrib.auth.backends.ModelBackend")

    async def download() -> list[bytes]:
        answer: Any = await client.get(EXPORT)
        return [piece async for piece in answer.streaming_content]

    pieces = async_to_sync(download)()

    assert [piece.count(b"\r\n") for piece in pieces] == [1, BATCH, 1]
    assert len(parse(b"".join(pieces))) == BATCH + 1
