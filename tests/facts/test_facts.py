"""The facts of a service are in the file that is named after it, once each."""

from collections import Counter

from tests.facts import FACTS, rows


def test_every_fact_is_known_by_its_sort_and_written_down_once() -> None:
    seen = Counter((row["fact"], row["about"]) for _, row in rows())
    assert {fact for fact, _ in seen} == set(FACTS)
    assert [twice for twice, number in seen.items() if number > 1] == []


def test_the_checks_and_kinds_of_a_service_are_in_its_own_file() -> None:
    joints = {"check": "-", "kind": ":"}
    strays = [
        row["about"]
        for service, row in rows()
        if row["fact"] in joints and not row["about"].startswith(f"{service}{joints[row['fact']]}")
    ]
    assert strays == []
