"""The file of findings as DuckDB reads it: exactly that file, and only if it holds findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from reporter.model.errors import UserError
from reporter.model.finding import COLUMNS
from reporter.runs import RunBroken, duck
from reporter.runs.findings_view import Extract, opened, problem_of

ALL = ", ".join(f"'x' AS {name}" for name in COLUMNS)


def table(file: Path, columns: str) -> Path:
    duckdb.execute(f"COPY (SELECT {columns}) TO '{file}' (FORMAT parquet)")
    return file


def test_a_table_of_findings_is_one(tmp_path: Path) -> None:
    assert problem_of(table(tmp_path / "findings.parquet", f"{ALL}, 1 AS more")) == ""


def test_a_table_without_the_columns_of_findings_is_none(tmp_path: Path) -> None:
    file = table(tmp_path / "findings.parquet", "'x' AS id, 'y' AS account_id")
    assert problem_of(file) == f"{file} cannot be read as findings: it has no column check_id"


def test_a_table_whose_columns_are_no_text_is_none(tmp_path: Path) -> None:
    file = table(tmp_path / "findings.parquet", ALL.replace("'x' AS reason", "1 AS reason"))
    assert problem_of(file) == f"{file} cannot be read as findings: its column reason is no text"


def test_a_link_to_findings_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "findings.parquet"
    link.symlink_to(table(tmp_path / "other.parquet", ALL))
    assert problem_of(link) == f"{link} cannot be read as findings: it is no plain file"


def test_a_table_with_more_rows_than_any_organisation_has_is_not_read(tmp_path: Path) -> None:
    file = table(tmp_path / "findings.parquet", f"'x' AS id FROM range({duck.MOST_ROWS + 1})")
    assert problem_of(file) == f"{file} cannot be read as findings: it has more than 50,000,000 rows"


def test_rows_that_turn_out_unreadable_only_when_they_are_read_are_reported_with_the_file(tmp_path: Path) -> None:
    file = table(tmp_path / "findings.parquet", ALL)
    content = bytearray(file.read_bytes())
    content[4:100] = bytes(96)  # its rows; what it says of itself stands at the end
    file.write_bytes(content)
    assert problem_of(file) == ""
    with (
        pytest.raises(RunBroken, match=f"{file} cannot be read as findings: "),
        opened(Extract(file=file, owners={})) as connection,
    ):
        connection.execute("FROM findings").fetchall()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Temporary files lie in a folder whose name DuckDB would take for a pattern."""
    folder = tmp_path / "tmp[1]"
    folder.mkdir()
    monkeypatch.setattr(duck, "TEMPORARY", str(folder))
    for kept in (duck._private, duck._linked):  # noqa: SLF001 - made once for a process
        kept.cache_clear()
    yield
    for kept in (duck._private, duck._linked):  # noqa: SLF001
        kept.cache_clear()


def test_a_folder_that_looks_like_a_pattern_is_read_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "runs[1]").mkdir()
    (tmp_path / "runs1").mkdir()
    table(tmp_path / "runs1" / "findings.parquet", "1 AS other")
    file = table(tmp_path / "whole.parquet", ALL).rename(tmp_path / "runs[1]" / "findings.parquet")
    assert problem_of(file) == ""


@pytest.mark.usefixtures("temporary")
def test_where_temporary_files_lie_in_a_pattern_too_another_folder_has_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "runs[1]").mkdir()
    with pytest.raises(UserError, match=r"tmp\[1\]: name one in plain letters with TMPDIR"):
        duck.named(tmp_path / "runs[1]" / "findings.parquet")
