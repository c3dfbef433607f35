"""Writes the pages that are made from the code; with --check it only says which of them are stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer.main
from typer.testing import CliRunner

from reporter.catalogue.checks_page import actions_of, as_json, checks_pages, iam_policy
from reporter.catalogue.member_role import cloudformation, member_role, terraform
from reporter.cli import app
from reporter.config.file.reference import json_schema, reference
from reporter.config.settings import CheckChoice
from reporter.report.formats.jsonl_file import json_schema as finding_schema
from reporter.rules.catalogue import load_catalogue
from reporter.rules.selection import select_checks

ROOT = Path(__file__).parent.parent
PLAIN = {
    **dict.fromkeys(("TERMINAL_WIDTH", "FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE")),
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "TERM": "dumb",
}
"""The environment in which help looks the same on every machine; None takes a variable out."""
START, END = "<!-- reporter --help: made by `make docs` -->", "<!-- end of reporter --help -->"


def pages(root: Path) -> Iterator[tuple[Path, str]]:
    """Every generated file and what must be in it."""
    catalogue = load_catalogue()
    checks = tuple(catalogue.checks.values())
    for place, page in checks_pages(checks, tuple(catalogue.frameworks.values())).items():
        yield root / "docs" / place, page
    usual = select_checks(checks, CheckChoice())
    yield root / "docs" / "iam-policy.json", as_json(iam_policy(usual))
    role = member_role(actions_of(usual))
    yield root / "deploy" / "member-role.cloudformation.yaml", cloudformation(role)
    yield root / "deploy" / "member-role.tf", terraform(role)
    yield root / "docs" / "configuration.md", reference()
    yield root / "docs" / "configuration.schema.json", as_json(json_schema())
    yield root / "docs" / "findings.schema.json", as_json(finding_schema())
    yield root / "docs" / "commands.md", commands_page()
    readme = root / "README.md"
    yield readme, with_help(readme.read_text(encoding="utf-8"))


def help_of(command: str = "") -> str:
    """What `--help` prints, 100 columns wide and without colours."""
    result = CliRunner().invoke(app, [*command.split(), "--help"], env=PLAIN, catch_exceptions=False)
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def commands_page() -> str:
    """docs/commands.md: the help of every command."""
    names = commands("", typer.main.get_command(app))
    blocks = [f"## reporter {name}\n\n```\n{help_of(name)}\n```\n" for name in names]
    return "# Commands\n\nMade by `make docs` from the command line itself. Do not edit.\n\n" + "\n".join(blocks)


def commands(name: str, command: Any) -> Iterator[str]:
    """The names of all commands below a group, groups before what is in them."""
    for word, inner in getattr(command, "commands", {}).items():
        full_name = f"{name} {word}".strip()
        yield full_name
        yield from commands(full_name, inner)


def with_help(readme: str) -> str:
    """The README with the present `reporter --help` between its marks; ValueError where they are missing."""
    before, rest = readme.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n\n```\n{help_of()}\n```\n\n{END}{after}"


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Write or check; 1 if a page is stale, or is there for a service that has no checks any more."""
    wanted = dict(pages(root))
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text("utf-8") != text]
    stale += sorted(set((root / "docs" / "checks").glob("*.md")) - wanted.keys())
    for file in stale:
        name = file.relative_to(root)
        if "--check" in arguments:
            sys.stderr.write(f"{name} is stale: run `make docs`\n")
        else:
            _bring_up_to_date(file, wanted.get(file))
            sys.stdout.write(f"{'wrote' if file in wanted else 'removed'} {name}\n")
    return int("--check" in arguments and bool(stale))


def _bring_up_to_date(file: Path, text: str | None) -> None:
    """Write a page, or remove it where there is no text for it."""
    if text is None:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
