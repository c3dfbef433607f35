"""What strangers named is printed, not obeyed."""

import re
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper

import pytest

from reporter.cli.layout import table_lines, without_spare
from reporter.cli.tables import print_line, print_markdown, print_paragraph, print_table

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


def test_in_a_pipe_lines_are_as_long_as_columns_says_and_end_without_blanks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def longest(columns: str) -> int:
        monkeypatch.setenv("COLUMNS", columns)
        print_table(("short", "long"), [("1", "word " * 40), ("2", "y")], total="word " * 40)
        lines = capsys.readouterr().out.removesuffix("\n").splitlines()
        assert all(line == line.rstrip() for line in lines[:-1])
        return max(map(len, lines))

    assert longest("40") <= 40
    assert longest("80") in range(60, 81)
    assert longest("0") == longest("wide") == longest("") > 200


def test_the_rule_below_the_headers_is_one_that_the_encoding_has() -> None:
    with redirect_stdout(TextIOWrapper(BytesIO(), encoding="ascii")) as output:
        print_table(("what",), [("thing",)])
        output.seek(0)
        assert {"-", "thing"} <= {line.strip().strip("-") or "-" for line in output.read().splitlines() if line.strip()}


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


ARN = "arn:aws:s3:::a-bucket-whose-name-is-longer-than-a-line-of-this-terminal"
WIDE = [("111122223333", "shop", "the role cannot be assumed", ARN, "")]
HEADERS = ("account", "name", "what is wrong", "resource", "region")


def shown_at(columns: int, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [line.text.rstrip() for line in table_lines(headers, rows, columns)]


def test_a_table_that_does_not_fit_folds_its_rows_and_never_an_arn() -> None:
    assert shown_at(60, HEADERS, WIDE) == [
        "",
        "111122223333  shop",
        "  what is wrong: the role cannot be assumed",
        "  resource:",
        f"    {ARN}",
        "",
    ]


def test_a_row_of_few_values_is_folded_too() -> None:
    assert shown_at(20, ("", "id"), [("a" * 12, "b" * 12)]) == ["", "a" * 12, "  id: bbbbbbbbbbbb", ""]
    assert shown_at(20, ("id", ""), [("a" * 12, "b" * 12)]) == ["", "a" * 12, "  bbbbbbbbbbbb", ""]


def test_a_value_stays_beside_its_name_in_a_folded_row() -> None:
    lines = shown_at(24, ("id", "critical", "high", "medium"), [("a" * 20, "1", "22", "3")])
    assert lines == ["", "a" * 20, "  critical: 1   high: 22", "  medium: 3", ""]


def test_cells_are_wrapped_between_words_where_the_columns_fit() -> None:
    rows = [("111122223333", "one two three four five six", "seven eight nine ten eleven twelve")]
    lines = shown_at(60, ("account", "first", "second"), rows)
    assert all(len(line) <= 60 for line in lines)
    words = " ".join(lines).split()
    assert {"111122223333", "five", "eleven", "twelve"} <= set(words)
    assert len(lines) == 6


def test_a_paragraph_is_broken_between_words_and_indented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    print_paragraph("one two three four five six", "    ", "[1] ")
    assert capsys.readouterr().out == "[1] one two three\n    four five six\n"


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


def test_a_narrow_terminal_does_without_spare_columns() -> None:
    headers, rows = ("name", "high", "info", "calls"), [("shop", "1", "2", "3")]
    fitting = {room: without_spare(headers, rows, room, ("calls", "info"))[0] for room in (60, 29, 21, 10)}
    assert fitting == {60: headers, 29: headers[:3], 21: headers[:2], 10: headers}
