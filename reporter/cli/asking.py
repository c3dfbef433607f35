"""The questions of `reporter config init`; without a terminal nothing is asked."""

from __future__ import annotations

import sys

import typer

from reporter.cli.options import split
from reporter.cli.saying import say
from reporter.config.file.start import Start
from reporter.config.settings import AssumedRole

CHOICES = """Which accounts do you want to scan?
  1  all accounts of the AWS organisation
  2  accounts that you list by id
  3  only the account of the current credentials, without a role"""
ALL, LISTED, CURRENT = "1", "2", "3"


def can_ask() -> bool:
    """Whether a person sits at a terminal."""
    return sys.stdin.isatty()


def _choice(text: str) -> str:
    if text.strip() not in (ALL, LISTED, CURRENT):
        raise typer.BadParameter(f"write {ALL}, {LISTED} or {CURRENT}")
    return text.strip()


def interview() -> Start:
    """The answers; Enter takes what stands in brackets."""
    say(CHOICES)
    choice = typer.prompt("Choice", default=ALL, value_proc=_choice)
    if choice == CURRENT:
        return Start(current=True)
    ids = split(typer.prompt("Account ids, separated by commas")) if choice == LISTED else ()
    role = typer.prompt("Name of the role in each account", default=AssumedRole().name)
    external_id = typer.prompt("External id in its trust policy; Enter for none", default="", show_default=False)
    return Start(ids=ids, role=role, external_id=external_id)
