"""Help, README and documentation use the terms of docs/words.md."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from reporter.cli import app

ROOT = Path(__file__).resolve().parents[1]
OWN = ("words.md", "decisions")
"""Pages that quote the words: the list itself, and decisions, which stay as they were taken."""
WORDS = (
    "mend", "mends", "mended", "whoever", "whom", "nobody", "somebody", "told", "besides", "heed", "heeds", "gravest",
    "graver", "dearest", "who has to act", "asked of", "no longer asked",
)  # fmt: skip
AVOIDED = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "config").glob("*.yml")))


def avoided_words(text: str) -> list[str]:
    return [f"{number}: {word}" for number, line in enumerate(text.splitlines(), 1) for word in AVOIDED.findall(line)]


def help_texts(command: Any) -> Iterator[str]:
    yield command.help or ""
    yield from (parameter.help or "" for parameter in command.params if hasattr(parameter, "help"))
    for inner in getattr(command, "commands", {}).values():
        yield from help_texts(inner)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_use_the_preferred_terms(page: Path) -> None:
    if not set(page.relative_to(ROOT).parts) & set(OWN):
        assert avoided_words(page.read_text(encoding="utf-8")) == []


def test_help_uses_the_preferred_terms() -> None:
    texts = list(help_texts(typer.main.get_command(app)))
    assert len(texts) > 50
    assert avoided_words("\n".join(texts)) == []


def test_an_avoided_word_is_found_in_any_case() -> None:
    assert avoided_words("Fix it.\nWhoever is Told") == ["2: Whoever", "2: Told"]
