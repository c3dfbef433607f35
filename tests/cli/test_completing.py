"""The shell offers ids of checks and frameworks, formats, accounts and runs."""

from pathlib import Path

import pytest

from reporter.runs import RunFolder
from tests.cli.conftest import run_reporter
from tests.report.runs import account, finished_run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, whose configuration lists an account."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reporter.yml").write_text("accounts: {list: [{id: '999900009999', name: zoo}]}\n")
    return tmp_path


@pytest.fixture
def run(here: Path) -> RunFolder:
    """A run beside it."""
    folder, _ = finished_run(here / "runs", accounts=[account("111122223333")])
    return folder


def offered(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """What bash offers for the last word."""
    monkeypatch.setenv("_REPORTER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", " ".join(["reporter", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    result = run_reporter()
    assert result.stderr == ""
    return result.stdout.split()


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        (["checks", "show", "s3-bucket-public-access"], "s3-bucket-public-access-blocked"),
        (["scan", "--checks", "iam-*,s3-bucket-public-access"], "iam-*,s3-bucket-public-access-blocked"),
        (["frameworks", "show", "cis-7"], "cis-7.0"),
        (["scan", "--framework", "cis-7"], "cis-7.0"),
        (["report", "x", "--format", "csv,ht"], "csv,html"),
        (["doctor", "--accounts", "9"], "999900009999"),
        (["doctor", "-c", "reporter.yml", "--accounts", "x,z"], "x,zoo"),
    ],
    ids=str,
)
def test_the_shell_offers(here: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], choice: str) -> None:
    assert offered(monkeypatch, *words) == [choice]


def test_the_shell_offers_the_runs_and_their_accounts(run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(run.path.relative_to(Path.cwd()))
    assert offered(monkeypatch, "report", "runs/") == [path]
    listed = {text for one in run.manifest().accounts for text in (one.id, one.name)}
    assert offered(monkeypatch, "report", path, "--account", "") == sorted({*listed, "999900009999", "zoo"})


@pytest.mark.parametrize("text", ["acounts: {}", "output: {runs: 's3://bucket/runs'}"])
def test_where_nothing_can_be_read_nothing_is_offered(here: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (here / "reporter.yml").write_text(text)
    assert offered(monkeypatch, "send", "") == []
