"""Runs are sent after a scan, or by command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter.cli.send import print_delivery
from reporter.config.delivery import Deliver, Mail, Smtp, Sns
from reporter.config.settings import Settings
from reporter.model.errors import Unfinished
from reporter.runs import RunFolder, locked
from reporter.workflow.sending import deliver_after_scan
from tests.cli.conftest import CommandLine
from tests.deliver.mail_server import HOST, MailServer, mail_server
from tests.report.runs import account, finished_run
from tests.world import World

PASSWORDS = "iam-password-policy-minimum-length"
BOSS, AUDIT = "boss@example.com", "audit@example.com"


@pytest.fixture
def office() -> Iterator[MailServer]:
    with mail_server() as office:
        yield office


def written(folder: Path, smtp: str) -> Path:
    file = folder / "reporter.yml"
    file.write_text(
        f"output: {{formats: [json]}}\nchecks: {{include: [{PASSWORDS}]}}\n"
        f"deliver: {{mail: {{sender: {AUDIT}, to: [{BOSS}, {AUDIT}], smtp: {{host: {HOST}, {smtp}}}}}}}\n"
    )
    return file


@pytest.fixture
def config(tmp_path: Path, world: World, office: MailServer) -> Path:
    """A configuration for the account of the base credentials, in an empty AWS, whose reports are mailed."""
    return written(tmp_path, f"security: none, port: {office.port}")


def run_of(config: Path) -> Path:
    [run] = (config.parent / "runs").iterdir()
    return run


def test_a_scan_sends_its_run_and_no_recipient_gets_it_twice(
    config: Path, office: MailServer, reporter: CommandLine
) -> None:
    result = reporter("scan", "-c", config)
    assert result.exit_code == 0
    assert f"\nsent: mail to {BOSS}\nsent: mail to {AUDIT}\n" in result.stdout
    assert office.recipients == [BOSS, AUDIT]
    second = reporter("send", run_of(config), "-c", config)
    assert (second.exit_code, second.stdout) == (0, "2 already sent; --again sends them once more\n")
    assert reporter("send", run_of(config), "--again", "-c", config).exit_code == 0
    assert office.recipients == [BOSS, AUDIT] * 2


def test_a_scan_whose_mail_is_refused_ends_with_3_and_the_run_is_whole(
    config: Path, office: MailServer, reporter: CommandLine
) -> None:
    office.refused[BOSS] = ["550 mailbox is full"]
    result = reporter("scan", "-c", config)
    run = run_of(config)
    assert result.exit_code == 3
    assert f"not delivered:\n  mail to {BOSS}: the mail server {HOST} refused: 550 mailbox is full\n" in result.stderr
    assert f"this sends what is missing: reporter send {run} -c {config}" in result.stderr.replace("\n", " ")
    assert reporter("verify", run).exit_code == 0
    assert reporter("send", run, "-c", config).stdout.startswith(f"sent: mail to {BOSS}\n1 already sent")


def test_a_scan_may_send_nothing(config: Path, office: MailServer, reporter: CommandLine) -> None:
    assert reporter("scan", "-c", config, "--no-send").exit_code == 0
    result = reporter("send", run_of(config), "-c", config, "--dry-run", config.parent / "mails")
    folder = config.parent / "mails"
    assert result.stdout.splitlines() == [
        f"would be sent: {folder}/001-mail-{BOSS}.eml",
        f"would be sent: {folder}/002-mail-{AUDIT}.eml",
    ]
    assert office.attempts == []


def test_a_dry_run_needs_no_password_and_says_that_sending_does(
    tmp_path: Path, world: World, reporter: CommandLine
) -> None:
    config = written(tmp_path, "user: me, password_env: NOT_SET")
    assert reporter("scan", "-c", config, "--no-send").exit_code == 0
    result = reporter("send", run_of(config), "-c", config, "--dry-run", tmp_path / "mails")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == (
        "before you send it: the environment variable NOT_SET is not set: it holds the mail password\n"
    )


def test_owners_that_were_added_after_the_scan_are_reported(
    config: Path, office: MailServer, reporter: CommandLine
) -> None:
    reporter("scan", "-c", config, "--no-send")
    run, plain = run_of(config), config.read_text()
    for owners, noted in (
        ("{name: Shop, address: shop@example.com}", False),
        ("{name: Shop, checks: ['iam-*']}", True),
    ):
        config.write_text(f"owners: [{owners}]\n{plain}")
        result = reporter("send", run, "-c", config, "--dry-run", config.parent / "mails" / str(noted))
        assert result.stderr == noted * (
            "the owners of the configuration differ from those of the run, which are used: "
            f"reporter judge {run} -c {config} --out {config.parent / 'runs'} makes a run with the new ones\n"
        )


def test_what_would_keep_mails_from_being_sent_is_reported_before_the_scan(
    tmp_path: Path, world: World, reporter: CommandLine
) -> None:
    config = written(tmp_path, "user: me, password_env: NOT_SET")
    result = reporter("scan", "-c", config)
    assert result.exit_code == 2
    assert result.stderr == "the environment variable NOT_SET is not set: it holds the mail password\n"
    assert not (tmp_path / "runs").exists()


def test_nothing_is_sent_without_a_configuration_in_hand(
    config: Path, office: MailServer, reporter: CommandLine
) -> None:
    reporter("scan", "-c", config, "--no-send")
    for more in ((), ("--again",), ("--dry-run", config.parent / "mails")):
        result = reporter("send", run_of(config), *more)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == (
            "name a configuration with -c: it decides who receives a run and how, so it is neither taken from the run "
            "nor looked for\n"
        )
    assert office.attempts == []
    assert not (config.parent / "mails").exists()


def test_without_a_recipient_there_is_nothing_to_do(tmp_path: Path, reporter: CommandLine) -> None:
    (tmp_path / "reporter.yml").write_text("output: {title: Ours}\n")
    folder, _ = finished_run(tmp_path / "runs")
    result = reporter("send", folder.path, "-c", tmp_path / "reporter.yml")
    assert result.exit_code == 2
    assert result.stderr.startswith("no recipients: add them under deliver:")


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return finished_run(tmp_path / "runs")[0]


def test_a_run_that_was_interrupted_waits_for_the_user(run: RunFolder, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(deliver=Deliver(sns=(Sns(topic="arn"),)))
    print_delivery(deliver_after_scan(run, settings, "runs/x", interrupted=True))
    shown = "Not sent, because the run was interrupted. To send it as it is: reporter send runs/x\n"
    assert capsys.readouterr().out == shown


def test_a_run_that_cannot_be_sent_at_all_is_whole_all_the_same(run: RunFolder) -> None:
    with locked(run.path), pytest.raises(Unfinished) as error:
        deliver_after_scan(run, Settings(), "runs/x", interrupted=False)
    first, second = str(error.value).splitlines()
    assert "is being worked on by" in first
    assert second == "the run runs/x is whole, but was not sent; once that is fixed: reporter send runs/x"


def test_an_owner_who_gets_no_mail_is_named_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, _ = finished_run(tmp_path / "runs", accounts=[account("111122223333", owner="li")])
    mail = Mail(sender=AUDIT, smtp=Smtp(host=HOST, security="none"))
    print_delivery(deliver_after_scan(run, Settings(deliver=Deliver(mail=mail)), "runs/x", interrupted=False))
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "no mail to li: no address is known; give one under owners\n")


def test_what_is_being_sent_is_shown_while_it_is_sent(config: Path, office: MailServer, reporter: CommandLine) -> None:
    result = reporter("scan", "-c", config)
    assert result.exit_code in (0, 3)
    assert "sending: mail to boss@example.com\n" in result.stderr
    again = reporter("send", run_of(config), "-c", config, "--again")
    assert again.stderr.startswith("sending: mail to boss@example.com\n")
