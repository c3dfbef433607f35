"""Titles state a requirement, so that they read right beside PASS and beside FAIL."""

import re

import pytest

from reporter.engine.check import AnyCheck
from reporter.engine.loader import load_checks

CHECKS = load_checks()
LONGEST = 100
LINKS = re.compile(r" (?:of|with|for|to|in|by|that|who|from)\b")
"""What may follow the noun of a title's subject."""


def title_faults(title: str) -> list[str]:
    """What the convention for titles objects to."""
    subject, should, requirement = title.partition(" should ")
    noun = LINKS.split(subject)[0]
    faults = {
        "it must say what should be": not should or not requirement,
        "it must begin with a capital letter": not title[:1].isupper(),
        "its subject must be 'The ...' or a plural": not noun.startswith("The ") and not is_plural(noun),
        "it must not end with a full stop": title.endswith("."),
        "it is too long": len(title) > LONGEST,
        "it must not name a number that a setting changes": bool(re.search(r"\d+ (?:day|character)", title)),
    }
    return [fault for fault, found in faults.items() if found]


def is_plural(noun: str) -> bool:
    return noun == "People" or re.search(r"[^s]s$", noun) is not None


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_title_of_a_check_is_a_requirement(check: AnyCheck) -> None:
    assert title_faults(check.title) == []


def test_no_two_checks_share_a_title() -> None:
    assert len({check.title for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("No bucket is public", "it must say what should be"),
        ("the root user should have MFA", "it must begin with a capital letter"),
        ("Every bucket should be private", "its subject must be 'The ...' or a plural"),
        ("S3 access should be private", "its subject must be 'The ...' or a plural"),
        ("S3 buckets should be private.", "it must not end with a full stop"),
        (f"S3 buckets should be {'very ' * 20}private", "it is too long"),
        ("Access keys should be at most 90 days old", "it must not name a number that a setting changes"),
    ],
)
def test_a_title_of_another_form_is_refused(title: str, fault: str) -> None:
    assert fault in title_faults(title)
