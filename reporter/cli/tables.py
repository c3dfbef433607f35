"""Tables and texts on the terminal; names from AWS are printed as they are, never as markup or as commands to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reporter.report.text import visible, visible_lines

ENDLESS = 100_000
"""Columns of a pipe: whoever searches its lines wants every cell whole."""


class Screen(Console):
    """Standard output; in a pipe its lines are as long as they need to be."""

    def __init__(self) -> None:
        super().__init__()
        if not self.is_terminal:
            self.width = ENDLESS

    def on_broken_pipe(self) -> None:
        """Leave it to `reporter.cli.exits` to end the program: rich's exit code would stand for findings."""
        raise BrokenPipeError


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "", total: str = "") -> None:
    """A table that fits the terminal, or is as wide as its cells in a pipe."""
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold")
    for position, header in enumerate(headers):
        table.add_column(header, overflow="fold", no_wrap=position == 0)
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    Screen().print(table)
    if total:
        print_line(total)


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
