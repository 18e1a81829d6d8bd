"""
A list as CSV: what its filters and its search find, a batch of rows at a time.

Spreadsheets take a cell that begins like a formula for one, and what the cells say comes from
outside. "CSV Injection" (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from wix_headless.storages.batches import in_batches

M = TypeVar("M", bound=Model)

#: Rows in memory at once, and in one piece of the answer.
BATCH: Final = 1_000

#: Where a cell may begin for some program, whatever it takes for the separator; and then what
#: makes it a formula. Full-width signs count as well, in spreadsheets for Asian languages.
_FORMULA: Final = re.compile(r'(^|[,;|\t\r\n"])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])')

#: By which Excel knows that what follows is UTF-8.
_BOM: Final = "\ufeff"


def stream_csv(
    request: HttpRequest,
    rows: QuerySet[M],
    *,
    name: str,
    head: Iterable[str],
    cells: Callable[[M], Iterable[object]],
) -> StreamingHttpResponse:
    """
    Return *rows* as a file to download, the oldest first.

    Args:
        name: Of the file; the date is put behind it.
        cells: What the file says of a row.
    """
    pieces = _write(rows, head, cells)
    response = StreamingHttpResponse(
        # Either server would read all of the other's kind into memory first.
        _in_threads(pieces) if isinstance(request, ASGIRequest) else pieces,
        content_type="text/csv; charset=utf-8",
    )
    file_name = f"{name}-{timezone.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _write(
    rows: QuerySet[M], head: Iterable[str], cells: Callable[[M], Iterable[object]]
) -> Iterator[str]:
    yield _BOM + _lines([head])
    for batch in in_batches(rows, BATCH):
        yield _lines(cells(row) for row in batch)


def _lines(rows: Iterable[Iterable[object]]) -> str:
    piece = io.StringIO()
    csv.writer(piece, quoting=csv.QUOTE_ALL).writerows(map(_tell, row) for row in rows)
    return piece.getvalue()


def _tell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else str(value)


async def _in_threads(pieces: Iterator[str]) -> AsyncIterator[str]:
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
