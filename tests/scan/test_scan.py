"""Every requested account is read, judged, written and reported, whatever happens to it."""

import gzip
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from reporter import __version__
from reporter.accounts import Accounts, LeftOut, Target
from reporter.api import Region, Severity, Verdict, check, failed, passed
from reporter.config.settings import AssumedRole, CheckChoice, Limits, Settings
from reporter.engine.inventory_file import load_inventory
from reporter.engine.judge import Rule, rule
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.given import Organization
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from reporter.rules.frameworks import Answer, Framework, Requirement
from reporter.rules.selection import make_rules
from reporter.runs import AccountRecord, Manifest, RunFolder, State
from reporter.scan import Outcome, Scan, ScanTally, utc_now
from reporter.sessions import CallerIdentity
from tests.doors import DoorCount, FakeAws, Town, door_is_locked, refused

STARTED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
IDS = tuple(f"00000000000{number}" for number in range(1, 6))
OPEN = Severity.HIGH


@check("house-region-few-doors", title="Regions have few doors", severity=Severity.LOW, remediation="Wall some up.")
def few_doors(region: Region, count: DoorCount, *, limit: int = 5) -> Verdict:
    return failed("too many") if count.doors > limit else passed()


class Visit(FakeAws):
    """One account, as a session opens it."""

    caller_arn = "arn:aws:sts::1:assumed-role/Audit/me"
    calls: ClassVar[list[Any]] = []


@dataclass
class Doors:
    """Sessions for a street of towns; an account whose answers are a refusal cannot be entered."""

    towns: dict[str, Any] = field(default_factory=dict)
    entered: list[tuple[str, Any, str, frozenset[str]]] = field(default_factory=list)
    calls_made: int = 7

    def enter(self, account: Account, role: Any, profile: str, askers: Any) -> Visit:
        self.entered.append(
            (account.account_id, role, profile, frozenset(action for asker in askers for action in asker.actions))
        )
        found = self.towns.get(account.account_id) or Visit(Town().answers)
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, Visit) else Visit(found)


@dataclass
class Seen:
    """A watcher that remembers."""

    shown: list[Any] = field(default_factory=list)
    records: list[AccountRecord] = field(default_factory=list)

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        self.shown.append((accounts, calls()))

    def entered(self, target: Target) -> None:
        self.shown.append(target.account.account_id)

    def finished(self, record: AccountRecord) -> None:
        self.records.append(record)


def target(id_: str) -> Target:
    account = Account.of(id_, f"town {id_[-1]}", owner="mayor", ou="Towns")
    return Target(account, AssumedRole(name="Audit"), f"profile-{id_[-1]}", "asked for", member=True)


def accounts(ids: Iterable[str] = IDS[:1], left_out: tuple[LeftOut, ...] = ()) -> Accounts:
    caller = CallerIdentity("arn:aws:sts::9:user/me", "9")
    return Accounts(tuple(map(target, ids)), left_out, Organization(frozenset(IDS), "o-1"), caller)


def scan(  # noqa: PLR0913 - whatever a test wants to be different
    runs: Path,
    sessions: Any = None,
    *,
    who: Accounts | None = None,
    rules: tuple[Rule, ...] = (rule(door_is_locked),),
    frameworks: tuple[Framework, ...] = (),
    watcher: Any = None,
    in_flight: int = 2,
) -> Outcome:
    opened: Any = sessions or Doors()
    settings = Settings(runs=runs, title="Towns", limits=Limits(accounts_in_flight=in_flight, calls_in_flight=2))
    moments = iter(STARTED + timedelta(minutes=number) for number in range(100))
    return Scan(
        settings=settings,
        rules=rules,
        frameworks=frameworks,
        sessions=opened,
        accounts=who or accounts(),
        watcher=watcher or Seen(),
        clock=lambda: next(moments),
        run_id="1234abcd",
    ).run()


