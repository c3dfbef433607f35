"""Titles state a requirement, which reads right beside PASS and beside FAIL; findings state what is wrong."""

import re

import pytest

from reporter.engine.check import AnyCheck
from reporter.engine.loader import load_checks

CHECKS = load_checks()
LONGEST = 100
MOST = 200
ODD = re.compile(
    r"\b(?:whoever|whom|nobody|somebody|anybody|told|besides|mend(?:ed)?|lies|heed(?:s|ed)?|gravest|dearest)\b",
    re.IGNORECASE,
)
LINKS = re.compile(r" (?:of|with|for|to|in|by|that|who|from)\b")
"""What may follow the noun of a title's subject."""
PRESENT = re.compile(
    r" (?:is|are|has|have|was|does|do|accepts|allows|assigns|belongs|grants|joins|lets|replicates|sign|trusts)\b"
)
"""Verbs that say what is wrong; `was` for what is judged by the past."""


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


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_finding_of_a_check_says_what_is_wrong_in_the_present_tense(check: AnyCheck) -> None:
    assert finding_faults(check.finding) == []


def test_no_two_checks_share_a_finding() -> None:
    assert len({check.finding for check in CHECKS}) == len(CHECKS)


def finding_faults(finding: str) -> list[str]:
    """What the convention for failure sentences objects to; a verb of the present tense cannot be missed."""
    faults = {
        "it must begin with a capital letter": not finding[:1].isupper(),
        "it must not begin with an article": finding.startswith(("The ", "A ", "An ")),
        "it must say what is, not what should be": " should " in finding,
        "it must have a verb of the present tense": not PRESENT.search(finding),
        "it must not end with a full stop": finding.endswith("."),
        "it is too long": len(finding) > LONGEST,
    }
    return [fault for fault, found in faults.items() if found]


@pytest.mark.parametrize(
    ("finding", "fault"),
    [
        ("", "it must begin with a capital letter"),
        ("The root user has an access key", "it must not begin with an article"),
        ("Root user should have no access key", "it must say what is, not what should be"),
        ("Root user with an access key", "it must have a verb of the present tense"),
        ("Root user has an access key.", "it must not end with a full stop"),
        (f"Root user has an {'old ' * 25}access key", "it is too long"),
    ],
)
def test_a_finding_of_another_form_is_refused(finding: str, fault: str) -> None:
    assert fault in finding_faults(finding)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_why_and_how_to_fix_are_one_or_two_plain_sentences(check: AnyCheck) -> None:
    for text in (check.rationale, check.remediation):
        assert text[0].isupper()
        assert text.endswith(".")
        assert 1 <= len(re.findall(r"[.?](?= [A-Z]|$)", text)) <= 2
        assert len(text) <= MOST


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_texts_of_a_check_have_no_word_that_reads_oddly(check: AnyCheck) -> None:
    for text in (check.title, check.finding, check.rationale, check.remediation, check.cli):
        assert ODD.findall(text) == []
