"""Tables and texts on the terminal; names from AWS are printed as they are, never as markup or as commands to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reporter.model.text import visible, visible_lines

ENDLESS = 100_000
"""Columns of a pipe, so that every cell is on one line."""


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
    shown = [tuple(map(visible, row)) for row in rows]
    screen = Screen()
    if screen.is_terminal:
        screen.print(_table(headers, shown, title))
    else:
        rule = "-" if screen.options.ascii_only else "─"
        screen.file.write("".join(f"{line}\n" for line in _lines(headers, shown, title, rule)))
    if total:
        print_line(total)


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> Table:
    """A table that rich fits to the terminal."""
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold")
    for position, header in enumerate(headers):
        table.add_column(header, overflow="fold", no_wrap=position == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _lines(headers: Sequence[str], rows: Sequence[Sequence[str]], title: str, rule: str) -> Iterator[str]:
    """The lines of the same table where nothing need be fitted: rich lays out every cell, which takes long."""
    columns = list(zip(headers, *rows, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    blank = " " * (sum(widths) + 3 * len(widths) + 1)
    head, *body = (f"  {'   '.join(map(set_cell_size, row, widths))}  " for row in (headers, *rows))
    if title:
        yield title
    yield from (blank, head, f" {rule * (len(blank) - 2)} ", *body, blank)


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