def test_a_scan_leaves_a_finished_run_that_says_what_was_asked(tmp_path: Path) -> None:
    outcome = scan(tmp_path)
    manifest = outcome.folder.manifest()
    assert outcome.folder.path == tmp_path / "20261121T070000Z-1234abcd"
    assert manifest == outcome.manifest
    assert (manifest.title, manifest.classification, manifest.tool_version) == ("Towns", "Internal", __version__)
    assert (manifest.caller_arn, manifest.organization_id) == ("arn:aws:sts::9:user/me", "o-1")
    assert manifest.started == STARTED
    assert manifest.finished == STARTED + timedelta(minutes=3)
    assert [each.check_id for each in manifest.rules] == ["house-door-locked"]


def test_an_account_is_reported_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    [record] = scan(tmp_path).manifest.accounts
    assert (record.id, record.name, record.ou, record.owner) == (IDS[0], "town 1", "Towns", "mayor")
    assert (record.state, record.reason, record.reason_code) == ("scanned", "asked for", "")
    assert (record.regions, record.caller_arn) == (("north", "south"), Visit.caller_arn)
    assert (record.started, record.finished) == (STARTED + timedelta(minutes=1), STARTED + timedelta(minutes=2))


def test_what_was_read_is_kept_as_evidence(tmp_path: Path) -> None:
    file = scan(tmp_path).folder.path / "accounts" / f"{IDS[0]}.inventory.json.gz"
    inventory = load_inventory(gzip.decompress(file.read_bytes()))
    assert (inventory.now.at, inventory.organization.id) == (STARTED, "o-1")
    assert inventory.caller_arn == Visit.caller_arn


def test_a_session_is_opened_as_the_account_wants_it_for_what_the_rules_need(tmp_path: Path) -> None:
    sessions = Doors()
    scan(tmp_path, sessions)
    actions = frozenset({"ec2:DescribeRegions", "door:List", "door:GetLock"})
    assert sessions.entered == [(IDS[0], AssumedRole(name="Audit"), "profile-1", actions)]


def test_accounts_are_listed_in_the_order_they_were_asked_for_and_those_left_out_last(tmp_path: Path) -> None:
    closed = LeftOut(Account.of("000000000009", "ruin", owner="zoe", ou="Old"), "its state is CLOSED")
    manifest = scan(tmp_path, who=accounts(reversed(IDS), (closed,)), in_flight=4).manifest
    assert [record.id for record in manifest.accounts] == [*reversed(IDS), "000000000009"]
    last = manifest.accounts[-1]
    assert (last.state, last.reason, last.name, last.owner, last.ou) == (
        "left-out",
        "its state is CLOSED",
        "ruin",
        "zoe",
        "Old",
    )
    assert last.started is None


def test_an_account_that_cannot_be_entered_is_reported_and_so_is_every_rule_about_it(tmp_path: Path) -> None:
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, "no such role", "sts:AssumeRole")
    outcome = scan(tmp_path, Doors({IDS[1]: Refused(why)}), who=accounts(IDS[:3]))
    states = {record.id: (record.state, record.reason_code, record.reason) for record in outcome.manifest.accounts}
    assert states[IDS[1]] == ("unreachable", "role-not-assumable", "no such role")
    assert states[IDS[0]][0] == states[IDS[2]][0] == "scanned"
    assert outcome.by_account[IDS[1]].statuses == {Status.NOT_ASSESSED: 1}
    assert not outcome.complete


def test_an_account_over_which_the_scan_stumbles_is_reported_too_and_costs_no_other(tmp_path: Path) -> None:
    sessions = Doors({IDS[0]: AttributeError("boo")})
    outcome = scan(tmp_path, sessions, who=accounts(IDS[:2]))
    broken, whole = outcome.manifest.accounts
    assert (broken.state, broken.reason_code) == ("unreachable", "check-crashed")
    assert broken.reason == "the scan of the account broke off: AttributeError: boo"
    assert outcome.by_account[IDS[0]].statuses == {Status.NOT_ASSESSED: 1}
    assert (whole.state, outcome.by_account[IDS[1]].statuses) == ("scanned", {Status.PASS: 1, Status.FAIL: 1})


