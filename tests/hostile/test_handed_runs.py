"""A run from others is read within limits, and refused in a sentence if no run would write it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter.demo.emulator import emulated_aws
from tests.cli.conftest import run_reporter
from tests.hostile import handed
from tests.hostile.handed import Change
from tests.hostile.place import CHECK, Place


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = Place(tmp_path_factory.mktemp("honest"))
    place.build()
    with emulated_aws():
        for _ in range(2):
            assert run_reporter("scan", "-c", place.plain).exit_code == 0
        yield place.honest


@pytest.fixture
def place(honest: Path, tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.build()
    shutil.copytree(honest, place.honest)
    place.renew()
    return place


ALL = ("report RUN --format csv", "compare RUN", "judge RUN", "verify RUN")
REFUSED: dict[Change, dict[str, str]] = {
    handed.has_files_elsewhere: dict.fromkeys(ALL, "is not what a run wrote: '"),
    handed.unpacks_without_end: {
        "judge RUN": "accounts/111111111111.inventory.json.gz is damaged: it unpacks to more than the 512 MB that are",
        "scan --resume RUN --retry-not-assessed": "findings.jsonl.gz is damaged: it unpacks to more than the 512 MB",
    },
    handed.is_nested_without_end: {
        "judge RUN": "does not say in a way we can read what was asked: it is nested too deeply",
        "judge RUN -c PLAIN": "the inventory of 111111111111 cannot be read with these checks: it is nested too deeply",
    },
    handed.has_findings_of_other_kinds: {
        "report RUN --format csv": "findings.parquet cannot be read as findings: its column status is no text",
    },
    handed.has_findings_of_no_status: {
        "report RUN --format csv": "cannot be read as findings: Invalid Input Error: its column status holds what no"
    },
    handed.has_findings_of_unknown_checks: {
        "report RUN --format csv": "findings.parquet names 'evil-check-known', a check that the run did not ask"
    },
    handed.has_endless_findings: {
        "report RUN --format csv": "cannot be read as findings: it has more than 50,000,000 rows"
    },
    handed.has_a_finding_without_end: {
        "report RUN --format csv": "cannot be read as findings: Invalid Input Error: its column reason holds what no"
    },
    handed.has_findings_that_are_none: {"report RUN --format csv": "findings.parquet cannot be read as findings: "},
    handed.says_what_cannot_be: dict.fromkeys(ALL, "is no id of a run"),
    handed.holds_what_is_not_its_own: {
        "judge RUN": "the inventory of 111111111111 is that of 666666666666",
        "scan --resume RUN --retry-not-assessed": "has findings in 666666666666 among those in 111111111111",
    },
}


@pytest.mark.parametrize(
    ("change", "line", "shown"),
    [(change, line, shown) for change, lines in REFUSED.items() for line, shown in lines.items()],
)
def test_what_no_run_writes_is_refused_in_a_sentence(change: Change, line: str, shown: str, place: Place) -> None:
    change(place)
    result = run_reporter(*line.replace("RUN", str(place.run)).replace("PLAIN", str(place.plain)).split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert shown in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("change", [handed.has_findings_of_other_kinds, handed.has_findings_that_are_none])
def test_one_run_that_is_none_costs_its_neighbours_nothing(change: Change, place: Place) -> None:
    later = place.run
    [place.run] = [path for path in place.runs.iterdir() if path != later]
    change(place)
    assert run_reporter("report", later, "--format", "csv").exit_code == 0
    listed = run_reporter("runs", "list", place.runs)
    assert (listed.exit_code, "2 runs" in listed.output) == (0, True)
    assert f"{place.run}/findings.parquet cannot be read as findings: " in listed.output
    assert run_reporter("runs", "prune", place.runs, "--keep", 1, "--yes").exit_code == 0


def test_what_people_said_that_cannot_be_read_hides_no_run_and_no_report(place: Place) -> None:
    handed.is_nested_without_end(place)
    listed = run_reporter("runs", "list", place.runs)
    assert (listed.exit_code, "2 runs" in listed.output) == (0, True)
    assert run_reporter("report", place.run, "--format", "csv").exit_code == 0


PATTERNS = (
    "run[12]",
    "run*",
    "run?",
    "**",
    "it's",
    "a;b",
    "status=PASS",
    "~",
    "%",
    "back\\slash",
    "{a,b}",
    "two\nlines",
)


@pytest.mark.parametrize("name", PATTERNS)
def test_the_name_of_a_folder_is_never_a_pattern(name: str, place: Place) -> None:
    """The folder also has a run that the name would match as a wildcard, with other findings."""
    for other in ("run1", "runs", "run"):
        shutil.copytree(place.run, place.runs / other)
        place.run, kept = place.runs / other, place.run
        handed.has_findings_of_no_status(place)
        place.run = kept
    named = place.run.rename(place.runs / name)
    result = run_reporter("report", named, "--format", "csv", "-o", place.out)
    assert result.exit_code == 0, result.output
    with (place.out / "report.csv").open(newline="") as file:
        assert {row["status"] for row in csv.DictReader(file)} == {"FAIL"}
    assert run_reporter("judge", named, "--out", place.out / name).exit_code == 0
    [again] = (place.out / name).iterdir()
    assert run_reporter("verify", again).exit_code == 0


def test_a_judgement_is_as_private_as_the_run(place: Place) -> None:
    assert run_reporter("judge", place.run, "--out", place.out / "again", "--checks", CHECK).exit_code == 0
    modes = {path.stat().st_mode & 0o777 for path in (place.out / "again").rglob("*") if path.is_dir()}
    assert modes == {0o700}
    assert {path.stat().st_mode & 0o777 for path in (place.out / "again").rglob("*") if path.is_file()} == {0o600}


def test_all_that_a_scan_writes_is_for_its_owner_alone(honest: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in (honest, *honest.rglob("*")) if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in honest.rglob("*") if path.is_file()} == {0o600}


def test_a_link_is_reported_by_its_kind_wherever_it_is(place: Place) -> None:
    for name in ("link", "accounts/link", "reports/link", "accounts/folder"):
        (place.run / name).symlink_to(place.elsewhere if "folder" in name else place.elsewhere / "secret")
    (place.run / "findings.parquet").unlink()
    (place.run / "findings.parquet").symlink_to(place.honest / place.run.name / "findings.parquet")
    result = run_reporter("verify", place.run)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:5] == [
        "changed: findings.parquet (a link)",
        "added: accounts/folder (a link)",
        "added: accounts/link (a link)",
        "added: link (a link)",
        "added: reports/link (a link)",
    ]
