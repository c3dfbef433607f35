"""A waiver file is read as a whole, or every mistake in it is reported with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reporter.model.scope import Scope
from reporter.rules.waivers.reading import WaiversBroken, load_waivers
from reporter.runs import WaiverRecord

CHECKS = ("s3-bucket-closed", "s3-bucket-logged", "iam-user-mfa")
GOOD = """
waivers:
  - id: W-1
    check: s3-*
    reason: a public web site
    owner: anna
    approver: ciso
    expires: 2026-12-31
"""


def write(folder: Path, text: str, name: str = "waivers.yml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def shown(*files: Path) -> list[str]:
    """What is wrong, without the folder."""
    with pytest.raises(WaiversBroken) as broken:
        load_waivers(files, CHECKS)
    return [line.replace(f"{files[0].parent}/", "") for line in str(broken.value).splitlines()]


def test_what_is_not_named_may_be_anything(tmp_path: Path) -> None:
    [waiver] = load_waivers([write(tmp_path, GOOD)], CHECKS)
    assert waiver == WaiverRecord(
        id="W-1",
        scope=Scope(checks=("s3-*",)),
        reason="a public web site",
        owner="anna",
        approver="ciso",
        expires=date(2026, 12, 31),
    )


def test_everything_can_be_named(tmp_path: Path) -> None:
    more = """
    check: [s3-bucket-closed, iam-*]
    accounts: ["012345678901"]
    ous: [Workloads/*]
    regions: [eu-*, global]
    resources: ["arn:aws:s3:::legacy-*"]
    tags: {team: shop}
    ticket: SEC-1
    starts: 2026-01-01
"""
    [waiver] = load_waivers([write(tmp_path, GOOD.replace("\n    check: s3-*\n", more))], CHECKS)
    assert (waiver.ticket, waiver.starts) == ("SEC-1", date(2026, 1, 1))
    assert waiver.scope == Scope(
        checks=("s3-bucket-closed", "iam-*"),
        accounts=("012345678901",),
        ous=("Workloads/*",),
        regions=("eu-*", "global"),
        resources=("arn:aws:s3:::legacy-*",),
        tags={"team": "shop"},
    )


def test_waivers_keep_the_order_of_the_files_and_in_the_files(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD + GOOD.replace("W-1", "W-0").partition("waivers:\n")[2], "b.yml")
    second = write(tmp_path, GOOD.replace("W-1", "A"), "a.yml")
    assert [waiver.id for waiver in load_waivers([first, second], CHECKS)] == ["W-1", "W-0", "A"]
    assert load_waivers([write(tmp_path, "waivers: []")], CHECKS) == ()


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("s3-*", "s3-bucket-closd", "4: waivers[0].check[0]: 's3-bucket-closd' matches nothing; did you mean"),
        ("s3-*", "[s3-*, nope-*]", "4: waivers[0].check[1]: 'nope-*' matches nothing; known are: iam-user-mfa, s3-"),
        ("s3-*", "[]", "4: waivers[0].check: is an empty list; write at least one entry"),
        ("s3-*", "5", "4: waivers[0].check: must be a list, not 5; write it in brackets"),
        ("s3-*", '"*"', "3: waivers[0]: covers everything; name a check, or the account, OU, region, resource or tag"),
        ("W-1", "17", "3: waivers[0].id: YAML reads 17 as a number, not as text; put it in quotes: '17'"),
        ("a public web site", '""', "5: waivers[0].reason: is empty; write a value, or take the line out"),
        ("approver", "approved", "3: waivers[0].approver: is missing; add it"),
        ("2026-12-31", "31.12.2026", "8: waivers[0].expires: must be a day, not 31.12.2026; write it as 2026-12-31"),
        (
            "2026-12-31",
            '"2026-12-31"',
            "8: waivers[0].expires: must be a day, not 2026-12-31; write it as 2026-12-31, w",
        ),
        ("2026-12-31", "20261231", "8: waivers[0].expires: must be a day, not 20261231"),
        ("2026-12-31", "2026-12-31 10:00:00", "8: waivers[0].expires: must be a day, not 2026-12-31 10:00:00"),
        ("2026-12-31", "2026-02-30", "8: waivers[0].expires: YAML cannot read '2026-02-30': day is out of range"),
        (
            "2026-12-31",
            "2026-12-31\n    starts: 2027-01-01",
            "8: waivers[0].expires: is before it starts on 2027-01-01",
        ),
        (
            "2026-12-31",
            "2026-12-31\n    accounts: [111122223333]",
            "9: waivers[0].accounts[0]: YAML reads 111122223333",
        ),
        (
            "2026-12-31",
            "2026-12-31\n    ous: [ou-ab12-12345678]",
            "9: waivers[0].ous[0]: 'ou-ab12-12345678' is the id of",
        ),
        (
            "2026-12-31",
            "2026-12-31\n    resorces: [x]",
            "9: waivers[0].resorces: is unknown; did you mean 'resources'?",
        ),
        ("waivers:", "waiver:", "2: waiver: is unknown; did you mean 'waivers'?"),
        ("- id: W-1", "- W-1", ""),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_a_remedy(tmp_path: Path, old: str, new: str, mistake: str) -> None:
    assert any(f"waivers.yml:{mistake}" in line for line in shown(write(tmp_path, GOOD.replace(old, new))))


def test_all_mistakes_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("s3-*", "s3-bucket-logd").replace("anna", '""')
    files = [
        write(tmp_path, broken, "one.yml"),
        tmp_path / "none.yml",
        write(tmp_path, GOOD, "two.yml"),
        write(tmp_path, "# nothing yet\n", "three.yml"),
    ]
    assert shown(*files) == [
        "none.yml: cannot be read: No such file or directory; name a file that you may read",
        "three.yml: is empty; start from `reporter waivers add`",
        "one.yml:4: waivers[0].check[0]: 's3-bucket-logd' matches nothing; did you mean 's3-bucket-logged'?",
        "one.yml:6: waivers[0].owner: is empty; write a value, or take the line out",
        "two.yml:3: waivers[0].id: 'W-1' stands at one.yml:3 already; give one of them a new id",
    ]


def test_an_entry_that_is_no_waiver_is_reported(tmp_path: Path) -> None:
    file = write(tmp_path, "waivers: [W-1]")
    assert shown(file) == [
        "waivers.yml:1: waivers[0]: must hold keys of its own, not W-1; write them below it, indented"
    ]


def test_far_ahead_is_allowed(tmp_path: Path) -> None:
    assert load_waivers([write(tmp_path, GOOD.replace("2026-12-31", "2036-12-31"))], CHECKS)