def test_the_tally_agrees_with_the_findings(tmp_path: Path) -> None:
    sessions = Doors({IDS[1]: {**Town().answers, "door:list/south": refused()}})
    outcome = scan(tmp_path, sessions, who=accounts(IDS[:2]))
    assert outcome.by_account[IDS[0]] == ScanTally({Status.PASS: 1, Status.FAIL: 1}, {OPEN: 1})  # type: ignore[arg-type]
    assert outcome.tally.statuses == {Status.PASS: 2, Status.FAIL: 2, Status.NOT_ASSESSED: 1}
    assert outcome.tally.failures == {OPEN: 2}
    files = outcome.folder.path.glob("accounts/*.findings.jsonl.gz")
    assert sum(len(gzip.decompress(file.read_bytes()).splitlines()) for file in files) == 5


def test_a_scan_is_complete_if_everything_was_assessed(tmp_path: Path) -> None:
    assert scan(tmp_path / "a").complete
    sessions = Doors({IDS[0]: {**Town().answers, "door:list/south": refused()}})
    assert not scan(tmp_path / "b", sessions).complete


def test_results_that_only_a_framework_asked_for_are_kept_but_do_not_count(tmp_path: Path) -> None:
    answer = Answer(few_doors.id, '{"limit": 0}')
    requirement = Requirement(id="1", title="One", level="", assessment="", checks=(answer,), remaining="")
    framework = Framework(id="mine", title="Mine", version="1", requirements=(requirement,))
    rules = make_rules([few_doors], CheckChoice(), [framework])
    outcome = scan(tmp_path, rules=rules, frameworks=(framework,))
    assert outcome.tally.statuses == {Status.PASS: 2}
    record = outcome.manifest.frameworks[0].requirements[0].answers[0]
    assert (record.check_id, record.parameters) == (few_doors.id, '{"limit": 0}')
    assert [each.parameters for each in outcome.manifest.rules] == ["", '{"limit": 0}']


def test_a_watcher_hears_of_every_step(tmp_path: Path) -> None:
    seen = Seen()
    outcome = scan(tmp_path, who=accounts(IDS[:2]), watcher=seen, in_flight=1)
    assert seen.shown == [(2, 7), *IDS[:2]]
    assert seen.records == list(outcome.manifest.accounts)


class Slow(Visit):
    """Says when it is being asked, and answers when it may."""

    def __init__(self, asked: threading.Event) -> None:
        super().__init__(Town().answers)
        self.being_asked = asked
        self.may_answer = threading.Event()

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        self.being_asked.set()
        self.may_answer.wait(20)
        return super().call(service, operation, region=region, **parameters)


class Impatient(Seen):
    """Breaks the scan off at the first account, as soon as the second one is being read."""

    def __init__(self, asked: threading.Event) -> None:
        super().__init__()
        self.being_asked = asked

    def entered(self, target: Target) -> None:
        super().entered(target)
        if target.account.account_id == IDS[0]:
            self.being_asked.wait(5)
            raise KeyboardInterrupt


def test_an_interrupted_scan_does_not_wait_for_the_rest(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    asked = threading.Event()
    seen, slow = Impatient(asked), Slow(asked)
    with pytest.raises(KeyboardInterrupt):
        scan(tmp_path, Doors({IDS[1]: slow}), who=accounts(IDS[:2]), watcher=seen)
    assert not slow.asked, "the one question in flight was waited for"
    slow.may_answer.set()
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join(5)
    assert slow.asked == ["ec2:describe_regions/False"]
    assert not caplog.records
    [manifest] = tmp_path.rglob("run.json")
    assert RunFolder(manifest.parent).manifest().state is State.RUNNING


def test_a_run_has_an_id_of_its_own_and_starts_now() -> None:
    one, other = (Scan(Settings(), (), (), Doors(), accounts(), Seen()) for _ in range(2))  # type: ignore[arg-type]
    assert one.run_id != other.run_id
    assert datetime.now(UTC) - utc_now() < timedelta(minutes=1)
    assert one.clock is utc_now


def test_a_manifest_without_rules_needs_none(tmp_path: Path) -> None:
    manifest: Manifest = scan(tmp_path, rules=()).manifest
    assert manifest.rules == ()
