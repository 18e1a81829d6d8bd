"""A check, what it finds, and the diagnosis of both: values, and the words to make them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

#: What a check looks at: the project's ``Options``, or one site's ``Exam``.
Subject = TypeVar("Subject")


class Verdict(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing that a check found.

    Attributes:
        says: A sentence of ours.
        fix: What to do about it, or empty.
        detail: What others said of it, such as Wix; it stays out of reports.
    """

    verdict: Verdict
    says: str
    fix: str = ""
    detail: str = ""


def works(says: str) -> Finding:
    """Say that something is well."""
    return Finding(verdict=Verdict.OK, says=says)


def warns(says: str, *, fix: str = "", detail: object = "") -> Finding:
    """Say that something is to be looked at, although it may work."""
    return Finding(verdict=Verdict.WARNING, says=says, fix=fix, detail=str(detail))


def breaks(says: str, *, fix: str = "", detail: object = "") -> Finding:
    """Say that something does not work."""
    return Finding(verdict=Verdict.BROKEN, says=says, fix=fix, detail=str(detail))


def skips(says: str, *, fix: str = "", detail: object = "") -> Finding:
    """Say that something could not, or need not, be looked at."""
    return Finding(verdict=Verdict.SKIPPED, says=says, fix=fix, detail=str(detail))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[Subject]):
    """
    One question of the doctor's.

    Attributes:
        name: Its id; it never changes its meaning.
        title: What is well if all is well.
        needs: Checks that must have found nothing broken before this one makes sense.
        examine: Yields what it finds; it may raise, and then that is a finding.
    """

    name: str
    title: str
    examine: Callable[[Subject], Iterator[Finding]]
    needs: tuple[str, ...] = ()


def check(
    name: str, title: str, *, needs: tuple[str, ...] = ()
) -> Callable[[Callable[[Subject], Iterator[Finding]]], Check[Subject]]:
    """Make a check of a function."""

    def mark(examine: Callable[[Subject], Iterator[Finding]]) -> Check[Subject]:
        return Check(name=name, title=title, examine=examine, needs=needs)

    return mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """
    A finding with the check that it came from.

    Attributes:
        site: The alias of the site; empty for what is the whole project's.
    """

    site: str
    check: str
    title: str
    finding: Finding
