"""Docstrings and comments use common words only: those below made sentences hard to understand."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("reporter", "checks", "benchmarks")
WORDS = ("whoever", "whom", "nobody", "somebody", "told", "besides", "mend", "lies", "heed", "gravest")
CRYPTIC = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Every line of the strings that stand alone: docstrings, and those below attributes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from enumerate(node.value.value.splitlines(), node.lineno)


def comments(source: str) -> Iterator[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)


def cryptic_words(source: str) -> list[tuple[int, str]]:
    lines = sorted((*docstrings(source), *comments(source)))
    return [(line, word.lower()) for line, text in lines for word in CRYPTIC.findall(text)]


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_and_comments_use_no_cryptic_words(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    found = [
        f"{file.relative_to(ROOT)}:{line}: {word}"
        for file in files
        for line, word in cryptic_words(file.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(["write these sentences in plain words:", *found])


def test_a_cryptic_word_is_found_wherever_it_stands() -> None:
    source = '''"""Asks whoever is there.

Nobody answers.
"""

LIMIT = 3
"""It LIES here."""
told = "somebody"  # what it was told


def heed() -> None:
    r"""Mend it."""
'''
    assert cryptic_words(source) == [
        (1, "whoever"),
        (3, "nobody"),
        (7, "lies"),
        (8, "told"),
        (12, "mend"),
    ]


def test_longer_words_names_and_other_strings_are_free() -> None:
    assert not cryptic_words('"""It amends what it foretold."""\nwhom = "nobody"\n')
