from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.model.encoding import MOST_VALUES, from_json
from reporter.report.words import settings_in_words
from reporter.runs import FollowUp, Manifest

DEEP = 100_000
UNREADABLE = {
    "lists": b"[" * DEEP,
    "mappings": b'{"care":' * DEEP,
    "what was not asked for": b'{"other": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "no UTF-8": b'{"care": {"a": {"owner": "\xff"}}}',
    "half a character": b'{"care": {"a": {"owner": "\\ud800"}}}',
    "a NUL": b"\0",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", [FollowUp, Manifest, dict[str, Any]])
@pytest.mark.parametrize("name", UNREADABLE)
def test_json_that_cannot_be_read_is_one_kind_of_error_whatever_is_wrong_with_it(name: str, kind: type) -> None:
    with pytest.raises(msgspec.DecodeError):
        from_json(UNREADABLE[name], kind)


def test_a_day_that_there_is_not_is_refused_too() -> None:
    with pytest.raises(msgspec.DecodeError, match="Invalid RFC3339 encoded date"):
        from_json(b'{"care": {"a": {"due": "2026-02-30"}}}', FollowUp)


@given(st.binary())
def test_wild_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = from_json(content, FollowUp)
    except msgspec.DecodeError:
        return
    assert isinstance(found, FollowUp)


@pytest.mark.parametrize("text", ["[" * DEEP, "{", "no JSON", '{"a": 1} and more', "[1]"])
def test_settings_that_are_no_json_are_shown_as_they_stand(text: str) -> None:
    assert settings_in_words(text) == text


def test_more_values_than_any_run_has_are_not_read() -> None:
    with pytest.raises(msgspec.DecodeError, match="it holds more than 32,000,000 values"):
        from_json(b"," * (MOST_VALUES + 1), Manifest)
    with pytest.raises(msgspec.DecodeError, match="malformed"):
        from_json("," * MOST_VALUES, Manifest)
