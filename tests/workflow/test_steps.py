"""From a configuration file to its reports, step by step."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.accounts import AccountsUnknown
from reporter.config.file.mistakes import ConfigError
from reporter.config.settings import (
    AccountSources,
    CheckChoice,
    FrameworkChoice,
    ListedAccount,
    RegionChoice,
    Settings,
)
from reporter.rules.catalogue import Catalogue, load_catalogue
from reporter.rules.configuration import read_configuration
from reporter.rules.job import Job, select_job
from reporter.runs import AccountRecord, Manifest, RunBroken, RunFolder
from reporter.sessions import Sessions
from reporter.workflow.reporting import missing_formats, report_run
from reporter.workflow.scanning import new_scan
from tests.world import World

STARTED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
OWN_CHECK = """
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reporter.api import Account, Aws, Resource, Severity, Verdict, check, collects, passed

SERVICE = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shed(Resource):
    kind: ClassVar[str] = "Test::Shed"


@collects("shed:List")
def sheds(aws: Aws, account: Account) -> Iterator[Shed]:
    yield from ()


@check("house-shed-tidy", title="Sheds are tidy", severity=Severity.LOW, remediation="Tidy up.")
def shed_is_tidy(shed: Shed, *, rakes: int = 1) -> Verdict:
    return passed()
"""
OWN_FRAMEWORK = """
id: {id}
title: Ours
version: "1"
requirements:
  - id: "1"
    title: Sheds
    checks: [{check}]
