"""Runs the year: each week the story, a scan of it, the report, and the mail; and what the oracle says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from reporter.config.delivery import Deliver, Mail
from reporter.config.formats import ALL_FORMATS
from reporter.config.settings import Settings
from reporter.deliver import Consignment, deliver
from reporter.deliver.delivery import Delivered, Round
from reporter.deliver.ledger import Ledger
from reporter.deliver.mail.templates import Templates
from reporter.model.finding import Finding
from reporter.model.subjects import Account, Region
from reporter.report.formats.render import render
from reporter.report.model import FindingRow, Report
from reporter.rules.catalogue import Catalogue
from reporter.rules.job import select_job
from reporter.runs import Care, Manifest, RunFolder
from reporter.runs.history import plan_pruning
from reporter.scan import Outcome
from reporter.sessions import Sessions
from reporter.workflow.scanning import new_scan
from tests.catalogues import catalogue_for
from tests.deliver.mail_server import MailServer, mail_server
from tests.report.follow_up.books import copy_of, type_in
from tests.street import Watcher
from tests.year.company import TEAMS, Company
from tests.year.facts import MONDAY, Thing
from tests.year.oracle import Expected, Oracle
from tests.year.postbox import BOSS, SENDER, Postbox
from tests.year.story import ORDERS, STORY

KEEP = 12
"""How many runs are left when the oldest are pruned, after these weeks:"""
PRUNED = (20, 30, 40)
POSTED = 7
"""The week whose mails go through a mail server, with workbooks."""
RENDERED = (51,)
"""The weeks whose reports are rendered in every format."""
PLAN = {"Working status": "In progress", "Due date": date(2026, 6, 30), "Comment": "waits for the new shop"}
"""What the shop types into the workbook of week 7."""


@dataclass(frozen=True)
class Row:
    """What a report says of one thing."""

    id: str
    first_seen: date
    age_days: int
    due: date | None
    care: Care


@dataclass(frozen=True)
class Week:
    """What the product says of a week, taken down before anything is pruned, and what it ought to say."""

    number: int
    folder: RunFolder
    report: Report
    failing: Mapping[Thing, Row]
    waived: Mapping[Thing, Row]
    changes: Mapping[Thing, tuple[str, bool]]
    mail: EmailMessage
    sent: list[str]
    sent_again: list[str]
    expected: Expected
    ids: Mapping[str, str]
    """The account ids by name."""

    @property
    def words(self) -> str:
        return f"week {self.number}: {STORY[self.number].words}"


@dataclass
class Year:
    """The weeks so far."""

    company: Company
    oracle: Oracle = field(default_factory=Oracle)
    weeks: list[Week] = field(default_factory=list)
    posted: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """What a mail server got: recipient and mail."""
    posted_again: Delivered = field(default_factory=Delivered)
    rendered: dict[int, list[Path]] = field(default_factory=dict)

    def go_by(self) -> None:
        """All weeks of the story."""
        for number in sorted(STORY):
            for deed in STORY[number].deeds:
                deed(self.company)
            self._type(number)
            self.weeks.append(self._week(number))
            for file in self.company.inbox.iterdir():
                file.unlink()

    def _week(self, number: int) -> Week:
        outcome = self._scan(number)
        consignment = self._consignment(outcome)
        report = consignment.whole
        sent, again = self._deliver(consignment), self._deliver(consignment)
        rows = {_thing(row.finding, report.run): row for row in report.findings}
        week = Week(
            number=number,
            folder=outcome.folder,
            report=report,
            failing=_rows(rows, "FAIL"),
            waived=_rows(rows, "WAIVED"),
            changes={
                _thing(row.row.finding, report.run): (row.change.value, row.because_of_rules) for row in report.changes
            },
            mail=self._postbox.mails[-1],
            sent=sent,
            sent_again=again,
            expected=self.oracle.expect(number, self.company.facts),
            ids={name: books.id for name, books in self.company.facts.accounts.items()},
        )
        self._after(number, outcome.folder, report)
        return week

    def _scan(self, number: int) -> Outcome:
        """As `reporter scan` does it, at six on a Monday."""
        settings, at = self.company.settings, MONDAY + timedelta(weeks=number)
        scan = new_scan(select_job(settings, self._library), self._sessions, Watcher())
        scan.clock, scan.run_id = lambda: at, f"{number:08x}"
        return scan.run()

    def _consignment(self, outcome: Outcome) -> Consignment:
        ledger = Ledger.open(outcome.folder, outcome.manifest.run_id)
        folder, manifest, settings = outcome.folder, outcome.manifest, self.company.settings
        where, scratch = str(folder.path), self.company.runs.parent
        return Consignment(
            folder=folder, manifest=manifest, settings=settings, where=where, ledger=ledger, scratch=scratch
        )

    def _deliver(self, consignment: Consignment) -> list[str]:
        """What was sent; who asks again gets nothing."""
        return Round(consignment, _at_once, again=False).over([self._postbox]).sent.copy()

    def _after(self, number: int, folder: RunFolder, report: Report) -> None:
        if number == POSTED:
            self._post(folder)
        if number in RENDERED:
            self.rendered[number] = render(report, ALL_FORMATS, folder.reports)
        if number in PRUNED:
            assert list(plan_pruning(self.company.runs, KEEP).carry_out())
            self.oracle.oldest = number + 1 - KEEP

    def _post(self, folder: RunFolder) -> None:
        with mail_server() as office:
            settings = self._with_mail(office)
            deliver(folder, settings)
            self.posted_again = deliver(folder, settings)
            self.posted = office.mails

    def _with_mail(self, office: MailServer) -> Settings:
        mail = Mail(sender=SENDER, to=(BOSS,), smtp=office.settings())
        return replace(self.company.settings, deliver=Deliver(mail=mail))

    def _type(self, number: int) -> None:
        """What owners typed into the workbooks of the week before, which lie in the inbox now."""
        inbox, said = self.company.inbox, self.company.facts.said
        if number == POSTED + 1:
            [attached] = dict(self.posted)[TEAMS["Shop team"]].iter_attachments()
            file = inbox / "shop.xlsx"
            file.write_bytes(attached.get_content())
            type_in(file, {(self.weeks[-1].failing[ORDERS].id, title): value for title, value in PLAN.items()})
            said[ORDERS] = {title: str(value) for title, value in PLAN.items()}
        if number == 22:
            for name, text in {"anna.xlsx": "is accepted", "ben.xlsx": "is fixed"}.items():
                self._copy(name, text)
        if number == 23:
            self._copy("both.xlsx", "will be fixed")
            said[ORDERS]["Comment"] = "will be fixed"

    def _copy(self, name: str, comment: str) -> None:
        file = copy_of(self.weeks[-1].folder, name, {(self.weeks[-1].failing[ORDERS].id, "Comment"): comment})
        file.rename(self.company.inbox / name)

    @cached_property
    def _sessions(self) -> Sessions:
        """Their clients last all year; accounts are entered anew every week."""
        return Sessions(self.company.settings, prepare=self.company.emulator.prepare, sleep=_at_once)

    @cached_property
    def _library(self) -> Catalogue:
        return catalogue_for(self.company.settings)

    @cached_property
    def _postbox(self) -> Postbox:
        return Postbox(Templates.of(None))


def _at_once(seconds: float) -> None:
    """Return at once."""


def _rows(rows: Mapping[Thing, FindingRow], status: str) -> dict[Thing, Row]:
    return {
        thing: Row(row.finding.id, row.first_seen.date(), row.age_days, row.due, row.care)
        for thing, row in rows.items()
        if row.finding.status == status
    }


def _thing(finding: Finding, run: Manifest) -> Thing:
    """Accounts that left are in no list any more, so names are those of the emulator's ids."""
    names = {account.id: account.name for account in run.accounts}
    about = {Account.kind: "", Region.kind: finding.region}
    resource = about.get(finding.resource_type, finding.resource_name)
    return Thing(finding.check_id, names.get(finding.account_id, finding.account_id), resource)
