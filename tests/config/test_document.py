"""Files that are written by hand, or to stop us: whatever stands in them, a sentence says what and where."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.config.file.document import parse_document, read_document
from reporter.config.file.load import load_settings
from reporter.config.file.mistakes import ConfigError
from reporter.model.errors import UserError
from reporter.rules.framework_files import load_frameworks
from reporter.rules.waivers.reading import load_waivers
from reporter.rules.waivers.writing import add_waiver

DEEP = 100_000
LAUGHS = "a: &a [ha]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMBS: dict[str, tuple[str, str]] = {
    "lists": (f"a: {'[' * DEEP}", ":1: is nested more than 50 deep"),
    "closed lists": (f"a:\n  {'[' * DEEP}{']' * DEEP}", ":2: is nested more than 50 deep"),
    "mappings": (f"a: {'{a: ' * DEEP}", ":1: is nested more than 50 deep"),
    "dashes": (f"a:\n  {'- ' * DEEP}", ":2: is nested more than 50 deep"),
    "question marks": ("? " * DEEP, ":1: is nested more than 50 deep"),
    "indentation": ("".join(f"{' ' * level}a:\n" for level in range(200)), ":51: is nested more than 50 deep"),
    "keys within keys": (f"{'{' * 60}a{'}' * 60}: 1", ":1: is nested more than 50 deep"),
    "many values": (f"a: [{'a,' * 300_000}]", ":1: holds more than 300,000 values"),
    "laughs": (LAUGHS, ":2: b[0]: aliases (`*name`) are not understood here"),
    "an alias of nothing": ("a: *b", ":1: a: aliases (`*name`) are not understood here"),
    "an alias for a key": ("a: &b 1\n*b : 2", ":2: holds a key that is not plain text"),
    "a number for ever": (f"a: {'9' * 1_000_000}", "YAML cannot read '" + "9" * 60 + "': it has 1,000,000 characters"),
    "hours for ever": (f"a: 1{':59' * 500_000}", ":1: a: YAML cannot read '1:59"),
    "no number": ("a: !!int ''", ":1: a: YAML cannot read ''"),
    "no truth": ("a: !!bool perhaps", ":1: a: YAML cannot read 'perhaps'"),
    "no moment": ("a: !!timestamp soon", ":1: a: YAML cannot read 'soon'"),
    "no fraction": ("a: !!float '.'", ":1: a: YAML cannot read '.'"),
    "code": (
        "a: !!python/object/apply:os.system ['true']\nb: !!python/name:os.system x",
        ":2: b: YAML cannot read 'x'",
    ),
    "a NUL": ("a: b\0c", " is not YAML: unacceptable character"),
    "a tab": ("a:\n\tb: 1", ":2: is not YAML at column 1: found character that cannot start any token"),
    "a key twice": ("a: {b: [{c: 1}]}\nb: 1\na: {c: [2, {d: 3}]}", ":3: a: stands here again, first on line 1"),
    "lists for keys": ("? [a, [b]]\n: {c: [d]}\ne: {e: 1, e: 2}", ":1: holds a key that is not plain text"),
    "two documents": ("a: 1\n---\nb: 1", ":2: holds a second document (`---`); keep one of the two"),
    "no mapping": ("---", " holds no keys"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_no_configuration_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    text, shown = BOMBS[name]
    file = tmp_path / "reporter.yml"
    file.write_text(text)
    begun = time.process_time()
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert any(f"{file}{shown}" in line or shown in line for line in str(caught.value).splitlines())
    assert time.process_time() - begun < 20


def to_pipe(file: Path) -> None:
    os.mkfifo(file)


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, "cannot be read: Is a directory"),
    "a pipe": (to_pipe, "cannot be read: it is no plain file"),
    "zeros for ever": (lambda file: file.symlink_to("/dev/zero"), "cannot be read: it is no plain file"),
    "nothing there": (lambda file: file.symlink_to("/nowhere"), "cannot be read: No such file or directory"),
    "itself": (lambda file: file.symlink_to(file), "cannot be read: Too many levels of symbolic links"),
    "100 MB": (
        lambda file: os.truncate(os.open(file, os.O_CREAT | os.O_RDWR), 10**8),
        "it has more than the 10 MB that are read",
    ),
    "UTF-16": (lambda file: file.write_bytes("a: 1".encode("utf-16")), "is not UTF-8 text; save it in that encoding"),
    "Latin 1": (lambda file: file.write_bytes("a: ä".encode("latin-1")), "is not UTF-8 text; save it in that encoding"),
    "nothing": (Path.touch, "is empty"),
}
READERS: dict[str, Callable[[Path], object]] = {
    "configuration": load_settings,
    "waivers": lambda file: load_waivers([file], ()),
    "frameworks": lambda file: load_frameworks([file.parent], {}),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", FILES)
def test_what_is_no_text_file_is_refused_by_whatever_reads_it(name: str, reader: str, tmp_path: Path) -> None:
    make, shown = FILES[name]
    file = tmp_path / "file.yml"
    make(file)
    with pytest.raises(UserError) as caught:
        READERS[reader](file)
    [line] = str(caught.value).splitlines()
    assert line.startswith(f"{file}: ")
    assert shown in line


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("nothing there", "nothing")])
def test_nothing_is_added_to_what_is_no_file_of_waivers(name: str, tmp_path: Path) -> None:
    make, _ = FILES[name]
    file = tmp_path / "waivers.yml"
    make(file)
    with pytest.raises((UserError, OSError)):
        add_waiver(file, (), {"check": "x"}, ["x"])


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "reporter.yml"
    file.write_text("output: {title: Ours}", encoding="utf-8-sig")
    assert load_settings(file).title == "Ours"


def test_what_is_wrong_after_a_wrong_key_is_found_too() -> None:
    text = "? {a: [1, {b: 2}]}\n: [3, {c: 4}]\nd: 1\nd: {e: [5]}\nf: *g"
    document = parse_document(Path("file.yml"), text)
    assert document.data == {"d": 1, "f": None}
    assert [mistake.line for mistake in document.mistakes] == [1, 4, 5]


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*"[]{}:,-?&*!|>'\"%@`#\n\t \0", "a", "1", "- ", ": ", "? ", "!!int ", "<<", "---\n"])))
def test_wild_text_is_read_or_refused(pieces: list[str]) -> None:
    with suppress(ConfigError):
        assert isinstance(parse_document(Path("file.yml"), "".join(pieces)).data, dict)


@settings(max_examples=50)
@given(st.binary(max_size=40))
def test_wild_bytes_are_read_or_refused(content: bytes) -> None:
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        with suppress(ConfigError):
            assert isinstance(read_document(Path(file.name)).data, dict)
