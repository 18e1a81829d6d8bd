"""HTTP and JSON as Wix speaks them: fields, filters, pages, money; and faults on purpose."""

from __future__ import annotations
