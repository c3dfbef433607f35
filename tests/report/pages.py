"""Unpacks the content of an HTML report as its own script does."""

from __future__ import annotations

import base64
import json
import re
import zlib
from itertools import accumulate
from pathlib import Path
from typing import Any

DATA = re.compile(r'<script type="text/plain" id="data">(.*?)</script>')


FOLDED = re.compile(r'<script type="text/plain" id="(\w+)-text">(.*?)</script>\n')


def whole(file: Path) -> str:
    """The page with its sections unfolded in place."""
    text = file.read_text(encoding="utf-8")
    sections = {name: unfolded(section) for name, section in FOLDED.findall(text)}
    text = FOLDED.sub("", text)
    for name, section in sections.items():
        text = text.replace(f'<div class="unfolds" data-from="{name}-text"></div>', section)
    return text


def unfolded(text: str) -> str:
    """The unfolded text."""
    return zlib.decompress(base64.b64decode(text)).decode()


def data_of(file: Path) -> dict[str, Any]:
    """The findings of a page, by column."""
    match = DATA.search(file.read_text(encoding="utf-8"))
    assert match
    return unpacked(match[1])


def unpacked(text: str) -> dict[str, Any]:
    """The data that the script reads from the packed text."""
    description, *lines = unfolded(text).split("\n")
    loaded: dict[str, Any] = json.loads(description)
    for column, line in zip(loaded["columns"], lines, strict=True):
        column["values"] = line.split("\x1f")
    return loaded


def texts_of(data: dict[str, Any], name: str) -> list[str]:
    """The texts of a column, row by row."""
    [column] = [one for one in data["columns"] if one["name"] == name]
    values, count = column["values"], data["count"]
    places = accumulate(column["steps"]) if "steps" in column else range(count) if len(values) > 1 else [0] * count
    texts = [values[place] for place in places]
    if name not in data["repeating"]:
        return texts
    parts = zip(*(texts_of(data, one) for one in data["repeated"]), strict=True)
    return [_filled(text, part) for text, part in zip(texts, parts, strict=True)]


def _filled(text: str, parts: tuple[str, ...]) -> str:
    for sign, part in enumerate(parts, start=1):
        text = text.replace(chr(sign), part)
    return text
