"""Workbooks that people put into S3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reporter.config.settings import Settings
from reporter.model.errors import UserError
from reporter.runs.s3 import fetching
from tests.world import World

BUCKET = "people"


@pytest.fixture
def fetch(world: World) -> Iterator[Callable[[str], Path]]:
    s3: Any = world.client("s3", "us-east-1", "123456789012")
    s3.create_bucket(Bucket=BUCKET)
    for key in ("weekly/a.xlsx", "weekly/b/c.xlsx", "weekly/notes.txt", "weekly/../evil.xlsx", "weekly2/d.xlsx"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    with fetching(Settings(), (".xlsx",)) as fetch:
        yield fetch


def found(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def test_an_object_comes_as_a_file_whatever_it_is(fetch: Callable[[str], Path]) -> None:
    assert fetch("s3://people/weekly/a.xlsx").read_text() == "weekly/a.xlsx"
    assert fetch("s3://people/weekly/notes.txt").name == "notes.txt"


def test_a_prefix_comes_as_a_folder_of_what_was_asked_for(fetch: Callable[[str], Path]) -> None:
    folder = fetch("s3://people/weekly/")
    assert (folder.name, found(folder)) == ("weekly", ["a.xlsx", "b/c.xlsx"])


def test_a_bucket_comes_whole(fetch: Callable[[str], Path]) -> None:
    assert found(fetch("s3://people")) == ["weekly/a.xlsx", "weekly/b/c.xlsx", "weekly2/d.xlsx"]


def test_a_prefix_without_any_workbook_is_an_empty_folder(fetch: Callable[[str], Path], world: World) -> None:
    world.client("s3", "us-east-1", "123456789012").put_object(Bucket=BUCKET, Key="new/", Body=b"")
    assert found(fetch("s3://people/new")) == []


def test_what_is_fetched_twice_is_kept_apart(fetch: Callable[[str], Path]) -> None:
    assert fetch("s3://people/weekly") != fetch("s3://people/weekly")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("s3://people/week", "s3://people/week: there is no such object, and none below it; correct it"),
        ("https://people/week", "https://people/week is not a place in S3: write s3://bucket/prefix"),
        ("s3://no-such-bucket/week", "ListObjectsV2 was refused: NoSuchBucket"),
    ],
)
def test_what_is_not_there_is_reported(fetch: Callable[[str], Path], url: str, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        fetch(url)
