"""The recipients that a run from others may name: only addresses where the configuration sends mails anyway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporter.config.delivery import S3, Deliver, Mail
from reporter.config.settings import OwnerRule, Settings
from reporter.deliver import Consignment, deliver
from reporter.deliver.ledger import Ledger
from reporter.model.encoding import to_json
from reporter.model.verdicts import Status
from reporter.runs import RunFolder
from tests.deliver.mail_server import mail_server
from tests.report.runs import account, finding, finished_run, rule

SHOP, POST = "011122223333", "222233334444"
BOSS, STRANGER = "boss@example.com", "anna@example.net"
LINK = "https://console.aws.amazon.com/s3/object/compliance?prefix=weekly/RUN/reports/report.xlsx"


def a_run(runs: Path, owner: str, **more: Any) -> RunFolder:
    """A run in which something fails in an account of an owner."""
    folder, _ = finished_run(
        runs,
        accounts=[account(SHOP, name="shop", owner=owner)],
        rules=[rule("s3-bucket-closed")],
        findings=[finding("s3-bucket-closed", SHOP, Status.FAIL, "open")],
        **more,
    )
    return folder


def consignment(run: RunFolder, settings: Settings) -> Consignment:
    manifest = run.manifest()
    ledger = Ledger.open(run, manifest.run_id)
    return Consignment(
        folder=run, manifest=manifest, settings=settings, where=str(run.path), ledger=ledger, scratch=run.path
    )


def writing_to(*to: str, owners: tuple[OwnerRule, ...] = (), **more: Any) -> Settings:
    return Settings(deliver=Deliver(mail=Mail(**{"sender": "audit@example.com", "to": to, **more})), owners=owners)


@pytest.mark.parametrize(
    ("settings", "gets_mails"),
    [
        (writing_to(BOSS), False),
        (writing_to("boss@sub.example.net"), False),
        (writing_to(BOSS, "else@example.net"), True),
        (writing_to(BOSS, sender="Audit <audit@EXAMPLE.NET>"), True),
        (writing_to(BOSS, reply_to="help@example.net"), True),
        (writing_to(BOSS, owners=(OwnerRule(name="post", address="post@example.net"),)), True),
        (Settings(), False),
    ],
)
@pytest.mark.parametrize("by", ["the owner of the account", "a rule of the run"])
def test_an_address_of_the_run_counts_only_where_the_configuration_writes_to_its_domain(
    by: str,
    settings: Settings,
    gets_mails: bool,  # noqa: FBT001 - a case of a test
    tmp_path: Path,
) -> None:
    owner = STRANGER if by == "the owner of the account" else "anna"
    run = a_run(tmp_path, owner, owners=(OwnerRule(name="anna", address=STRANGER),))
    leaving = consignment(run, settings)
    assert (owner in leaving.addresses) is gets_mails
    assert leaving.unaddressed == (() if gets_mails else (owner,))


def test_an_address_of_the_configuration_counts_wherever_it_is_and_before_that_of_the_run(tmp_path: Path) -> None:
    run = a_run(tmp_path, "anna", owners=(OwnerRule(name="anna", address="evil@example.com"),))
    settings = writing_to(BOSS, owners=(OwnerRule(name="anna", address="anna@example.org"),))
    assert consignment(run, settings).addresses["anna"] == "anna@example.org"


def test_an_owner_at_a_domain_that_is_not_ours_gets_no_mail_and_the_sender_hears_of_it(tmp_path: Path) -> None:
    run = a_run(tmp_path / "runs", STRANGER)
    with mail_server() as office:
        delivered = deliver(run, writing_to(BOSS, smtp=office.settings()))
    assert office.attempts == [BOSS]
    assert delivered.notes == [f"no mail to {STRANGER}: no address is known; give one under owners"]


@pytest.mark.parametrize(
    ("receipt", "place"),
    [
        (LINK, LINK),
        (LINK.replace("amazon.com", "amazon.evil.example"), ""),
        (LINK.replace("/compliance?", "/evil?"), ""),
        (LINK.replace("weekly", "daily"), ""),
        (f'{LINK}"><script>', ""),
        ("https://evil.example/", ""),
    ],
)
def test_a_mail_links_only_to_where_the_configuration_puts_reports(receipt: str, place: str, tmp_path: Path) -> None:
    run = a_run(tmp_path, "anna")
    entry = {"channel": "s3", "recipient": "s3://compliance/weekly", "run_id": run.manifest().run_id}
    run.reports.mkdir()
    (run.reports / "deliveries.jsonl").write_bytes(
        to_json({**entry, "receipt": receipt, "at": "2026-01-01T00:00:00Z"}) + b"\n"
    )
    assert consignment(run, Settings(deliver=Deliver(s3=S3(url="s3://compliance/weekly")))).place() == place
    assert consignment(run, Settings()).place() == ""
