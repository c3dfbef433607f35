"""A waiver is added at the end of a file, and nothing else of the file changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.config.file.mistakes import ConfigError
from reporter.model.errors import UserError
from reporter.rules.waivers.reading import WaiversBroken, load_waivers
from reporter.rules.waivers.writing import add_waiver

CHECKS = ("s3-bucket-closed", "iam-user-mfa")
ENTRY: dict[str, Any] = {
    "check": "s3-*",
    "reason": "a public web site: until the move",
    "owner": "anna",
    "approver": "ciso",
    "expires": date(2026, 12, 31),
}
FILE = """# ours

waivers:
    # the first one
    - {id: W-001, check: "iam-*", reason: old, owner: li, approver: ciso, expires: 2026-06-30}   # until summer

# the end
"""


def add(file: Path, others: tuple[Path, ...] = (), **more: Any) -> tuple[str, str]:
    return add_waiver(file, others, {**ENTRY, **more}, CHECKS)


def ids(*files: Path) -> list[str]:
    return [waiver.id for waiver in load_waivers(files, CHECKS)]


def test_what_was_in_the_file_stays_to_the_letter(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yml"
    file.write_text(FILE)
    id_, lines = add(file, accounts=["111122223333"])
    assert id_ == "W-002"
    assert file.read_text() == f"{FILE.rstrip()}\n{lines}\n"
    assert lines.splitlines()[:3] == [
        "    - id: W-002",
        "      check: s3-*",
        "      reason: 'a public web site: until the move'",
    ]
    assert "      - '111122223333'" in lines.splitlines()
    assert ids(file) == ["W-001", "W-002"]


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n\n", "waivers: []\n", "waivers: [ ]  # none\n"])
def test_a_file_without_waivers_gets_its_first(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "waivers.yml"
    if text is not None:
        file.write_text(text)
    add(file)
    assert ids(file) == ["W-001"]
    assert (text or "").partition("#")[2].strip() in file.read_text()


def test_line_ends_stay_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yml"
    file.write_bytes(FILE.replace("\n", "\r\n").encode())
    add(file)
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")
    assert ids(file) == ["W-001", "W-002"]


def test_an_id_is_free_in_all_files(tmp_path: Path) -> None:
    other, file = tmp_path / "other.yml", tmp_path / "waivers.yml"
    other.write_text(FILE)
    assert [add(file, (other,))[0] for _ in range(2)] == ["W-002", "W-003"]
    assert add(file, (other,), id="SEC-7")[0] == "SEC-7"
    with pytest.raises(WaiversBroken, match="'W-001' stands at another file already"):
        add(file, (other,), id="W-001")
    assert ids(other, file) == ["W-001", "W-002", "W-003", "SEC-7"]


@pytest.mark.parametrize(
    ("text", "more", "shown"),
    [
        (FILE, {"check": "s3-bucket-closd"}, "nothing was written, for this would not be good:\n.*did you mean"),
        (FILE, {"starts": date(2027, 1, 1)}, "expires: is before it starts on 2027-01-01"),
        (FILE.replace("li,", "3,"), {}, "YAML reads 3 as a number"),
        ("waivers: [{id: W-1}]\n", {}, "is not YAML"),
        (FILE + "---\n", {}, "holds a second document"),
        ("waivers: {}\n", {}, "is not YAML"),
        ("waivers:\n- id: A\n  check: iam-*\n  reason: |\n    two\n", {}, "waivers\\[0\\].owner: is missing"),
    ],
)
def test_nothing_is_written_that_would_not_be_good(tmp_path: Path, text: str, more: dict[str, Any], shown: str) -> None:
    file = tmp_path / "waivers.yml"
    file.write_text(text)
    with pytest.raises((WaiversBroken, ConfigError), match=f"(?s){shown}"):
        add(file, **more)
    assert file.read_text() == text


def test_a_waiver_that_would_change_another_is_not_added(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yml"
    text = FILE.replace("{id: W-001, ", "id: W-001\n      ").replace("}   # until summer\n\n# the end\n", "")
    text = (
        text.replace(", ", "\n      ").replace("reason: old", "reason: old") + "\n      ticket: |+\n        T-1\n\n\n"
    )
    file.write_text(text)
    with pytest.raises(UserError, match="would change another; write it there by hand"):
        add(file)
    assert file.read_text() == text


def test_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="is not UTF-8 text; save it in that encoding"):
        add(file)


@settings(max_examples=25)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40),
    st.lists(st.text("ab*:#'\"- ", min_size=1), max_size=3),
)
def test_whatever_people_write_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, reason: str, resources: list[str]
) -> None:
    file = tmp_path_factory.mktemp("waivers") / "waivers.yml"
    file.write_text(FILE)
    add(file, reason=reason, resources=resources)
    added = load_waivers([file], CHECKS)[-1]
    assert (added.reason, added.scope.resources) == (reason, tuple(resources))
