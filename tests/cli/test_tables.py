"""What strangers named is printed, not obeyed."""

import re

import pytest

from reporter.cli.tables import print_line, print_markdown, print_table

HOSTILE = "[red]x[/blue] \x1b[2Jgone {name} \x07"
HARMLESS = "[red]x[/blue] ␛[2Jgone {name} ␇"


def test_names_are_neither_markup_nor_commands_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("what",), [(HOSTILE,)], total=HOSTILE)
    print_line(HOSTILE)
    output = capsys.readouterr().out
    assert output.count(HARMLESS) == 3
    assert "\x1b" not in output


def test_in_a_pipe_every_cell_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("short", "long"), [("1", "x " * 500 + "end"), ("2", "y")], title="Cells")
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Cells"
    assert any(line.endswith("x end") for line in lines)
    assert len([line for line in lines if line]) == 5


def test_on_a_terminal_a_table_is_as_wide_as_that(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    print_table(("short", "long"), [("first-cell", "word " * 20)])
    lines = capsys.readouterr().out.splitlines()
    assert max(len(re.sub(r"\x1b\[\d*m", "", line)) for line in lines) <= 40
    assert any("first-cell" in line for line in lines)


def test_a_table_is_laid_out_in_a_pipe_as_on_a_wide_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    for rows in ([("first", "1"), ("日本", ""), ("e\u0301", "12,000")], []):
        print_table(("what", "how many"), rows, title="Counted", total="all")
        monkeypatch.setenv("FORCE_COLOR", "1")
        print_table(("what", "how many"), rows, title="Counted", total="all")
        monkeypatch.delenv("FORCE_COLOR")
        lines = [re.sub(r"\x1b\[[\d;]*m", "", line).rstrip() for line in capsys.readouterr().out.splitlines()]
        assert lines[: len(lines) // 2] == lines[len(lines) // 2 :]
        assert len(lines) == 2 * (len(rows) + 6)


def test_a_line_is_one_line_however_long(capsys: pytest.CaptureFixture[str]) -> None:
    print_line("word " * 100)
    assert capsys.readouterr().out == "word " * 100 + "\n"


def test_markdown_stays_as_it_is_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    print_markdown("## Title [red]\n\n- item")
    assert capsys.readouterr().out == "## Title [red]\n\n- item\n"
