"""Whatever standard output and error are, they accept every text."""

from __future__ import annotations

import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from reporter.cli.streams import open_streams


def test_what_an_encoding_lacks_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    latin = TextIOWrapper(BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", latin)
    monkeypatch.setattr(sys, "stderr", other := StringIO())
    open_streams()
    assert (sys.stdout, sys.stderr) == (latin, other)
    sys.stdout.write("caf\u00e9 \u5929\n")
    latin.flush()
    assert latin.buffer.getvalue() == b"caf\xe9 \\u5929\n"


def test_what_is_closed_takes_every_text_and_keeps_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        with stream:
            stream.write("\u5929 \udce9")
