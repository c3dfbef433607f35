"""What a person attested turns MANUAL into a result, until it expires."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reporter.model.attestations import decided
from reporter.model.given import Attestation
from reporter.model.verdicts import Verdict, failed, manual, passed
from tests.checks.iam.credential_builders import ACCOUNT, NOW

JO = Attestation(by="jo", on=date(2026, 11, 1))
TODAY = date(2026, 11, 21)


def judged(*attestations: Attestation, days: int = 365) -> Verdict:
    return decided("look", attestations, ACCOUNT.account_id, NOW, days)


def test_without_an_attestation_a_person_must_look() -> None:
    assert judged() == manual("look")


def test_the_latest_attestation_counts_whatever_it_says() -> None:
    assert judged(JO) == passed("attested by jo on 2026-11-01")
    later = Attestation(by="jane", on=date(2026, 11, 2), met=False)
    assert judged(later, JO) == failed("not met: attested by jane on 2026-11-02")


@pytest.mark.parametrize(("until", "counts"), [(TODAY, True), (date(2026, 11, 20), False), (date(2027, 1, 1), True)])
def test_an_attestation_counts_until_its_last_day(until: date, *, counts: bool) -> None:
    found = judged(replace(JO, until=until))
    assert found == (passed(f"attested by jo on 2026-11-01 until {until}") if counts else manual("look"))


def test_its_last_day_does_not_make_it_hold_longer_than_the_check_lets_it() -> None:
    assert judged(replace(JO, until=date(2028, 1, 1)), days=20) == manual("look")
