"""What accounts own for each other, over processes that die and runs that are killed, stopped and taken up again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reporter.accounts import Accounts
from reporter.engine.judge import rule
from reporter.runs import AccountRecord, State
from reporter.runs.verify import verify_run
from reporter.scan import Outcome
from reporter.scan.judge_again import Judgement
from tests.bells import (
    RULES,
    a_bell_is_heard,
    few_bells_are_heard,
    findings,
    killed,
    resumed,
    scan,
    street_of,
    town,
    towns,
    verdicts,
)
from tests.doors import door_is_locked
from tests.street import Watcher

HEARD, QUIET = a_bell_is_heard.id, few_bells_are_heard.id

KNOWN = {"management": "a", "administrators": ("e bells",)}
"""Who may own a bell, as AWS Organizations says; without that, all are asked."""
STREET = ("b", "c", "d", "e bells", "a", "f")


@pytest.fixture(scope="module", params=[KNOWN, {}], ids=["owners known", "owners unknown"])
def owners(request: pytest.FixtureRequest) -> dict[str, Any]:
    known: dict[str, Any] = request.param
    return known


@pytest.fixture(scope="module")
def undisturbed(owners: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = scan(tmp_path_factory.mktemp("undisturbed"), towns(*STREET, **owners)).run().folder
    assert set(verdicts(folder, HEARD).values()) == {("PASS", "Great Tom", "")}
    return findings(folder)


def test_several_processes_find_what_one_finds(
    owners: dict[str, Any], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder = scan(tmp_path, towns(*STREET, **owners), processes=2).run().folder
    assert findings(folder) == undisturbed
    assert verify_run(folder).whole


@pytest.mark.parametrize("known", [KNOWN, {}], ids=["owners known", "owners unknown"])
def test_a_process_that_dies_costs_the_others_nothing(known: dict[str, Any], tmp_path: Path) -> None:
    """The one that takes its place has to hear of the bells too."""
    names = ("a", "e bells", "f deadly", "b", "c", "d", "g", "h")
    found = verdicts(scan(tmp_path, towns(*names, **known), processes=2).run().folder, HEARD)
    died = found.pop("f deadly")
    assert died[0] == "NOT_ASSESSED"
    assert "its process died with exit code 7" in died[1]
    assert set(found.values()) == {("PASS", "Great Tom", "")}


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("after", [1, 2, 4, 6])
def test_a_run_that_was_killed_goes_on_with_what_was_read(
    after: int, processes: int, owners: dict[str, Any], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    accounts = towns(*STREET, **owners)
    folder = resumed(killed(tmp_path, accounts, after), accounts, processes=processes)
    assert findings(folder) == undisturbed
    assert verify_run(folder).whole
    assert Judgement(folder, RULES).compare().changes == []


def interrupted(runs: Path, accounts: Accounts, after: int) -> Outcome:
    """A run that was stopped when so many accounts were read."""
    done: list[AccountRecord] = []

    def stop(record: AccountRecord) -> None:
        done.append(record)
        if len(done) == after:
            stopped.stop.set()

    stopped = scan(runs, accounts, watcher=Watcher(stop), in_flight=1)
    outcome = stopped.run()
    assert {record.id for record in done} == outcome.by_account.keys()
    return outcome


@pytest.mark.parametrize("after", [1, 3, 5])
def test_a_run_that_was_stopped_reports_what_was_read_and_does_not_read_it_again(
    after: int, owners: dict[str, Any], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    accounts = towns(*STREET, **owners)
    outcome = interrupted(tmp_path, accounts, after)
    assert outcome.manifest.state is State.PARTIAL
    assert verify_run(outcome.folder).whole
    assert Judgement(outcome.folder, RULES).compare().changes == []
    again = street_of(accounts)
    assert findings(resumed(outcome.folder, accounts, sessions=again)) == undisturbed
    assert set(again.entered).isdisjoint(outcome.by_account)


def test_an_owner_that_the_scan_did_not_come_to_leaves_members_unassessed(tmp_path: Path) -> None:
    accounts = towns("a", "c", "b bells", management="a", administrators=("b bells",))
    folder = interrupted(tmp_path, accounts, 1).folder
    why = "account 000000000002, which may own one for the organisation: the run was interrupted before the account"
    assert verdicts(folder, QUIET)["a"] == ("NOT_ASSESSED", f"{why} was scanned", "interrupted")


def test_what_an_owner_says_when_it_is_asked_again_counts_for_those_that_are_done(tmp_path: Path) -> None:
    """The owner keeps its bells back at first; members fail by what is known, and are not read again."""
    rules = (rule(a_bell_is_heard), rule(door_is_locked))
    shut = towns("a", "b bells silent", "c")
    folder = scan(tmp_path, shut, rules=rules).run().folder
    assert {status for status, *_ in verdicts(folder, HEARD).values()} == {"FAIL"}
    [owner] = [target.account for target in shut.targets if "bells" in target.account.name]
    again = street_of(shut)
    again.towns[owner.account_id] = town(replace(owner, name="b bells"))
    (folder.path / f"accounts/{owner.account_id}.inventory.json.gz").unlink()
    done = resumed(folder, shut, sessions=again, retry=True, rules=rules)
    assert {status for status, *_ in verdicts(done, HEARD).values()} == {"PASS"}
    assert again.entered == [owner.account_id]
