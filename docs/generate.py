"""Writes the pages that are made from the code; with --check it only says which of them are stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from reporter.catalogue import as_json, checks_page, iam_policy
from reporter.cli import app
from reporter.config import json_schema, reference
from reporter.job import load_library

ROOT = Path(__file__).parent.parent
COMMANDS = ("", "demo", "scan", "report", "accounts", "checks", "frameworks", "policy", "config")
START, END = "<!-- reporter --help: made by `make docs` -->", "<!-- end of reporter --help -->"


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file and what must be in it."""
    library = load_library()
    checks = tuple(library.checks.values())
    yield ROOT / "docs" / "checks.md", checks_page(checks, tuple(library.frameworks.values()))
    yield ROOT / "docs" / "iam-policy.json", as_json(iam_policy(checks))
    yield ROOT / "docs" / "configuration.md", reference()
    yield ROOT / "docs" / "configuration.schema.json", as_json(json_schema())
    yield ROOT / "docs" / "commands.md", commands_page()
    readme = ROOT / "README.md"
    yield readme, with_help(readme.read_text(encoding="utf-8"))


def help_of(*command: str) -> str:
    """What `--help` prints, 100 columns wide and without colours."""
    result = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"})
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def commands_page() -> str:
    """docs/commands.md: the help of every command."""
    blocks = [f"## reporter {name}\n\n```\n{help_of(*name.split())}\n```\n" for name in COMMANDS[1:]]
    return "# Commands\n\nMade by `make docs` from the command line itself. Do not edit.\n\n" + "\n".join(blocks)


def with_help(readme: str) -> str:
    """The README with the present `reporter --help` between its marks."""
    before, _, rest = readme.partition(START)
    after = rest.partition(END)[2]
    return f"{before}{START}\n\n```\n{help_of()}\n```\n\n{END}{after}"


def main() -> int:
    """Write or check; 1 if a page is stale."""
    stale = [(file, text) for file, text in pages() if not file.exists() or file.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for file, _ in stale:
            sys.stderr.write(f"{file.relative_to(ROOT)} is stale: run `make docs`\n")
        return int(bool(stale))
    for file, text in stale:
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {file.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
