"""Takes credentials out of text: what was found is told, with a digest by which its owner can recognise it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "a private key",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\+[nr]|[\w+/=:,\s-](?!----END))*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
    ),
    ("an AWS access key id", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_\w{36,}|github_pat_\w{22,})\b"),
    ("a Slack token", r"\bxox[abeoprs]-[\w-]{10,}"),
    ("a JSON web token", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    ("a password in a URL", r"(?<=://)[^\s/:@\"\\]+:[^\s/@\"\\]+(?=@)"),
)
"""Unmistakable in any text, JSON inside of JSON included: what is found ends before a quote or its backslash."""
TRACES = ("PRIVATE KEY", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xox", "eyJ", "://")
"""No pattern fits text without one of these, and they are found a hundred times as fast."""
MARK = "[redacted:"
"""Begins what stands in the place of a secret; what has it is left as it is."""
UNMISTAKABLE = re.compile("|".join(f"({pattern})" for _, pattern in PATTERNS))
NAMES = tuple(name for name, _ in PATTERNS)

AWS_SECRET = re.compile(r"(?<![\w/+=])(?=[\w/+]*[A-Z])(?=[\w/+]*[a-z])(?=[\w/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=])")
"""Also what other things of 40 characters look like, and so looked for only where people write what they like."""
ASSIGNED = re.compile(r"(?i)(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key)\s*[:=]\s*(\S+)")
TELLING_KEY = re.compile(r"(?i)pass(?:word|wd|phrase)|pwd|secret|token|credential|(?:api|private|access)[_ .:-]?key")
"""Tags whose name says that the value is a credential."""


def redacted(text: str) -> str:
    """The text without what is unmistakably a credential."""
    pieces, done = [], 0
    for start, end in _stretches(text):
        pieces += [text[done:start], _replaced(text[start:end])]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where something may be found: from quote to quote around each trace, since no pattern reaches past a quote."""
    end = 0
    for trace in sorted(_places_of_traces(text)):
        if trace >= end:
            start, end = max(text.rfind('"', 0, trace) + 1, end), text.find('"', trace)
            end = len(text) if end < 0 else end
            yield start, end


def _places_of_traces(text: str) -> Iterator[int]:
    for trace in TRACES:
        place = text.find(trace)
        while place >= 0:
            yield place
            place = text.find(trace, place + 1)


def _replaced(text: str) -> str:
    return UNMISTAKABLE.sub(lambda found: told(NAMES[(found.lastindex or 1) - 1], found[0]), text)


def redacted_line(text: str) -> str:
    """A line that people may have written what they like in, without what looks like a credential."""
    text = AWS_SECRET.sub(lambda found: told("an AWS secret key", found[0]), redacted(text))
    return ASSIGNED.sub(_told_value, text)


def redacted_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags without values that look like credentials, or whose keys say that they are."""
    return {key: _redacted_tag(key, value) for key, value in tags.items()}


def told(what: str, secret: str) -> str:
    """What stands in the place of a secret."""
    return f"{MARK} looks like {what}, sha256 {hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()[:8]}]"


def _redacted_tag(key: str, value: str) -> str:
    clean = redacted_line(value)
    if value and TELLING_KEY.search(key) and MARK not in clean:
        return told("the credential that its key names", value)
    return clean


def _told_value(found: re.Match[str]) -> str:
    value = found[1]
    return found[0] if MARK in value else f"{found[0].removesuffix(value)}{told('a password', value)}"
