"""The signature is the contract: what it says is understood, what it cannot say is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from reporter.engine.check import check
from reporter.engine.signature import IfRead, Input, OnlyIf, SignatureError, read_signature
from reporter.model.answers import Fact, Unavailable
from reporter.model.given import Organization, ScanTime
from reporter.model.subjects import Account, Region, Resource
from reporter.model.verdicts import Severity, Verdict, passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Resource):
    pass


class Lock(Fact):
    pass


def test_the_first_parameter_is_the_subject_and_the_others_are_inputs() -> None:
    def door_is_locked(door: Door, lock: Lock, doors: Sequence[Door], now: ScanTime) -> Verdict:
        return passed()

    signature = read_signature(door_is_locked)
    assert signature.subject is Door
    assert signature.inputs == (Input("lock", Lock), Input("doors", Door, many=True), Input("now", ScanTime))
    assert signature.kinds == (Door, Lock, Door, ScanTime)
    assert signature.returns is Verdict


def test_an_input_can_ask_to_see_what_is_unavailable() -> None:
    def door_is_locked(door: Door, lock: Lock | Unavailable, doors: Sequence[Door] | Unavailable) -> Verdict:
        return passed()

    assert read_signature(door_is_locked).inputs == (
        Input("lock", Lock, accepts_unavailable=True),
        Input("doors", Door, many=True, accepts_unavailable=True),
    )


def test_keyword_only_parameters_are_settings_with_their_defaults() -> None:
    def door_is_locked(door: Door, *, tries: int = 3, keys: frozenset[str] = frozenset()) -> Verdict:
        return passed()

    settings = read_signature(door_is_locked).settings
    assert {name: (each.type, each.default) for name, each in settings.items()} == {
        "tries": (int, 3),
        "keys": (frozenset[str], frozenset()),
    }


def test_account_and_region_and_organization_can_be_asked_for() -> None:
    def door_is_ours(region: Region, account: Account, organization: Organization) -> Verdict:
        return passed()

    assert read_signature(door_is_ours).kinds == (Region, Account, Organization)


def nothing() -> Verdict:
    return passed()


def number_first(count: int) -> Verdict:
    return passed()


def many_subjects(doors: Sequence[Door]) -> Verdict:
    return passed()


def subject_may_be_missing(door: Door | Unavailable) -> Verdict:
    return passed()


def number_as_fact(door: Door, count: int) -> Verdict:
    return passed()


def two_facts_in_one(door: Door, lock: Lock | Region) -> Verdict:
    return passed()


def without_annotation(door: Door, lock) -> Verdict:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return passed()


def unknown_word(door: "Gate") -> Verdict:  # type: ignore[name-defined]  # noqa: F821
    return passed()


def setting_without_default(door: Door, *, tries: int) -> Verdict:
    return passed()


def setting_without_type(door: Door, *, tries=3) -> Verdict:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return passed()


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (nothing, "has no subject"),
        (number_first, "'count' must be"),
        (many_subjects, "the subject 'doors' must be"),
        (subject_may_be_missing, "the subject 'door' must be"),
        (number_as_fact, "'count' must be a resource, a fact"),
        (two_facts_in_one, "'lock' must be"),
        (without_annotation, "'lock' must be"),
        (unknown_word, "unknown type 'Gate'"),
        (setting_without_default, "'tries' needs a type and a default"),
        (setting_without_type, "'tries' needs a type and a default"),
    ],
)
def test_a_signature_that_cannot_be_served_is_refused_with_file_and_line(function: Any, shown: str) -> None:
    with pytest.raises(SignatureError, match=shown) as refusal:
        read_signature(function)
    assert f"{__file__}:{function.__code__.co_firstlineno}" in str(refusal.value)


def test_an_input_can_be_read_only_where_a_setting_asks_for_it() -> None:
    def door_is_locked(
        door: Door, lock: Annotated[Lock | Unavailable | None, OnlyIf("look_closely")], *, look_closely: bool = False
    ) -> Verdict:
        return passed()

    signature = read_signature(door_is_locked)
    assert signature.inputs == (Input("lock", Lock, accepts_unavailable=True, only_if="look_closely"),)
    assert signature.kinds == (Door,)
    assert signature.kinds_with({"look_closely": True}) == (Door, Lock)


def test_an_input_that_depends_on_no_setting_is_refused() -> None:
    def door_is_locked(door: Door, lock: Annotated[Lock | None, OnlyIf("look_closely")]) -> Verdict:
        return passed()

    with pytest.raises(SignatureError, match="'lock' depends on 'look_closely', which is no setting"):
        read_signature(door_is_locked)


def test_an_input_that_could_be_none_for_no_reason_is_refused() -> None:
    def maybe(door: Door, lock: Lock | None) -> Verdict:
        return passed()

    def never(door: Door, lock: Annotated[Lock, OnlyIf("look")], *, look: bool = False) -> Verdict:
        return passed()

    for function in (maybe, never):
        with pytest.raises(SignatureError, match="may be None if, and only if, it is marked with OnlyIf"):
            read_signature(function)


def test_an_input_of_a_collector_can_be_one_that_is_read_for_others() -> None:
    def door_count(region: Region, doors: Annotated[Sequence[Door] | Unavailable, IfRead()]) -> Lock:
        return Lock()

    signature = read_signature(door_count)
    assert signature.inputs == (Input("doors", Door, many=True, accepts_unavailable=True, if_read=True),)


def test_an_input_that_may_not_be_there_has_to_say_so() -> None:
    def door_count(region: Region, doors: Annotated[Sequence[Door], IfRead()]) -> Lock:
        return Lock()

    with pytest.raises(SignatureError, match="'doors' is marked with IfRead, so it must take Unavailable too"):
        read_signature(door_count)


def test_a_check_cannot_leave_to_others_what_it_needs() -> None:
    def door_is_locked(door: Door, lock: Annotated[Lock | Unavailable, IfRead()]) -> Verdict:
        return passed()

    with pytest.raises(SignatureError, match="a check says what it needs"):
        check("house-door-bolted", title="-", severity=Severity.LOW, remediation="-")(door_is_locked)
