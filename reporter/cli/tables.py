"""Tables and texts on the terminal; names from AWS are printed as they are, never as markup or as commands to it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from reporter.cli.layout import RULE, Line, table_lines, without_spare, wrapped
from reporter.model.text import visible, visible_lines

ENDLESS = 100_000
"""Columns of a pipe without COLUMNS, so that every cell is on one line."""


class Screen(Console):
    """Standard output; in a pipe its lines are as long as they need to be, unless COLUMNS says how long."""

    def __init__(self) -> None:
        super().__init__()
        if not self.is_terminal:
            columns = os.environ.get("COLUMNS", "")
            self.width = int(columns) if columns.isdecimal() and int(columns) else ENDLESS

    def on_broken_pipe(self) -> None:
        """Leave it to `reporter.cli.exits` to end the program: rich's exit code would stand for findings."""
        raise BrokenPipeError


def print_table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    total: str = "",
    spare: Sequence[str] = (),
) -> None:
    """A table that fits the terminal, or COLUMNS in a pipe; else it is as wide as its cells.

    `spare` columns may be left out to fit.
    """
    screen = Screen()
    names, shown = without_spare(headers, [tuple(map(visible, row)) for row in rows], screen.width, spare)
    lines = [*([Line(title, is_header=True)] if title else []), *table_lines(names, shown, screen.width)]
    if screen.options.ascii_only:
        lines = [replace(line, text=line.text.replace(RULE, "-")) for line in lines]
    if screen.is_terminal:
        for line in lines:
            screen.print(Text(line.text, style="bold" if line.is_header else ""), soft_wrap=True)
    else:
        screen.file.write("".join(f"{line.text.rstrip()}\n" for line in lines))
    if total:
        print_paragraph(total)


def print_markdown(text: str) -> None:
    """Markdown as the terminal can show it; in a pipe as it is."""
    from rich.markdown import Markdown

    screen, shown = Screen(), visible_lines(text)
    if screen.is_terminal:
        screen.print(Markdown(shown))
    else:
        screen.print(shown, markup=False, highlight=False, soft_wrap=True)


def print_line(text: str) -> None:
    """One line as it is, however long."""
    Screen().print(visible(text), markup=False, highlight=False, soft_wrap=True)


def print_paragraph(text: str, indent: str = "", first: str = "") -> None:
    """A text that is broken between words to fit the terminal; in a pipe without COLUMNS it is one line.

    The first line begins with `first`, the others are indented.
    """
    begin, *more = wrapped(visible(text), Screen().width - len(indent))
    print_line(f"{first or indent}{begin}")
    for line in more:
        print_line(f"{indent}{line}")
