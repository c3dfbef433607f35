"""The request is saved as data: a run from others names no code, host, path or secret."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from reporter.accounts import Accounts
from reporter.config.delivery import Deliver, Sns
from reporter.config.settings import (
    AccountSources,
    AssumedRole,
    BaseCredentials,
    CheckChoice,
    FrameworkChoice,
    Limits,
    ListedAccount,
    OrganizationSource,
    RegionChoice,
    Settings,
)
from reporter.model.encoding import to_json
from reporter.model.errors import UserError
from reporter.model.verdicts import Severity
from reporter.runs import RunBroken, RunFolder
from reporter.scan.asked import MOST, NEEDS, Asked, needs_of
from reporter.scan.resume import RunChanged, asked_by, job_to_resume, resumed_scan
from reporter.sessions import Sessions
from tests.street import IDS, Street, Watcher, accounts, interrupted, job, settings
from tests.world import World

CURRENT = "123456789012"
"""The account of the base credentials."""
ROLE = AssumedRole(name="Theirs", external_id="very-secret")
EVERYTHING = Settings(
    accounts=AccountSources(listed=(ListedAccount(id=IDS[0], role=ROLE),), profiles=("prod",)),
    role=ROLE,
    credentials=BaseCredentials(profile="base"),
    partition="aws-cn",
    checks=CheckChoice(folders=(Path("/their/checks"),), settings={"x": {"n": 1}}, severities={"x": Severity.LOW}),
    frameworks=FrameworkChoice(folders=(Path("/their/frameworks"),)),
    waivers=(Path("/their/waivers.yml"),),
    follow_up=("/their/workbooks",),
    runs=Path("/their/runs"),
    runs_in_s3="s3://theirs",
    runs_kms_key="arn:aws:kms:eu-central-1:111122223333:key/theirs",
    signing_key="/their/key.pem",
    deliver=Deliver(sns=(Sns(topic="arn:aws:sns:eu-central-1:111122223333:theirs"),)),
    file=Path("/their/reporter.yml"),
)


def theirs() -> Accounts:
    found = accounts()
    return replace(found, targets=tuple(replace(target, role=ROLE) for target in found.targets))


def as_older_versions_kept_it(given: Settings, found: Accounts) -> bytes:
    """The whole request, as a run from others may contain it."""
    plain = {"settings": json.loads(json.dumps(_builtins(given))), "accounts": json.loads(to_json(found))}
    return to_json(plain)


def _builtins(given: Any) -> Any:
    return msgspec.to_builtins(given, enc_hook=str)


def test_neither_folders_nor_hosts_nor_secrets_are_kept() -> None:
    saved = Asked(EVERYTHING, theirs()).saved()
    for word in (b"secret", b"/their/", b"theirs", b"base"):
        assert word not in saved
    assert set(Asked.load(saved).needs) == NEEDS == set(needs_of(EVERYTHING))


def test_what_decides_what_is_found_is_kept() -> None:
    given = settings(
        Path("runs"),
        regions=RegionChoice(include=("eu-west-1",)),
        checks=CheckChoice(include=("s3-*",), settings={"x": {"n": 1}}, severities={"x": Severity.LOW}),
        accounts=AccountSources(listed=(ListedAccount(id=IDS[0], name="one"),)),
    )
    asked = Asked.load(Asked(given, accounts()).saved())
    assert asked == Asked(given, accounts())
    assert asked.data() == given


@pytest.mark.parametrize(
    "saved", [Asked(EVERYTHING, theirs()).saved(), as_older_versions_kept_it(EVERYTHING, theirs())]
)
def test_only_data_is_used_of_a_run_that_was_handed_to_us(saved: bytes) -> None:
    data = Asked.load(saved).data()
    expected = Settings(
        accounts=AccountSources(listed=(ListedAccount(id=IDS[0]),)),
        checks=CheckChoice(settings={"x": {"n": 1}}, severities={"x": Severity.LOW}),
    )
    assert data == expected
    assert set(Asked.load(saved).needs) == NEEDS


def test_what_a_run_needs_cannot_be_made_up() -> None:
    saved = json.loads(Asked(Settings(), accounts()).saved()) | {"needs": ["to be believed", "deliver"]}
    assert Asked.load(to_json(saved)).needs == ("deliver",)


def handed(folder: RunFolder, change: Callable[[Any], object]) -> RunFolder:
    """The run, with something else in what it says that it was asked."""
    file = folder.path / "asked.json"
    plain = json.loads(file.read_bytes())
    change(plain)
    file.write_bytes(to_json(plain))
    return folder


def test_a_run_that_was_asked_with_more_than_it_keeps_is_not_resumed_without_a_configuration(tmp_path: Path) -> None:
    folder = handed(interrupted(tmp_path, 1), lambda plain: plain.update(needs=["deliver", "role"]))
    with pytest.raises(UserError) as error:
        job_to_resume(folder, None)
    assert str(error.value) == (
        f"{folder.path} was asked with a configuration that says more than a run keeps (deliver, role): name it with -c"
    )


def test_limits_of_a_run_are_bounded() -> None:
    own = Settings().limits
    greedy = Limits(processes=10**6, accounts_in_flight=10**6, calls_in_flight=-5, account_seconds=10**9)
    data = Asked.load(Asked(Settings(limits=greedy), accounts()).saved()).data()
    assert data.limits == Limits(
        processes=max(own.processes, MOST.processes),
        accounts_in_flight=max(own.accounts_in_flight, MOST.accounts_in_flight),
        calls_in_flight=1,
        account_seconds=86_400,
    )


INSANE: dict[str, tuple[Callable[[Any], object], str]] = {
    "account": (
        lambda plain: plain["accounts"]["targets"][0]["account"].update(account_id="../../x"),
        r"'\.\./\.\./x' is no account id",
    ),
    "account of two lines": (
        lambda plain: plain["accounts"]["targets"][0]["account"].update(account_id="000000000001\n"),
        "'000000000001\n' is no account id",
    ),
    "member": (lambda plain: plain["accounts"]["organization"].update(account_ids=["1"]), "'1' is no account id"),
    "partition": (
        lambda plain: plain["accounts"]["targets"][0]["account"].update(partition="evil"),
        "'evil' is no partition",
    ),
    "region": (lambda plain: plain["settings"]["regions"].update(include=["eu@evil"]), "'eu@evil' is no region"),
    "format": (lambda plain: plain["settings"].update(formats=["exe"]), "'exe' is no format"),
}


@pytest.mark.parametrize("name", INSANE)
def test_what_no_scan_would_have_asked_is_reported(name: str, tmp_path: Path) -> None:
    change, shown = INSANE[name]
    with pytest.raises(RunBroken, match=f"was not asked by a scan: {shown}"):
        asked_by(handed(interrupted(tmp_path, 1), change))


def test_what_is_nested_beyond_reason_is_reported(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    deep = b'{"settings": {"checks": {"settings": {"x": {"y": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}}}}"
    (folder.path / "asked.json").write_bytes(deep)
    with pytest.raises(RunBroken, match="does not say in a way we can read what was asked: it is nested too deeply"):
        asked_by(folder)


def with_role(role: AssumedRole, **sources: Any) -> Settings:
    return Settings(accounts=AccountSources(**sources), role=role, title="Towns")


def listed(role: AssumedRole = ROLE) -> Settings:
    return with_role(role, listed=tuple(ListedAccount(id=id_) for id_ in IDS))


def begun(runs: Path, given: Settings, *, profile: str = "", role: AssumedRole | None = None) -> RunFolder:
    """A run that was interrupted, asked with these settings."""
    folder = interrupted(runs, 1)
    found = accounts()
    targets = tuple(replace(target, role=role, profile=profile) for target in found.targets)
    (folder.path / "asked.json").write_bytes(Asked(given, replace(found, targets=targets)).saved())
    return folder


def resumed(folder: RunFolder, given: Settings, sessions: Any = None) -> Any:
    return resumed_scan(folder, replace(job(folder.path.parent), settings=given), sessions or Street(), Watcher())  # type: ignore[arg-type]


def roles_of(scan: Any) -> list[AssumedRole]:
    """Each once."""
    roles: list[AssumedRole] = []
    for target in scan.accounts.targets:
        if target.role not in roles:
            roles.append(target.role)
    return roles


def test_the_way_into_an_account_is_that_of_the_configuration(tmp_path: Path) -> None:
    stolen = replace(ROLE, arn="arn:aws:iam::666666666666:role/Collect", session_name="evil")
    folder = begun(tmp_path, listed(), role=stolen)
    scan = resumed(folder, listed())
    assert roles_of(scan) == [ROLE]
    own = replace(listed(), accounts=AccountSources(listed=(ListedAccount(id=IDS[0], role=AssumedRole(name="Other")),)))
    folder = begun(tmp_path / "own", own, role=AssumedRole(name="Other"))
    with pytest.raises(RunChanged, match=f"the configuration does not name, or not so: {IDS[1]}, {IDS[2]}"):
        resumed(folder, own)


def test_another_external_id_is_no_other_question(tmp_path: Path) -> None:
    corrected = replace(ROLE, external_id="corrected")
    scan = resumed(begun(tmp_path, listed(), role=ROLE), listed(corrected))
    assert roles_of(scan) == [corrected]


@pytest.mark.parametrize(
    ("given", "way"),
    [
        (with_role(ROLE, profiles=("prod",)), {"profile": "root"}),
        (with_role(ROLE, profiles=("prod",)), {}),
        (with_role(ROLE, current=True), {"role": ROLE}),
        (listed(), {}),
        (listed(), {"role": ROLE, "profile": "root"}),
    ],
)
def test_a_run_names_no_way_that_the_configuration_does_not(given: Settings, way: Any, tmp_path: Path) -> None:
    with pytest.raises(RunChanged, match=f"cannot be resumed: the configuration does not name, or not so: {IDS[0]}, "):
        resumed(begun(tmp_path, given, **way), given)


def test_ways_that_the_configuration_names_are_walked(tmp_path: Path) -> None:
    for number, (given, profile) in enumerate(
        [(with_role(ROLE, profiles=("prod",)), "prod"), (with_role(ROLE, current=True), "")]
    ):
        scan = resumed(begun(tmp_path / str(number), given, profile=profile), given)
        assert {target.profile for target in scan.accounts.targets} == {profile}
        assert roles_of(scan) == [None]


def test_the_external_id_is_sent_to_accounts_of_the_organisation_only(tmp_path: Path, world: World) -> None:
    organization = world.client("organizations", "us-east-1", CURRENT)
    organization.create_organization(FeatureSet="ALL")
    member = organization.create_account(AccountName="ours", Email="ours@example.com")["CreateAccountStatus"]
    given = with_role(ROLE, organization=OrganizationSource())
    found = accounts((CURRENT, member["AccountId"]))
    targets = tuple(replace(target, role=ROLE) for target in found.targets)
    folder = interrupted(tmp_path, 1)
    file = folder.path / "asked.json"
    file.write_bytes(Asked(given, replace(found, targets=targets)).saved())
    scan = resumed(folder, given, Sessions(given, prepare=world.emulator.prepare))
    assert roles_of(scan) == [ROLE]
    foreign = replace(targets[0], account=replace(targets[0].account, account_id="666666666666"))
    file.write_bytes(Asked(given, replace(found, targets=(*targets, foreign))).saved())
    with pytest.raises(RunChanged, match=r"the configuration does not name, or not so: 666666666666$"):
        resumed(folder, given, Sessions(given, prepare=world.emulator.prepare))
