"""Adds a waiver to the end of a file, which keeps every line and comment that it has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from reporter.config.file.document import BYTES, Document, parse_document
from reporter.config.file.mistakes import ConfigError
from reporter.model.errors import UserError
from reporter.rules.waivers.reading import WaiversBroken, load_waivers, mistakes_of
from reporter.runs import files
from reporter.system import disk

HEADER = "# Accepted exceptions; see docs/waivers.md.\nwaivers:\n"
NOTHING_YET = re.compile(r"(?m)^waivers:[ \t]*\[[ \t]*\]")
ITEM = re.compile(r"(?m)^([ \t]*)- ")
COMMENT = re.compile(r"\s*(#.*)?")
OURS = 0o644
"""The mode of a new file: it is no evidence, and stands beside a configuration that others read too."""
ENDLESS = 100_000
"""Columns: a value stays on its line."""


def add_waiver(
    file: Path, others: Iterable[Path], entry: Mapping[str, Any], checks: Collection[str]
) -> tuple[str, str]:
    """Append a waiver, with an id if it has none, and give the id and what was written.

    Raises `WaiversBroken` if the file or one of the others would not be good, and `RunUnwritable`; then the file is
    what it was.
    """
    text = _text_of(file)
    taken = {waiver.id: "another file" for waiver in load_waivers(others, checks)}
    before = parse_document(file, text).data.get("waivers") or []
    whole = {"id": entry.get("id") or _free_id({*taken, *_ids(before)})}
    whole |= {key: value for key, value in entry.items() if key != "id"}
    added = _as_lines(text, whole)
    grown = NOTHING_YET.sub("waivers:", text).rstrip() + added
    document = _proven(file, grown, checks, taken)
    if document.data["waivers"] != [*before, whole]:
        raise UserError(f"{file}: a waiver added at its end would change another; write it there by hand")
    files.write(file, grown.encode(), mode=file.stat().st_mode & 0o777 if file.exists() else OURS)
    return str(whole["id"]), added.strip("\r\n")


def _text_of(file: Path) -> str:
    """With line ends as they are; a file that is not there, or without anything but comments, gets its first key."""
    try:
        text = disk.read(file, BYTES, follow_links=True).decode("utf-8")
    except FileNotFoundError:
        return HEADER
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is not UTF-8 text; save it in that encoding") from error
    return f"{text.rstrip()}\nwaivers:\n".lstrip() if all(map(COMMENT.fullmatch, text.splitlines())) else text


def _ids(entries: Iterable[Any]) -> set[str]:
    return {str(entry.get("id")) for entry in entries if isinstance(entry, dict)}


def _free_id(taken: Collection[str]) -> str:
    numbers = range(1, len(taken) + 2)
    return next(id_ for id_ in (f"W-{number:03}" for number in numbers) if id_ not in taken)


def _as_lines(text: str, entry: Mapping[str, Any]) -> str:
    """A new item of the list, indented like those that are there."""
    first = ITEM.search(text)
    margin = first[1] if first else "  "
    written = yaml.safe_dump([dict(entry)], sort_keys=False, allow_unicode=True, width=ENDLESS)
    newline = "\r\n" if "\r\n" in text else "\n"
    return newline + "".join(f"{margin}{line}{newline}" for line in written.splitlines())


def _proven(file: Path, text: str, checks: Collection[str], taken: dict[str, str]) -> Document:
    try:
        document = parse_document(file, text)
        mistakes = mistakes_of(file, document, checks, taken)
    except ConfigError as error:
        raise WaiversBroken(str(error)) from error
    if mistakes:
        raise WaiversBroken(f"nothing was written, for this would not be good:\n{ConfigError(file, mistakes)}")
    return document