"""


class Silent:
    def started(self, accounts: int, calls: Callable[[], int]) -> None: ...

    def entered(self, target: object) -> None: ...

    def finished(self, record: AccountRecord) -> None: ...


def configured(folder: Path, text: str, **frameworks: str) -> Path:
    """A configuration with a checks and a frameworks folder beside it."""
    for name in ("sheds", "frameworks"):
        (folder / name).mkdir(exist_ok=True)
    for name, framework in frameworks.items():
        (folder / "frameworks" / f"{name}.yml").write_text(framework)
    file = folder / "reporter.yml"
    file.write_text(text)
    return file


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_the_library_holds_what_is_built_in(catalogue: Catalogue) -> None:
    assert "s3-bucket-public-access-blocked" in catalogue.checks
    assert {"cis-5.0", "cis-6.0", "cis-7.0"} <= catalogue.frameworks.keys()


def test_a_configuration_adds_checks_with_collectors_and_frameworks_that_name_them(tmp_path: Path) -> None:
    text = "checks: {folders: [sheds], settings: {house-shed-tidy: {rakes: 2}}}\nframeworks: {folders: [frameworks], include: [ours]}\n"  # noqa: E501 - two lines of YAML
    config = configured(tmp_path, text, ours=OWN_FRAMEWORK.format(id="ours", check="house-shed-tidy"))
    (tmp_path / "sheds" / "sheds.py").write_text(OWN_CHECK)
    settings, catalogue = read_configuration(config)
    assert settings.checks.settings == {"house-shed-tidy": {"rakes": 2}}
    assert "house-shed-tidy" in catalogue.checks
    assert {"ours", "cis-7.0"} <= catalogue.frameworks.keys()


def test_a_framework_of_ones_own_replaces_the_built_in_one(tmp_path: Path) -> None:
    own = OWN_FRAMEWORK.format(id="cis-7.0", check="s3-bucket-public-access-blocked")
    _, catalogue = read_configuration(configured(tmp_path, "frameworks: {folders: [frameworks]}", own=own))
    assert catalogue.frameworks["cis-7.0"].title == "Ours"


def test_names_that_nothing_has_are_refused_all_at_once(tmp_path: Path) -> None:
    text = "checks:\n  include: [s4-*]\nframeworks:\n  folders: [frameworks]\n  include: [our]\n"
    with pytest.raises(ConfigError) as refused:
        read_configuration(configured(tmp_path, text, ours=OWN_FRAMEWORK.format(id="ours", check="no-such-check")))
    file = tmp_path / "reporter.yml"
    assert str(refused.value).splitlines() == [
        f"{file}:2: checks.include[0]: 's4-*' matches nothing; take the line out, or look the name up",
        f"{file}:5: frameworks.include[0]: 'our' matches nothing; did you mean 'ours'?",
    ]


def test_a_framework_that_names_no_check_is_refused_at_load(tmp_path: Path) -> None:
    own = OWN_FRAMEWORK.format(id="ours", check="s3-bucket-public-access-bloked")
    with pytest.raises(ConfigError, match=r"ours\.yml:8: .* did you mean 's3-bucket-public-access-blocked'"):
        read_configuration(configured(tmp_path, "frameworks: {folders: [frameworks]}", ours=own))


def test_a_job_asks_the_chosen_checks_and_reports_on_the_chosen_frameworks(catalogue: Catalogue) -> None:
    choice = CheckChoice(include=("s3-*",), exclude=("*-acl-*",))
    settings = Settings(checks=choice, frameworks=FrameworkChoice(include=("cis-[67].0",)))
    job = select_job(settings, catalogue)
    assert {rule.check.service for rule in job.rules} == {"s3"}
    assert "s3-bucket-acl-disabled" not in {rule.check.id for rule in job.rules}
    assert [framework.id for framework in job.frameworks] == ["cis-6.0", "cis-7.0"]


def test_one_framework_asks_only_the_checks_that_answer_it(catalogue: Catalogue) -> None:
    job = select_job(Settings(frameworks=FrameworkChoice(include=("cis-7.0",))), catalogue, "cis-5.0")
    assert [framework.id for framework in job.frameworks] == ["cis-5.0"]
    assert {rule.check.id for rule in job.rules} == {answer.check_id for answer in job.frameworks[0].answers}


def bucket_job(catalogue: Catalogue, runs: Path, *ids: str) -> Job:
    listed = tuple(ListedAccount(id=id_, name=f"account-{id_[0]}") for id_ in ids)
    settings = Settings(
        accounts=AccountSources(listed=listed),
        checks=CheckChoice(include=("s3-bucket-versioning-*", "s3-bucket-acl-disabled")),
        frameworks=FrameworkChoice(include=()),
        regions=RegionChoice(include=("us-east-1",)),
        runs=runs,
        formats=("csv", "json"),
    )
    return select_job(settings, catalogue)


def test_a_job_is_run_and_reported(world: World, catalogue: Catalogue, tmp_path: Path) -> None:
    world.client("s3", account_id="111122223333").create_bucket(Bucket="lumber")
    job = bucket_job(catalogue, tmp_path, "111122223333", "444455556666")
    sessions = Sessions(job.settings, prepare=world.emulator.prepare)
    outcome = new_scan(job, sessions, Silent(), (id_ for id_ in ["111122223333"])).run()
    assert [(record.id, record.state) for record in outcome.manifest.accounts] == [("111122223333", "scanned")]
    files = report_run(outcome.folder, job.settings.formats)
    assert files == [outcome.folder.reports / "report.csv", outcome.folder.reports / "report.json"]
    assert "lumber" in files[0].read_text()
    elsewhere = report_run(outcome.folder, ["csv"], tmp_path / "elsewhere")
    assert elsewhere[0].read_bytes() == files[0].read_bytes()


def test_all_accounts_are_scanned_unless_some_are_named(world: World, catalogue: Catalogue, tmp_path: Path) -> None:
    job = bucket_job(catalogue, tmp_path, "111122223333", "444455556666")
    sessions = Sessions(job.settings, prepare=world.emulator.prepare)
    assert len(new_scan(job, sessions, Silent()).run().manifest.accounts) == 2
    with pytest.raises(AccountsUnknown, match="777788889999"):
        new_scan(job, sessions, Silent(), ["777788889999"]).run()


def finished_run(runs: Path) -> RunFolder:
    folder = RunFolder.create(runs, STARTED, "1234abcd")
    folder.write_account(AccountRecord(id="111122223333", name="shop", state="scanned"), [], b"{}")
    folder.finish(Manifest(run_id="1234abcd", title="t", classification="c", tool_version="1", started=STARTED, caller_arn="me"))  # fmt: skip  # noqa: E501
    return folder


def test_nothing_is_reported_without_the_findings_of_the_run(tmp_path: Path) -> None:
    folder = finished_run(tmp_path)
    folder.findings.write_bytes(b"something else")
    with pytest.raises(RunBroken, match=r"findings\.parquet is missing, or is not what the run wrote"):
        report_run(folder, ["csv"])
    folder.findings.unlink()
    with pytest.raises(RunBroken, match=r"findings\.parquet is missing"):
        report_run(folder, ["csv"])


def test_a_format_is_missing_as_long_as_one_of_its_files_is(tmp_path: Path) -> None:
    folder = finished_run(tmp_path)
    _, plan = report_run(folder, ["oscal"])
    assert missing_formats(folder, ["csv", "oscal"]) == ["csv"]
    plan.unlink()
    assert missing_formats(folder, ["csv", "oscal"]) == ["csv", "oscal"]
