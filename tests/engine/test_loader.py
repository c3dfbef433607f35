"""Checks are found wherever they are installed; one that cannot be served is refused with file and line."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from reporter.api import Severity, Verdict, check, passed
from reporter.engine.collector import collector_of, kind_named
from reporter.engine.loader import load_checks, verify
from reporter.engine.signature import SignatureError
from reporter.model.answers import Fact
from reporter.model.given import ScanTime
from reporter.model.subjects import Account, Region, Resource
from tests.doors import Alarm, Door, DoorCount, House, Lock

OWN_CHECK = '''
from dataclasses import dataclass
from typing import ClassVar, Iterator
from reporter.api import Account, Aws, Resource, Severity, Verdict, check, collects, passed

SERVICE = "shed"

@dataclass(frozen=True, slots=True, kw_only=True)
class Shed(Resource):
    kind: ClassVar[str] = "Test::Shed"

@collects("shed:List")
def sheds(aws: Aws, account: Account) -> Iterator[Shed]:
    yield from ()

@check("shed-roof-tight", title="Roofs are tight", severity=Severity.LOW, remediation="Fix the roof.")
def roof_is_tight(shed: Shed) -> Verdict:
    """Rain comes in."""
    return passed()
'''

OWN_FAMILY = '''
from reporter.api import Account, Severity, Verdict, check, passed

def _check(part: str):
    def is_tight(account: Account, *, thickness: int = 3) -> Verdict:
        """Rain comes in."""
        return passed()

    return check(f"shed-{part}-tight", title=part, severity=Severity.LOW, remediation="Close it.")(is_tight)

ROOF = _check("roof")
OPENINGS = tuple(map(_check, ("door", "window")))
'''


def make(function: Callable[..., Verdict]) -> Any:
    return check("test-thing-good", title="Good", severity=Severity.LOW, remediation="Fix it.")(function)


def test_the_built_in_checks_are_found_through_their_entry_point() -> None:
    ids = [each.id for each in load_checks()]
    assert "s3-bucket-public-access-blocked" in ids
    assert ids == sorted(ids)


def test_a_folder_of_ones_own_adds_checks_with_their_own_resources(tmp_path: Path) -> None:
    (tmp_path / "sheds.py").write_text(OWN_CHECK)
    own = [each for each in load_checks([tmp_path]) if each.id == "shed-roof-tight"]
    assert [each.source for each in own] == [f"{tmp_path / 'sheds.py'}:16"]
    assert own[0].service == "shed"
    assert own[0].rationale == "Rain comes in."


def test_a_family_is_a_tuple_of_checks(tmp_path: Path) -> None:
    (tmp_path / "family.py").write_text(OWN_FAMILY)
    assert [each.id for each in load_checks([tmp_path]) if each.id.startswith("shed-")] == [
        "shed-door-tight", "shed-roof-tight", "shed-window-tight",
    ]  # fmt: skip


def test_an_id_that_stands_twice_is_refused_and_both_places_are_named(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(OWN_CHECK.replace("Shed", f"Hut{name}"))
    with pytest.raises(SignatureError, match=r"two\.py:16: the check 'shed-roof-tight' already stands at .*one\.py:16"):
        load_checks([tmp_path])


def test_a_file_that_is_loaded_again_gives_the_same_classes_until_it_changes(tmp_path: Path) -> None:
    """Broken on purpose: run the file each time."""
    file = tmp_path / "sheds.py"

    def load(source: str) -> type:
        file.write_text(source)
        [own] = [each for each in load_checks([tmp_path]) if each.id == "shed-roof-tight"]
        subject: type = own.signature.subject
        assert kind_named("barn:Barn") is subject
        return subject

    barn = OWN_CHECK.replace("Shed", "Barn").replace('"shed"', '"barn"')
    one, again, changed, back = (load(source) for source in (barn, barn, f"{barn}# changed", barn))
    assert one is again
    assert len({again, changed, back}) == 3


def test_two_kinds_of_one_name_in_one_file_are_refused(tmp_path: Path) -> None:
    """Broken on purpose: take the second for the first, loaded again."""
    barn = OWN_CHECK.replace("Shed", "Coop").replace('"shed"', '"coop"')
    named = barn.replace("kind: ", 'saved_as: ClassVar[str] = "coop:Hens"\n    kind: ')
    (tmp_path / "coops.py").write_text(named + named.replace("Coop", "Nest"))
    with pytest.raises(SignatureError, match=r"coops\.py:\d+: evidence has one kind named coop:Hens, .*coops\.py:13:"):
        load_checks([tmp_path])


def test_a_file_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import nowhere_to_be_found")
    with pytest.raises(SignatureError, match=r"broken\.py cannot be loaded: ModuleNotFoundError"):
        load_checks([tmp_path])


def test_a_bad_signature_in_a_folder_keeps_its_own_message(tmp_path: Path) -> None:
    (tmp_path / "sheds.py").write_text(
        OWN_CHECK.replace("Shed", "Cabin").replace("cabin: Cabin", "").replace("shed: Cabin", "")
    )
    with pytest.raises(SignatureError, match=r"sheds\.py:\d+: roof_is_tight has no subject"):
        load_checks([tmp_path])


def test_an_id_must_have_the_shape_of_service_thing_property() -> None:
    def fine(account: Account) -> Verdict:
        return passed()

    with pytest.raises(SignatureError, match="must look like service-thing-property"):
        check("Good", title="Good", severity=Severity.LOW, remediation="Fix it.")(fine)


def test_a_check_returns_a_verdict() -> None:
    def fine(account: Account) -> bool:
        return True

    with pytest.raises(SignatureError, match="must be annotated to return Verdict"):
        check("test-thing-good", title="Good", severity=Severity.LOW, remediation="Fix it.")(fine)  # type: ignore[arg-type]


def test_a_check_stays_a_function() -> None:
    def fine(account: Account) -> Verdict:
        return passed("yes")

    assert make(fine)(Account.of("000000000001")) == passed("yes")


class Unknown(Resource):
    pass


class UnknownFact(Fact):
    __slots__ = ()


def about_the_unknown(unknown: Unknown) -> Verdict:
    return passed()


def from_the_unknown(door: Door, fact: UnknownFact) -> Verdict:
    return passed()


def many_clocks(door: Door, now: Sequence[ScanTime]) -> Verdict:
    return passed()


def one_of_many(lock_of: House, door: Door) -> Verdict:
    return passed()


def many_of_one(door: Door, locks: Sequence[Lock]) -> Verdict:
    return passed()


def fact_of_another(house: House, lock: Lock) -> Verdict:
    return passed()


def region_fact_of_an_account(account: Account, count: DoorCount) -> Verdict:
    return passed()


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (about_the_unknown, "no collector lists the subject Unknown"),
        (from_the_unknown, "'fact': no collector gives UnknownFact"),
        (many_clocks, "'now': there is only one ScanTime"),
        (one_of_many, r"'door': Door is listed: ask for Sequence\[Door\]"),
        (many_of_one, "'locks': Lock is one fact, not a Sequence"),
        (fact_of_another, "'lock': Lock is about a Door, not about the House, its region or its account"),
        (region_fact_of_an_account, "'count': DoorCount is about a Region"),
    ],
)
def test_a_check_that_cannot_be_served_is_refused(function: Callable[..., Verdict], shown: str) -> None:
    with pytest.raises(SignatureError, match=shown) as refusal:
        verify(make(function))
    assert f"{__file__}:{function.__code__.co_firstlineno}" in str(refusal.value)


def everything_near(door: Door, lock: Lock, region: Region, count: DoorCount, account: Account, on: Alarm) -> Verdict:
    return passed()


def test_facts_about_the_subject_its_region_and_its_account_can_be_served() -> None:
    verify(make(everything_near))


def test_what_nothing_collects_is_named() -> None:
    with pytest.raises(KeyError, match="no collector gives Unseen; is the module that has it imported"):
        collector_of(type("Unseen", (), {}))


def test_regions_can_be_listed_wherever_a_service_is_imported() -> None:
    """In a process of its own: in this one, other tests have imported what is missing."""
    lines = (
        "import reporter.aws.sns.topics",
        "from reporter.engine.plan import plan",
        "plan([reporter.aws.sns.topics.Topic])",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)  # noqa: S603 - our own
