"""How large a run is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """
    The numbers of one run.

    Attributes:
        crowd: Requests that are sent at once.
        elevated: Elevated requests, a crowd at a time.
        leaving: Pages that are under way when their member logs out.
        hang: Seconds that Wix takes where it hangs.
        is_lease_cut: Whether a dead holder's lease is ended by hand, to save its 12 seconds.
    """

    processes: int = 4
    crowd: int = 200
    elevated: int = 1000
    leaving: int = 100
    hang: float = 6.0
    is_lease_cut: bool = False


FULL = Scale()
QUICK = Scale(processes=2, crowd=40, elevated=80, leaving=20, hang=3.0, is_lease_cut=True)
