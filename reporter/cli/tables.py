"""Tables and texts on the terminal; names from AWS are printed as they are, never as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "", total: str = "") -> None:
    """A table that fits the terminal; in a pipe its lines are long enough for every cell."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=240)
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold")
    for position, header in enumerate(headers):
        table.add_column(header, overflow="fold", no_wrap=position == 0)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)
    if total:
        console.print(total, highlight=False)


def print_markdown(text: str) -> None:
    """Markdown as the terminal can show it; in a pipe as it is."""
    console = Console()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        console.print(text, markup=False, highlight=False, soft_wrap=True)


def print_line(text: str) -> None:
    """One line as it is, however long."""
    Console().print(text, markup=False, highlight=False, soft_wrap=True)
