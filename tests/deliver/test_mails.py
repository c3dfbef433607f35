"""Who gets which mail about a run, opened as a mail program would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from moto.ses.models import ses_backends
from openpyxl import load_workbook

from reporter.config.delivery import S3, Deliver, Mail, Ses
from reporter.config.settings import OwnerRule, Settings
from reporter.deliver import deliver, rehearse
from reporter.model.encoding import to_json
from reporter.model.errors import Unfinished
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity, Status
from reporter.runs import Care, FollowUp, RunFolder, WaiverRecord
from tests.deliver.mail_server import MailServer, mail_server
from tests.report.runs import STARTED, account, finding, finished_run, rule
from tests.world import World

CURRENT = "123456789012"
SHOP, POST, LEGACY = "011122223333", "222233334444", "333344445555"
BOSS, ANNA, TEAM = "boss@example.com", "anna@example.com", "team@example.com"
CRITICAL = Severity.CRITICAL


@pytest.fixture
def office() -> Iterator[MailServer]:
    with mail_server() as office:
        yield office


def week(runs: Path, number: int, *names: str, **more: Any) -> RunFolder:
    """One of several weekly runs; buckets of these names are open in the shop."""
    given: dict[str, Any] = {
        "accounts": [
            account(SHOP, name="shop", owner=ANNA),
            account(POST, name="post", owner="Post <team>"),
            account(LEGACY, name="legacy", state="unreachable", reason_code="role-not-assumable", reason="no role"),
        ],
        "rules": [rule("s3-bucket-closed")],
        "findings": [
            *(finding("s3-bucket-closed", SHOP, Status.FAIL, name, severity=CRITICAL) for name in names),
            finding("s3-bucket-closed", SHOP, Status.PASS, "closed"),
            finding("s3-bucket-closed", POST, Status.FAIL, "letters"),
        ],
        "owners": (OwnerRule(name="Post <team>", address=TEAM),),
        "run_id": f"{number:08}",
        "started": STARTED + timedelta(weeks=number),
        "due_days": {"critical": 7},
    }
    return finished_run(runs, **given | more)[0]


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return week(tmp_path / "runs", 0, "open")


def by_smtp(office: MailServer, **more: Any) -> Settings:
    limits = {"limit_mb": more.pop("limit_mb", 20)}
    mail = {"sender": "audit@example.com", "to": (f"The Boss <{BOSS}>",), "smtp": office.settings(**limits), **more}
    return Settings(deliver=Deliver(mail=Mail(**mail)))


def subject_of(mail: EmailMessage) -> str:
    """The subject without the blank that Python leaves before a folded line."""
    return str(mail["Subject"]).strip()


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content())


def findings_in(mail: EmailMessage) -> list[str]:
    """The buckets in the attached workbook."""
    [attachment] = mail.iter_attachments()
    sheet = load_workbook(BytesIO(attachment.get_content()))["Findings"]
    header, *rows = list(sheet.iter_rows(values_only=True))
    column = header.index("Resource") if "Resource" in header else header.index("ARN")
    return sorted(str(row[column]) for row in rows if row[column])


@dataclass(frozen=True)
class Monday:
    """One run that was delivered."""

    run: RunFolder
    sent: list[str]
    mails: dict[str, EmailMessage]


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Monday:
    run = week(tmp_path_factory.mktemp("monday") / "runs", 0, "open")
    with mail_server() as office:
        sent = deliver(run, by_smtp(office)).sent
    return Monday(run, sent, dict(office.mails))


def test_a_manager_gets_everything_and_each_owner_their_own_part(monday: Monday) -> None:
    assert monday.sent == [
        f"mail to {BOSS}",
        f"mail to {TEAM} (owner Post <team>)",
        f"mail to {ANNA} (owner {ANNA})",
    ]
    assert len(findings_in(monday.mails[BOSS])) == 3
    assert len(findings_in(monday.mails[ANNA])) == 2
    assert len(findings_in(monday.mails[TEAM])) == 1
    [attachment] = monday.mails[ANNA].iter_attachments()
    assert attachment.get_filename() == "report-2026-11-16-owner-anna-example-com.xlsx"


def test_the_subject_is_the_verdict_and_says_first_that_something_was_not_seen(monday: Monday) -> None:
    whole, part = subject_of(monday.mails[BOSS]), subject_of(monday.mails[TEAM])
    assert whole == "Incomplete: 1 critical, 1 high failing, 66.6 % of checks assessed - AWS compliance report"
    assert part == "1 high failing, 100.0 % of checks assessed - AWS compliance report: owner Post <team>"


def test_the_bodies_read_well_without_the_workbook(monday: Monday) -> None:
    text, html = text_of(monday.mails[BOSS]), text_of(monday.mails[BOSS], "html")
    assert text.startswith("Incomplete: 1 of 3 accounts could not be reached.")
    for words in ("This is the first run", "1 account: legacy", "Role not assumable", str(monday.run.path)):
        assert words in text
        assert words in html
    assert "Post &lt;team&gt;" in text_of(monday.mails[TEAM], "html")
    assert str(monday.run.path) not in text_of(monday.mails[TEAM])


def test_what_is_new_fixed_due_and_waived_is_shown(office: MailServer, tmp_path: Path) -> None:
    week(tmp_path / "runs", 0, "fixed", "old")
    waiver = WaiverRecord(
        id="W-1", scope=Scope(checks=("s3-*",)), reason="r", owner="o", approver="a", expires=date(2026, 12, 5)
    )
    accepted = finding("s3-bucket-closed", POST, Status.WAIVED, "letters", waiver="W-1")
    failing = [finding("s3-bucket-closed", SHOP, Status.FAIL, name, severity=CRITICAL) for name in ("old", "new")]
    run = week(tmp_path / "runs", 2, waivers=(waiver,), findings=[*failing, accepted])
    deliver(run, by_smtp(office, owners=False))
    [(_, mail)] = office.mails
    assert subject_of(mail).startswith("Incomplete: 1 new critical, 66.6 % of checks assessed")
    lines = [" ".join(line.split()) for line in text_of(mail).splitlines()]
    for shown in ("Critical 2 1 new", "New 1", "Fixed 0", "Still open 1", "Waived 1"):
        assert shown in lines
    assert "1 failure overdue, 1 due within 7 days." in lines
    assert "Expires soon: W-1, 2026-12-05, check s3-*, owner o" in lines


def test_a_recipient_who_is_named_twice_or_gets_the_whole_gets_one_mail(office: MailServer, run: RunFolder) -> None:
    settings = by_smtp(office, to=(BOSS, f"Again <{BOSS.upper()}>", ANNA, TEAM))
    deliver(run, settings)
    assert office.recipients == [BOSS, ANNA, TEAM]
    assert deliver(run, settings).sent == []
    assert len(office.mails) == 3


def test_what_fails_in_passing_is_sent_again_and_one_refused_recipient_stops_no_other(
    office: MailServer, run: RunFolder
) -> None:
    office.refused = {BOSS: ["550 mailbox is full"], ANNA: ["450 greylisted", "451 busy"]}
    settings = by_smtp(office, to=(BOSS, ANNA), owners=False)
    waits: list[float] = []
    with pytest.raises(Unfinished, match=f"mail to {BOSS}: the mail server 127.0.0.1 refused: 550 mailbox is full"):
        deliver(run, settings, sleep=waits.append)
    assert office.attempts == [BOSS, ANNA, ANNA, ANNA]
    assert (office.recipients, len(waits)) == ([ANNA], 2)
    assert deliver(run, settings).sent == [f"mail to {BOSS}"]


def test_an_owner_without_an_address_is_listed_until_there_is_one(office: MailServer, tmp_path: Path) -> None:
    run = week(tmp_path / "runs", 0, owners=())
    delivered = deliver(run, by_smtp(office, to=(BOSS, ANNA)))
    assert delivered.notes == ["no mail to Post <team>: no address is known; give one under owners"]
    shown = text_of(dict(office.mails)[BOSS]).splitlines()
    assert shown[shown.index("OWNERS WITHOUT AN ADDRESS, WHO GOT NO MAIL") + 1].strip() == "Post <team>"
    later = replace(by_smtp(office, to=(BOSS, ANNA)), owners=(OwnerRule(name="Post <team>", address="no address"),))
    with pytest.raises(Unfinished, match="'no address' is no address that a mail can be sent to"):
        deliver(run, later)
    assert office.recipients == [BOSS, ANNA]


def test_an_address_typed_into_a_workbook_does_not_decide_who_reads_the_report(
    office: MailServer, tmp_path: Path
) -> None:
    run = week(tmp_path / "runs", 0, "open")
    stolen = finding("s3-bucket-closed", SHOP, Status.FAIL, "open")
    (run.path / "follow-up.json").write_bytes(to_json(FollowUp(care={stolen.id: Care(owner="eve@example.com")})))
    delivered = deliver(run, by_smtp(office, to=(BOSS, ANNA, TEAM)))
    assert delivered.notes == ["no mail to eve@example.com: no address is known; give one under owners"]
    assert office.attempts == [BOSS, ANNA, TEAM]


def test_ses_takes_the_same_mail(world: World, run: RunFolder) -> None:
    world.client("sesv2", "eu-central-1", CURRENT).create_email_identity(EmailIdentity="audit@example.com")
    mail = Mail(sender="Ünit <audit@example.com>", to=(BOSS,), owners=False, ses=Ses(region="eu-central-1"))
    deliver(run, Settings(deliver=Deliver(mail=mail)), prepare=world.emulator.prepare)
    [sent] = ses_backends[CURRENT]["eu-central-1"].sent_messages
    assert (sent.source, set(sent.destinations)) == ("audit@example.com", {BOSS})
    arrived = message_from_string(sent.raw_data, policy=policy.default)
    assert isinstance(arrived, EmailMessage)
    assert len(findings_in(arrived)) == 3
    assert text_of(arrived).startswith("Incomplete: ")


def test_what_is_too_large_goes_without_the_workbook_and_says_where_it_is(office: MailServer, run: RunFolder) -> None:
    deliver(run, by_smtp(office, owners=False, limit_mb=0), where="s3://compliance/run")
    [(_, mail)] = office.mails
    assert list(mail.iter_attachments()) == []
    assert "The workbook is too large for this mail (0." in text_of(mail)
    assert "Run folder: s3://compliance/run" in text_of(mail)


def test_where_the_server_finds_it_too_large_the_mail_links_to_s3(
    world: World, office: MailServer, run: RunFolder
) -> None:
    world.client("s3", "us-east-1", CURRENT).create_bucket(Bucket="compliance")
    settings = by_smtp(office, owners=False)
    in_s3 = replace(settings, formats=(), deliver=replace(settings.deliver, s3=S3(url="s3://compliance")))
    office.mishaps = ["552 too large"]
    deliver(run, in_s3, prepare=world.emulator.prepare)
    [(_, mail)] = office.mails
    assert office.attempts == [BOSS, BOSS]
    assert list(mail.iter_attachments()) == []
    link = f"https://console.aws.amazon.com/s3/object/compliance?prefix={run.path.name}/reports/report.xlsx"
    assert f"In S3: {link}" in text_of(mail)
    assert f'href="{link}"' in text_of(mail, "html")


def test_a_rehearsal_writes_the_mails_and_owners_who_are_named_almost_alike_get_files_of_their_own(
    office: MailServer, tmp_path: Path
) -> None:
    accounts = [account(SHOP, owner="Shop Team"), account(POST, owner="shop-team")]
    rules = (OwnerRule(name="Shop Team", address=ANNA), OwnerRule(name="shop-team", address=TEAM))
    run = week(tmp_path / "runs", 0, "open", accounts=accounts, owners=rules)
    files = rehearse(run, by_smtp(office, to=()), tmp_path / "mails")
    assert [file.name for file in files] == [
        "001-mail-anna@example.com-owner-Shop-Team.eml",
        "002-mail-team@example.com-owner-shop-team.eml",
    ]
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [len(findings_in(mail)) for mail in mails] == [2, 1]
    assert len({attachment.get_filename() for mail in mails for attachment in mail.iter_attachments()}) == 2
    assert office.attempts == []
    assert not run.reports.exists()
