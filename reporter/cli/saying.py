"""Plain words on the terminal, without what would command it; `reporter.cli.tables` loads rich, and this nothing."""

from __future__ import annotations

import typer


def say(words: object, *, error: bool = False) -> None:
    """Lines as they are, whatever names and paths are in them."""
    from reporter.model.text import visible_lines

    typer.echo(visible_lines(str(words)), err=error)
