"""The words of docs/words.md to avoid stand nowhere: in help, pages, messages, reasons, templates, names and tests."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from reporter.cli import app

ROOT = Path(__file__).resolve().parents[1]
WORDS = (
    "mend", "mends", "mended", "whoever", "whom", "nobody", "somebody", "told", "untold", "besides", "heed", "heeds",
    "lies", "gravest", "graver", "dearest", "who has to act",
)  # fmt: skip
PHRASES = ("asked of", "no longer asked")
"""What only pages and help may not say: in code, requests are asked of AWS."""
AVOIDED = re.compile(rf"(?<![a-z])(?:{'|'.join(WORDS)})(?![a-z])", re.IGNORECASE)
"""An underscore ends a word: names in code are words, too."""
AVOIDED_IN_PAGES = re.compile(rf"{AVOIDED.pattern}|\b(?:{'|'.join(PHRASES)})\b", re.IGNORECASE)
QUOTED = {
    "docs/words.md", "tests/test_plain_words.py", "tests/test_words.py", "tests/checks/test_titles.py",
    "reporter/report/tables/finding_columns.py", "tests/report/follow_up/test_round_trip.py",
}  # fmt: skip
"""Files that have to quote the words: the lists, and the working statuses of earlier workbooks."""
RECORDED = ("docs/decisions/", "tests/runs/history/", "tests/golden/")
"""Decisions stay as they were taken and runs as they were made; golden files follow what is tested here."""
ROOMS = ("reporter", "checks", "config", "templates", "deploy", "benchmarks", "docs", "tests")
KINDS = {".py", ".md", ".yml", ".yaml", ".j2", ".js", ".css", ".csv", ".sh", ".service", ".timer", ".tf", ".toml"}
PAGES = (
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "config").glob("*.yml")),
)  # fmt: skip


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def is_ours(file: Path) -> bool:
    """Whether the words of a file are ours to choose today."""
    return named(file) not in QUOTED and not named(file).startswith(RECORDED)


def avoided_words(text: str, avoided: re.Pattern[str] = AVOIDED) -> list[str]:
    return [f"{number}: {word}" for number, line in enumerate(text.splitlines(), 1) for word in avoided.findall(line)]


def help_texts(command: Any) -> Iterator[str]:
    yield command.help or ""
    yield from (parameter.help or "" for parameter in command.params if hasattr(parameter, "help"))
    for inner in getattr(command, "commands", {}).values():
        yield from help_texts(inner)


@pytest.mark.parametrize("page", [page for page in PAGES if is_ours(page)], ids=named)
def test_pages_use_the_preferred_terms(page: Path) -> None:
    assert avoided_words(page.read_text(encoding="utf-8"), AVOIDED_IN_PAGES) == []


@pytest.mark.parametrize("room", ROOMS)
def test_messages_data_and_names_use_the_preferred_terms(room: str) -> None:
    files = [file for file in sorted((ROOT / room).rglob("*")) if file.suffix in KINDS and is_ours(file)]
    assert files
    found = [f"{named(file)}:{one}" for file in files for one in avoided_words(file.read_text(encoding="utf-8"))]
    assert not found, "\n".join(["docs/words.md has plainer words for:", *found])


def test_help_uses_the_preferred_terms() -> None:
    texts = list(help_texts(typer.main.get_command(app)))
    assert len(texts) > 50
    assert avoided_words("\n".join(texts), AVOIDED_IN_PAGES) == []


def test_an_avoided_word_is_found_in_any_case_and_in_names() -> None:
    assert avoided_words("Fix it.\nWhoever is Told\nNAMES_TOLD = nobody_is") == [
        "2: Whoever", "2: Told", "3: TOLD", "3: nobody",
    ]  # fmt: skip


def test_longer_words_are_free() -> None:
    assert avoided_words("amend, foretold, implies, heeded and recommended") == []
