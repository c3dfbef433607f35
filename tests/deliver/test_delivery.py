"""A delivery over all channels: nothing is sent twice, no failure stops others, every result is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reporter.config.delivery import Deliver, Mail, Smtp, Webhook
from reporter.config.settings import Settings
from reporter.deliver import Consignment, NotDelivered, Packed, Parcel, deliver, examine, rehearse
from reporter.deliver.delivery import Delivered, Round
from reporter.deliver.ledger import Ledger
from reporter.deliver.preview import write_all
from reporter.model.errors import Unfinished, UserError
from reporter.runs import RunBroken, RunFolder, RunInUse, RunUnwritable, State, locked
from tests.report.runs import finished_run


@dataclass
class Pigeons:
    """A channel of the test: the answers to each recipient, one for each attempt."""

    answers: dict[str, list[NotDelivered]]
    name: str = "pigeon"
    sent: list[str] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)

    def examine(self) -> Iterator[str]:
        yield from ()

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        for recipient in self.answers:
            yield Parcel(channel=self.name, recipient=recipient, pack=self._pack(recipient))

    def _pack(self, recipient: str) -> Callable[[], Packed]:
        def pack() -> Packed:
            self.packed.append(recipient)
            return Packed(send=send, content=recipient.encode(), suffix=".txt")

        def send() -> str:
            self.attempts.append(recipient)
            if self.answers[recipient]:
                raise self.answers[recipient].pop(0)
            self.sent.append(recipient)
            return f"ring of {recipient}"

        return pack


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return finished_run(tmp_path / "runs")[0]


def fly(run: RunFolder, *channels: Pigeons, waits: list[float] | None = None, **options: Any) -> Delivered:
    consignment = Consignment(
        folder=run,
        manifest=run.manifest(),
        settings=Settings(),
        where=str(run.path),
        ledger=Ledger.open(run, "0a1b2c3d"),
        scratch=run.path,
    )
    return Round(consignment, (waits if waits is not None else []).append, **{"again": False, **options}).over(channels)


def ledger_of(run: RunFolder) -> list[dict[str, str]]:
    return [json.loads(line) for line in (run.reports / "deliveries.jsonl").read_text().splitlines()]


def test_what_was_delivered_is_not_even_made_a_second_time(run: RunFolder) -> None:
    pigeons = Pigeons({"anna": [], "Bo": []})
    assert fly(run, pigeons).sent == ["pigeon to anna", "pigeon to Bo"]
    second = fly(run, Pigeons({"ANNA": [], "bo": [], "li": []}))
    assert (second.sent, second.before) == (["pigeon to li"], ["pigeon to ANNA", "pigeon to bo"])
    assert fly(run, pigeons, again=True).sent == ["pigeon to anna", "pigeon to Bo"]
    assert pigeons.sent == pigeons.packed == ["anna", "Bo"] * 2
    assert Ledger.open(run, "another run").delivered == {}


def test_what_fails_in_passing_is_tried_four_times_and_made_once(run: RunFolder) -> None:
    pigeons = Pigeons({"anna": [NotDelivered("rain", passing=True)] * 3})
    waits: list[float] = []
    assert fly(run, pigeons, waits=waits).sent == ["pigeon to anna"]
    assert (len(pigeons.attempts), pigeons.packed) == (4, ["anna"])
    assert 2 <= waits[0] <= waits[1] <= waits[2] <= 30


def test_what_fails_for_good_is_tried_once_and_stops_no_other(run: RunFolder) -> None:
    pigeons = Pigeons({"anna": [NotDelivered("moved")], "bo": [NotDelivered("rain", passing=True)] * 4, "li": []})
    with pytest.raises(Unfinished) as error:
        fly(run, pigeons)
    assert str(error.value).splitlines() == [
        "not delivered:",
        "  pigeon to anna: moved",
        "  pigeon to bo: rain",
        f"the run {run.path} is whole; once that is fixed, this sends what is missing: reporter send {run.path}",
    ]
    assert pigeons.attempts == ["anna", "bo", "bo", "bo", "bo", "li"]
    assert [(entry["recipient"], entry["problem"], entry["receipt"]) for entry in ledger_of(run)] == [
        ("anna", "moved", ""),
        ("bo", "rain", ""),
        ("li", "", "ring of li"),
    ]
    assert fly(run, Pigeons({"anna": [], "bo": [], "li": []})).sent == ["pigeon to anna", "pigeon to bo"]


def test_a_channel_that_cannot_work_is_left_alone_and_the_next_one_tried(run: RunFolder) -> None:
    hawk = NotDelivered("there is a hawk", for_all=True)
    pigeons, drums = Pigeons({"anna": [hawk], "bo": []}), Pigeons({"anna": []}, "drum")
    with pytest.raises(Unfinished, match="pigeon to anna: there is a hawk\n  pigeon to bo: there is a hawk\nthe run"):
        fly(run, pigeons, drums)
    assert (pigeons.attempts, drums.sent) == (["anna"], ["anna"])


def test_a_record_that_broke_off_costs_its_own_line_only(run: RunFolder) -> None:
    fly(run, Pigeons({"anna": []}))
    record = run.reports / "deliveries.jsonl"
    record.write_bytes(record.read_bytes() + b'{"channel": "pig')
    assert fly(run, Pigeons({"anna": [], "bo": []})).sent == ["pigeon to bo"]
    assert fly(run, Pigeons({"anna": [], "bo": []})).sent == []


def test_nothing_is_sent_where_nothing_can_be_noted(run: RunFolder) -> None:
    (run.reports / "deliveries.jsonl").mkdir(parents=True)
    pigeons = Pigeons({"anna": []})
    with pytest.raises(RunUnwritable, match=r"deliveries\.jsonl cannot be written"):
        fly(run, pigeons)
    assert pigeons.attempts == []


def vandals(run: RunFolder, *answers: NotDelivered) -> Pigeons:
    """A channel that destroys the record while it sends."""

    class Vandals(Pigeons):
        def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
            for parcel in Pigeons.parcels(self, consignment):
                yield replace(parcel, pack=partial(self.wreck, parcel, consignment))

        def wreck(self, parcel: Parcel, consignment: Consignment) -> Packed:
            packed = parcel.pack()

            def send() -> str:
                consignment.ledger.file = run.path / "run.json" / "deliveries.jsonl"
                return packed.send()

            return replace(packed, send=send)

    return Vandals({"anna": list(answers), "bo": []})


def test_the_walk_ends_when_the_record_cannot_be_kept(run: RunFolder) -> None:
    pigeons = vandals(run)
    with pytest.raises(Unfinished, match="pigeon to anna was the last: it has arrived, and is not sent again by itse"):
        fly(run, pigeons)
    assert pigeons.sent == ["anna"]
    with pytest.raises(Unfinished, match="may have arrived"):
        fly(run, Pigeons({"anna": []}))


def test_a_record_that_cannot_be_kept_does_not_hide_the_reason_of_a_failure(run: RunFolder) -> None:
    with pytest.raises(Unfinished, match="pigeon to anna was the last: moved"):
        fly(run, vandals(run, NotDelivered("moved")))


class Killed(BaseException):
    """What a power cut looks like from inside."""


def killed(run: RunFolder, *recipients: str) -> None:
    """A sending whose process dies when the first of them has got theirs, and before that is noted."""

    class Deadly(Pigeons):
        def _pack(self, recipient: str) -> Callable[[], Packed]:
            def send() -> str:
                self.sent.append(recipient)
                raise Killed

            return lambda: Packed(send=send, content=b"", suffix=".txt")

    with pytest.raises(Killed):
        fly(run, Deadly({recipient: [] for recipient in recipients}))


def test_what_may_have_arrived_is_not_sent_again_by_itself(run: RunFolder) -> None:
    killed(run, "anna", "bo")
    pigeons = Pigeons({"anna": [], "bo": []})
    with pytest.raises(Unfinished) as error:
        fly(run, pigeons)
    assert str(error.value).splitlines() == [
        "may have arrived, for the sending broke off; not sent again by itself:",
        "  pigeon to anna",
        f"ask them, then: reporter send {run.path} --uncertain",
        f"the run {run.path} is whole",
    ]
    assert pigeons.sent == ["bo"]
    with pytest.raises(Unfinished, match="may have arrived"):
        fly(run, Pigeons({"anna": [], "bo": []}))
    assert fly(run, Pigeons({"anna": [], "bo": []}), uncertain=True).sent == ["pigeon to anna"]
    assert fly(run, Pigeons({"anna": [], "bo": []})).sent == []


def test_what_may_have_arrived_is_sent_again_with_all_the_rest(run: RunFolder) -> None:
    killed(run, "anna")
    assert fly(run, Pigeons({"anna": []}), again=True).sent == ["pigeon to anna"]
    assert fly(run, Pigeons({"anna": []})).before == ["pigeon to anna"]


def test_two_sendings_that_broke_off_are_both_remembered(run: RunFolder) -> None:
    killed(run, "anna")
    killed(run, "anna", "bo")
    with pytest.raises(Unfinished, match="  pigeon to anna\n  pigeon to bo\n"):
        fly(run, Pigeons({"anna": [], "bo": []}))


def test_what_became_of_it_counts_where_only_the_tidying_up_is_missing(run: RunFolder) -> None:
    killed(run, "anna")
    begun = (run.reports / "deliveries.sending.json").read_bytes()
    fly(run, Pigeons({"anna": []}), again=True)
    (run.reports / "deliveries.sending.json").write_bytes(begun)
    assert fly(run, Pigeons({"anna": []})).before == ["pigeon to anna"]


def test_what_can_be_repeated_is_repeated(run: RunFolder) -> None:
    class Repeatable(Pigeons):
        def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
            return (replace(parcel, repeatable=True) for parcel in Pigeons.parcels(self, consignment))

    killed(run, "anna")
    assert fly(run, Repeatable({"anna": []})).sent == ["pigeon to anna"]


def test_what_is_noted_is_kept_before_and_after_each_parcel(run: RunFolder) -> None:
    kept: list[list[str]] = []

    def keep() -> None:
        kept.append(sorted(file.name for file in run.reports.iterdir()))

    fly(run, Pigeons({"anna": []}), keep=keep)
    assert kept == [["deliveries.jsonl", "deliveries.sending.json"], ["deliveries.jsonl"]]


def test_a_run_that_is_under_way_or_being_sent_is_not_sent(run: RunFolder, tmp_path: Path) -> None:
    under_way, _ = finished_run(tmp_path / "other", state=State.RUNNING)
    with pytest.raises(RunBroken, match="is not finished: there is nothing to send yet"):
        deliver(under_way, Settings())
    with locked(run.path), pytest.raises(RunInUse):
        deliver(run, Settings())


def test_all_that_is_wrong_with_the_settings_is_reported_at_once(run: RunFolder) -> None:
    smtp = Smtp(host="localhost", user="me", password_env="NOT_SET")
    hooks = (Webhook(kind="slack", url_env="ALSO_NOT_SET"),)
    settings = Settings(deliver=Deliver(mail=Mail(sender="a@example.com", smtp=smtp), webhooks=hooks))
    for action in (lambda: examine(settings), lambda: deliver(run, settings)):
        with pytest.raises(UserError) as error:
            action()
        first, second = str(error.value).splitlines()
        assert first == "the environment variable NOT_SET is not set: it holds the mail password"
        assert second.startswith("the environment variable ALSO_NOT_SET is not set")


def test_a_rehearsal_notes_what_sending_would_need(run: RunFolder, tmp_path: Path) -> None:
    hooks = (Webhook(kind="slack", url_env="ALSO_NOT_SET"),) * 2
    noted: list[str] = []
    [file] = rehearse(run, Settings(deliver=Deliver(webhooks=hooks)), tmp_path / "shown", note=noted.append)
    assert file.stat().st_size
    [note] = noted
    assert note.startswith("the environment variable ALSO_NOT_SET is not set")


def test_a_preview_has_a_file_for_each_parcel_under_a_harmless_name(run: RunFolder, tmp_path: Path) -> None:
    pigeons = Pigeons({"../../anna": [], "ü" * 300: []})
    parcels = [Parcel(channel="pigeon", recipient=one, pack=pigeons._pack(one)) for one in pigeons.answers]  # noqa: SLF001 - our own
    first, second = write_all(parcels, tmp_path / "a" / "preview")
    assert (first.name, first.read_text()) == ("001-pigeon-..-..-anna.txt", "../../anna")
    assert second.name == "002-pigeon.txt"
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"cannot be written: (Not a directory|File exists)"):
        write_all(parcels, tmp_path / "file" / "preview")
