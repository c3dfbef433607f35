"""Makes the texts, tokens and UUIDs that OSCAL's datatypes allow, of texts that may hold anything."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL

from reporter.model.text import visible

OURS = "urn:aws-compliance-reporter:oscal"
"""The namespace of our own properties, and of the things that we give UUIDs."""
FEDRAMP = "http://fedramp.gov/ns/oscal"
"""The namespace of FedRAMP's properties."""
YEARS = range(1900, 3000)
"""The years that a date in OSCAL may have."""
_MARKUP = re.compile(r"[\\`*\[\]<>&~^{}|\"]|(?<!\w)_|_(?!\w)|^(?:#{1,6}|[+\-])(?=\s|$)|^-(?=[\s\-]*$)")
"""What begins markup within a line, or makes a heading, a list or a rule of it; a name such as `my_bucket` stays."""
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)")
"""What makes an item of a numbered list of a line."""
_NO_TOKEN = re.compile(r"[^\w.\-]")
_BLANK = "\ufeff"
"""Whitespace for the readers of the schema, but not for Python."""


def line(text: str, otherwise: str = "none") -> str:
    """A line of Markdown that shows the text and nothing else."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", visible(text).strip())) or otherwise


def value(text: str) -> str:
    """A text for machines, which neither begins nor ends with blanks; it may be empty, and must then be left out."""
    return text.strip() if text.isprintable() else visible(text).replace(_BLANK, " ").strip()


def token(text: str) -> str:
    """A name without blanks and punctuation, which begins with a letter."""
    name = _NO_TOKEN.sub("_", text)
    return name if name[:1].isalpha() else f"_{name}"


def uuid_of(*parts: str) -> str:
    """The same UUID (version 5) for the same parts, which may hold any character.

    It is written out because there are several for each finding, and `uuid.UUID` takes twice the time.
    """
    name = "\0".join((OURS, *parts)).encode("utf-8", "surrogatepass")
    digits = hashlib.sha1(NAMESPACE_URL.bytes + name, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def prop(name: str, text: str, ns: str = OURS) -> dict[str, str]:
    """A property; one of NIST's own has no namespace."""
    return {"name": name, **({"ns": ns} if ns else {}), "value": value(text)}


def props(named: Mapping[str, object]) -> list[dict[str, str]]:
    """Properties of our own, for those that have a text."""
    texts = ((name, value(str(one))) for name, one in named.items())
    return [{"name": name, "ns": OURS, "value": text} for name, text in texts if text]


def present(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that are there: OSCAL has no empty texts and lists."""
    return {name: one for name, one in members.items() if one}


def end_of(day: date | None) -> str:
    """The last second of a day (UTC); empty without one, and in a year that OSCAL does not know."""
    return f"{day:%Y-%m-%d}T23:59:59Z" if day and day.year in YEARS else ""
