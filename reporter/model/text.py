"""Makes untrusted text safe to show: names and tags of resources are free text from their creators."""

from __future__ import annotations

import re
from collections.abc import Sequence

EXCEL_CELL = 32_767
"""The capacity of one Excel cell, in UTF-16 code units."""
SEPARATORS = (";", ",", "|")
"""Cell separators of CSV files: ours, and those of other locales.

Tabs and line breaks separate cells too, but no text contains them."""
CUT_NOTE = "… [cut; the CSV has it all]"

_SIGNS = r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]"
"""Characters that a spreadsheet may read as the start of a formula; the last four are the full-width forms."""
_FORMULA = re.compile(rf"\s*{_SIGNS}")
_RUNS = re.compile(rf"((?:^|[;,|])[\s\"]*)(?={_SIGNS})")
"""Matches where a cell may begin for a spreadsheet of any locale. Another locale splits cells at other separators, so
quotes in the middle of its cell protect nothing."""
_BREAKS = re.compile(r"(?<!\s)\s*[\r\n\t\v\f\x85\u2028\u2029]\s*")
_NO_CHARACTERS = "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17))
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef" + _NO_CHARACTERS + "]"
)
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EXCEL_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def visible(text: str) -> str:
    """The text on one line; control characters, direction overrides and lone surrogates are made visible."""
    if text.isprintable():
        return text
    return _UNSAFE.sub(_picture, _BREAKS.sub(" ", text))


def visible_lines(text: str) -> str:
    """The text with its line breaks kept, each line as `visible` returns it."""
    return "\n".join(map(visible, text.splitlines()))


def first_of(names: Sequence[object], most: int, *, separator: str = ", ", total: int = 0) -> str:
    """The first names, and how many more there are: `shop, lab and 3 more`; a `total` also counts names not given."""
    shown = separator.join(map(str, names[:most]))
    rest = and_more(max(len(names), total) - min(len(names), most))
    return f"{shown} {rest}" if shown and rest else shown or rest


def and_more(rest: int) -> str:
    """What ends a shortened list: `and 1,200 more`, or nothing if the list is complete."""
    return f"and {rest:,} more" if rest > 0 else ""


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < ord(" "):
        return chr(0x2400 + code)
    if code == 0x7F:  # noqa: PLR2004 - DEL, which has a picture of its own
        return "\u2421"
    return f"[U+{code:04X}]"


def csv_safe(text: str) -> str:
    """The text with an apostrophe before each sign that a spreadsheet may run as a formula, in any locale."""
    if text[:1].isalnum() and not (";" in text or "," in text or "|" in text):  # faster than a loop
        return text
    return _RUNS.sub(_disarmed, text)


def _disarmed(match: re.Match[str]) -> str:
    """At the start of the text the apostrophe comes before the blanks, elsewhere directly before the sign."""
    return f"'{match[0]}" if match.start() == 0 and match[0][:1] not in SEPARATORS else f"{match[0]}'"


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet may read the text as a formula; leading blanks are ignored."""
    return _FORMULA.match(text) is not None


def excel_safe(text: str) -> str:
    """The text for an Excel cell: shortened to its capacity, and without escapes of Excel such as `_x0041_`."""
    return _cut(_EXCEL_ESCAPE.sub("_x005F_", text))


def excel_read(text: str) -> str:
    """The text of an Excel cell; the inverse of `excel_safe`, except for text that was cut."""
    return _EXCEL_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _cut(text: str) -> str:
    if 2 * len(text) <= EXCEL_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * EXCEL_CELL:
        return text
    return units[: 2 * (EXCEL_CELL - len(CUT_NOTE))].decode("utf-16-le", "ignore") + CUT_NOTE
