"""
The doctor: asks Wix, the database and the settings what works, for whom, and what to mend.

An area is one file, and each of its checks a function marked with ``@check``; ``rounds`` does them
in their order. Nothing is changed, at Wix or here, but that tokens are made to be looked at.
"""

from __future__ import annotations

from wix_headless.doctor.exams import Options
from wix_headless.doctor.findings import Check, Diagnosis, Finding, Verdict, check
from wix_headless.doctor.rounds import do_rounds

__all__ = ["Check", "Diagnosis", "Finding", "Options", "Verdict", "check", "do_rounds"]
