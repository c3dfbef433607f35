"""What `reporter waivers` prints, and with which code it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reporter.model.verdicts import Status
from tests.cli.conftest import CommandLine
from tests.report.runs import account, finding, finished_run, rule

CHECK = "s3-bucket-not-public"
TODAY = datetime.now(UTC).date()
SAID = ("--reason", "a web site", "--owner", "anna", "--approver", "ciso", "--expires", "2099-12-31")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "reporter.yml"
    file.write_text("waivers: [waivers.yml, more.yml]")
    for name in ("waivers.yml", "more.yml"):
        (tmp_path / name).write_text("waivers: []\n")
    return file


def written(config: Path) -> str:
    return (config.parent / "waivers.yml").read_text()


def test_waivers_are_added_listed_and_good(config: Path, reporter: CommandLine) -> None:
    added = reporter("waivers", "add", "-c", config, "--check", "s3-*", "--account", "111122223333", *SAID)
    assert added.exit_code == 0, added.output
    assert added.output.startswith(f"{config.parent / 'waivers.yml'} has a new waiver, W-001:\n  - id: W-001\n")
    assert reporter("waivers", "check", "-c", config).output == f"{config} is valid: 1 waiver in 2 files\n"
    listed = reporter("waivers", "list", "-c", config).output
    assert "check s3-*; account 111122223333" in listed
    assert listed.endswith("1 waiver: in force 1\n")
    assert "covers" not in listed, "it was not looked up"


def test_everything_can_be_said_on_the_command_line(config: Path, reporter: CommandLine) -> None:
    scope = ("--ou", "Prod", "--region", "eu-*", "--resource", "a-*,b-*", "--tag", "team=shop,stage=prod")
    more = ("--ticket", "SEC-1", "--starts", "2026-01-01", "--id", "X", "--file", config.parent / "waivers.yml")
    reporter("waivers", "add", "-c", config, "--check", "s3-*,iam-*", *SAID, *scope, *more)
    listed = reporter("waivers", "list", "-c", config).output
    assert "check s3-* or iam-*; OU Prod; region eu-*; resource a-* or b-*; tag team=shop; tag stage=prod" in listed
    assert "SEC-1" in listed


def test_the_expired_and_the_soon_to_expire_stand_on_top(config: Path, reporter: CommandLine) -> None:
    days = {"far": 31, "soon": 30, "today": 0, "over": -1, "later": 999}
    entries = [
        f"- {{id: {id_}, check: s3-*, reason: r, owner: o, approver: a, expires: {TODAY + timedelta(left)}}}\n"
        for id_, left in days.items()
    ]
    entries[-1] = entries[-1].replace("}", f", starts: {TODAY + timedelta(1)}}}")
    (config.parent / "waivers.yml").write_text("".join(["waivers:\n", *entries]))
    listed = reporter("waivers", "list", "-c", config).output
    ids = [line.split()[0] for line in listed.splitlines() if line.strip()]
    assert ids[2:-1] == ["over", "today", "soon", "later", "far"]
    assert listed.endswith("5 waivers: expired 1, expires soon 2, not yet in force 1, in force 1\n")


def test_a_waiver_can_be_about_one_finding(config: Path, tmp_path: Path, reporter: CommandLine) -> None:
    found = finding(CHECK, "111122223333", Status.FAIL, "web")
    folder, _ = finished_run(tmp_path, accounts=[account("111122223333")], rules=[rule(CHECK)], findings=[found])
    added = reporter("waivers", "add", "-c", config, *SAID, "--finding", found.id, "--run", folder.path)
    assert added.exit_code == 0, added.output
    assert "arn:aws:s3:::web" in written(config)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (("--check", "s3-bukcet", *SAID), "nothing was written, for this would not be good:"),
        (("--check", "s3-*", *SAID, "--expires", "31.12.2099"), "--expires: '31.12.2099' is not a day; write it as"),
        (("--check", "s3-*", *SAID, "--tag", "team"), "--tag: 'team' has no value; write KEY=VALUE"),
        (("--check", "s3-*", *SAID, "--file", "other.yml"), "other.yml is not one of the waiver files: "),
        (("--check", "s3-*", *SAID, "--finding", "f"), "--finding and --run go together"),
        (SAID, "waivers[0].check: is missing; add it"),
    ],
)
def test_nothing_is_added_that_cannot_be_meant(
    config: Path, reporter: CommandLine, options: tuple[str, ...], shown: str
) -> None:
    result = reporter("waivers", "add", "-c", config, *options)
    assert (result.exit_code, shown in result.output) == (2, True), result.output
    assert written(config) == "waivers: []\n"


@pytest.mark.parametrize("command", ["check", "list"])
def test_a_configuration_without_waivers_is_reported(tmp_path: Path, reporter: CommandLine, command: str) -> None:
    config = tmp_path / "reporter.yml"
    config.write_text("accounts: {current: true}")
    result = reporter("waivers", command, "-c", config)
    assert result.exit_code == 2
    assert result.output == f"{config} names no waiver file; add `waivers: [waivers.yml]`\n"


def test_no_waivers_are_none(config: Path, reporter: CommandLine) -> None:
    assert reporter("waivers", "list", "-c", config).output.endswith("\n0 waivers\n")


def test_a_broken_file_stops_a_scan_before_it_starts(config: Path, reporter: CommandLine) -> None:
    (config.parent / "more.yml").write_text("waivers:\n  - id: A\n")
    for command in (("scan", "-c", config), ("waivers", "check", "-c", config), ("config", "check", "-c", config)):
        result = reporter(*command)
        assert result.exit_code == 2
        assert f"{config.parent / 'more.yml'}:2: waivers[0].check: is missing; add it" in result.output
    assert not (config.parent / "runs").exists()


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(1), "2020-02-29"])
def test_a_waiver_whose_last_day_is_not_to_come_is_not_added(day: object, config: Path, reporter: CommandLine) -> None:
    said = (*SAID[:-1], day)
    refused = reporter("waivers", "add", "-c", config, "--check", "s3-*", *said)
    assert refused.exit_code == 2
    assert refused.output == f"--expires: {day} is in the past: today is {TODAY} (UTC); name a later day\n"
    assert written(config) == "waivers: []\n"


def test_a_waiver_may_hold_until_tomorrow(config: Path, reporter: CommandLine) -> None:
    said = (*SAID[:-1], TODAY + timedelta(1))
    assert reporter("waivers", "add", "-c", config, "--check", "s3-*", *said).exit_code == 0


@pytest.mark.parametrize("text", ["a\x00b\x1b[31m", "half \udcff of it", "\u2028", "=1+1", "#", "a: b", "'", "\ufffe"])
def test_whatever_the_reason_is_it_is_written_and_read_back_or_refused(
    text: str, config: Path, reporter: CommandLine
) -> None:
    added = reporter("waivers", "add", "-c", config, "--check", "s3-*", *SAID, "--reason", text)
    assert added.exit_code in (0, 2)
    assert "\x1b" not in added.output
    assert reporter("waivers", "check", "-c", config).exit_code == 0
