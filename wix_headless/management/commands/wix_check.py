"""``manage.py wix_check``: what works with Wix, for whom, and what to do about the rest."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management import BaseCommand, CommandParser

from wix_headless.doctor import Options, Verdict, do_rounds
from wix_headless.doctor.findings import Diagnosis
from wix_headless.doctor.reports import build_json, write_report, write_summary, write_text
from wix_headless.management.options import whole_number
from wix_headless.management.site_options import add_sites, read_sites


class Command(BaseCommand):
    """Exit code 0: nothing is broken; 1: something is; 2: asked for what there is not."""

    help = (
        "Ask Wix, the database and the settings what works for visitors, members, the app and the "
        "API key, what is missing, and what to do about it. Nothing is changed. "
        "The exit code is 0 if nothing is broken, 1 if something is, 2 for a wrong option."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's name and type

    def add_arguments(self, parser: CommandParser) -> None:
        add_sites(parser)
        parser.add_argument(
            "--permissions",
            action="store_true",
            help="set the permissions that elevated calls needed beside those that were given",
        )
        parser.add_argument(
            "--workers",
            type=whole_number(1, 10_000),
            metavar="COUNT",
            help="how many processes serve the site (default: WEB_CONCURRENCY)",
        )
        parser.add_argument(
            "--strict", action="store_true", help="take warnings for broken: exit code 1"
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print one JSON object")
        form.add_argument(
            "--report",
            action="store_true",
            help="print what may be pasted into an issue: no secret, no address, no id",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sites, origins = read_sites(options)
        asked = Options(
            sites=sites,
            origins=origins,
            workers=options["workers"],
            permissions=options["permissions"],
        )
        diagnoses: list[Diagnosis] = []
        is_text = not options["json"] and not options["report"]
        for diagnosis in do_rounds(asked):
            if is_text:
                self._show(diagnosis, diagnoses[-1:])
            diagnoses.append(diagnosis)
        if options["json"]:
            self.stdout.write(json.dumps(build_json(diagnoses), indent=2, ensure_ascii=False))
        elif options["report"]:
            for line in write_report(diagnoses, origins):
                self.stdout.write(line)
        else:
            self.stdout.write(f"\n{write_summary(diagnoses)}")
        failing = {Verdict.BROKEN, Verdict.WARNING} if options["strict"] else {Verdict.BROKEN}
        if any(one.finding.verdict in failing for one in diagnoses):
            sys.exit(1)

    def _show(self, diagnosis: Diagnosis, previous: list[Diagnosis]) -> None:
        if diagnosis.site not in {one.site for one in previous}:
            self.stdout.write(f"\nSite {diagnosis.site}" if diagnosis.site else "Project")
        for line in write_text(diagnosis, self._paint):
            self.stdout.write(line)

    def _paint(self, verdict: Verdict, text: str) -> str:
        paints = {
            Verdict.OK: self.style.SUCCESS,
            Verdict.WARNING: self.style.WARNING,
            Verdict.BROKEN: self.style.ERROR,
        }
        return paints.get(verdict, str)(text)
