"""Reads each answer of a plan once, level by level, and fills the inventory of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any

from reporter.engine.collector import Aws, Collector, Entered, collector_of, name_of
from reporter.engine.credible import once_each, refuse_other_accounts
from reporter.engine.inventory import NOTHING, Answer, Aside, Inventory, Sought
from reporter.engine.listing import asked_by
from reporter.engine.plan import Places, Plan
from reporter.engine.shared import EVERYWHERE, Shares
from reporter.engine.shield import Crash, shielded
from reporter.model.answers import Call, ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.refusals import Gone, Refused, naming
from reporter.model.subjects import GLOBAL, Account, Region, Resource


@dataclass(frozen=True, slots=True)
class Question:
    """One collector about one subject, with the sources of its inputs."""

    collector: Collector
    subject: Resource
    sources: tuple[Callable[[Resource], Any], ...]
    sought: Sought = field(default_factory=dict)

    def answer(self, aws: Entered | None) -> Answer:
        """The answer of AWS, or one derived from other answers; a refusal is an answer too.

        Raises `Gone` where AWS does not know a resource. Accounts and regions are never gone, whatever is missing in
        them.
        """
        if isinstance(self.subject, Region) and not self.subject.enabled and self.collector.takes_aws:
            return Unavailable(ReasonCode.REGION_DISABLED, "the region is not enabled", region=self.subject.region)
        given = [source(self.subject) for source in self.sources]
        for wanted, value in zip(self.collector.inputs, given, strict=True):
            if isinstance(value, Unavailable) and not wanted.accepts_unavailable:
                return value
        return self._ask(aws, given)

    def _ask(self, aws: Entered | None, given: list[Any]) -> Answer:
        name = self.collector.function.__name__
        seen = aws.for_question(self.collector.asker) if aws and self.collector.takes_aws else None
        try:
            answer = shielded(lambda: self._call(seen, given), f"{name} about {self.subject.arn}")
        except Gone as gone:
            if not isinstance(self.subject, Account | Region):
                raise
            return _still_listed(gone, self)
        except Refused as refused:
            return self._named(refused.unavailable)
        if not isinstance(answer, Crash):
            return answer
        return self._unreadable(answer, seen.last_call if seen else None)

    def _named(self, refusal: Unavailable) -> Unavailable:
        """The refusal with the permissions of the collector; a derived answer, which has none, keeps its source's."""
        return naming(refusal, ", ".join(self.collector.actions))

    def _unreadable(self, crash: Crash, call: Call | None) -> Unavailable:
        """The answer where the collector could not read what AWS sent; `call` is the last request."""
        malformed = crash.over_the_answer
        name = self.collector.function.__name__
        return Unavailable(
            ReasonCode.MALFORMED_ANSWER if malformed else ReasonCode.CHECK_CRASHED,
            f"the answer could not be used: {crash.in_words}" if malformed else f"{name} crashed: {crash}",
            call.operation if call else ", ".join(self.collector.actions),
            region=self.subject.region,
            request_id=call.request_id if call else "",
        )

    def _call(self, aws: Aws | None, given: list[Any]) -> Answer:
        answer: Any = self.collector.function(*([aws] if aws else []), self.subject, *given, **self.sought)
        answers = tuple(map(self._of_its_kind, answer if self.collector.lists else (answer,)))
        if not self.collector.may_be_foreign:
            refuse_other_accounts(answers, self.subject.account_id)
        if not self.collector.lists:
            fact: Answer = answers[0]
            return fact
        return tuple(self._with_request(one, aws) if isinstance(one, Unread) else one for one in once_each(answers))

    def _of_its_kind(self, one: Any) -> Any:
        gives = self.collector.gives
        if not isinstance(one, (gives, Unread) if self.collector.lists else gives):
            raise ValueError(f"it gave a {type(one).__name__}, not a {gives.__name__}")  # noqa: TRY004 - its text is shown
        return one

    def _with_request(self, unread: Unread, aws: Aws | None) -> Unread:
        asked = asked_by(unread, aws.last_call if aws else None)
        return replace(asked, why=self._named(asked.why))


def collect(plan: Plan, aws: Entered, inventory: Inventory, pool: Executor) -> None:
    """Read all kinds of the plan, level by level, many subjects at once, and store the answers in the inventory."""
    inventory.sought = dict(plan.sought)
    for level in plan.levels:
        early = (collector for collector in level if collector.gives not in plan.late)
        questions = [question for one in early for question in _needed(one, plan.only_where, inventory)]
        questions.sort(key=lambda question: question.subject.key)  # botocore and S3 both cache the last buckets
        answers = pool.map(lambda question: _answer_or_gone(question, aws), questions)
        missed = _record(zip(questions, answers, strict=True), inventory, aws.wants)
        if missed:
            _look_again(missed, aws, inventory)
    settle(plan, inventory)


def _needed(collector: Collector, only_where: Mapping[type, Places], inventory: Inventory) -> Iterator[Question]:
    """The questions of a collector; where nothing is that needs an answer, the reason is recorded in its place."""
    kinds = only_where.get(collector.gives)
    regions = _regions_with(kinds, inventory) if kinds else frozenset(EVERYWHERE)
    for question in _questions(collector, inventory):
        if kinds and regions.isdisjoint((question.subject.region, *EVERYWHERE)):
            inventory.record(collector.gives, question.subject, _not_needed(kinds))
        else:
            yield question


def _regions_with(kinds: Places, inventory: Inventory) -> frozenset[str]:
    """The regions that have resources of these kinds, or may have some that could not be read."""
    found = (one.region for kind in kinds for one in inventory.subjects(kind))
    gaps = (place.region for kind in kinds for place, _ in inventory.gaps(kind))
    return frozenset((*found, *gaps))


def _not_needed(kinds: Places) -> Unavailable:
    names = " or ".join(sorted(map(name_of, kinds)))
    return Unavailable(ReasonCode.UNSUPPORTED, f"not asked, since the region has no {names}")


def derive(plan: Plan, inventory: Inventory, shares: Shares | None = None) -> None:
    """Add the answers that are derived from others, offline; what was never read stays missing."""
    inventory.shares = shares
    _derive(plan, inventory, lambda kind: kind not in plan.late)
    settle(plan, inventory, shares)


def settle(plan: Plan, inventory: Inventory, shares: Shares | None = None) -> None:
    """Add the answers that depend on other accounts; without shares, as if this account were the whole scan."""
    inventory.shares = shares
    for kind in plan.late:
        inventory.answers.pop(kind, None)
    _derive(plan, inventory, plan.late.__contains__)


def _derive(plan: Plan, inventory: Inventory, wanted: Callable[[type], bool]) -> None:
    for level in plan.levels:
        derived = (collector for collector in level if collector.derived and wanted(collector.gives))
        questions = [question for collector in derived for question in _questions(collector, inventory)]
        _record(((question, question.answer(None)) for question in questions), inventory)


def _look_again(missed: Iterable[tuple[Question, Gone]], aws: Entered, inventory: Inventory) -> None:
    """List the resources that AWS did not know once more, and forget those that the list no longer has."""
    lost = []
    for (kind, parent), cases in _by_listing(missed, inventory).items():
        collector = collector_of(kind)
        there = None if collector.derived else _listed_again(collector, parent, aws, inventory)
        for question, gone in cases:
            # A derived resource is in no list of AWS: AWS has to say a second time that it does not exist.
            answer = _answer_or_gone(question, aws) if collector.derived else _as_listed(question, gone, there)
            if isinstance(answer, Gone):
                lost.append(question.subject)
            else:
                sorted_out = _sorted_out(question, answer, aws.wants)
                inventory.record(question.collector.gives, question.subject, *sorted_out)
    inventory.forget(lost)


def _by_listing(
    missed: Iterable[tuple[Question, Gone]], inventory: Inventory
) -> dict[tuple[type[Resource], str], list[tuple[Question, Gone]]]:
    cases: dict[tuple[type[Resource], str], list[tuple[Question, Gone]]] = {}
    for question, gone in missed:
        kind = type(question.subject)
        cases.setdefault((kind, inventory.parents_of(kind)[question.subject.key]), []).append((question, gone))
    return cases


def _listed_again(collector: Collector, parent: str, aws: Entered, inventory: Inventory) -> frozenset[str] | None:
    """The keys in the list as read again, once for all its missed resources; None where it cannot be read."""
    [again] = [one for one in _questions(collector, inventory) if one.subject.key == parent]
    answer = _answer_or_gone(again, aws)
    return frozenset(one.key for one in answer) if isinstance(answer, tuple) else None


def _as_listed(question: Question, gone: Gone, there: frozenset[str] | None) -> Unavailable | Gone:
    lost = there is not None and question.subject.key not in there
    return gone if lost else _still_listed(gone, question)


def _record(
    answers: Iterable[tuple[Question, Answer | Gone]],
    inventory: Inventory,
    wants: Callable[[str], bool] = lambda _: True,
) -> list[tuple[Question, Gone]]:
    """Store the answers; returns the questions about resources that AWS did not know."""
    missed = []
    for question, answer in answers:
        if isinstance(answer, Gone):
            missed.append((question, answer))
        else:
            inventory.record(question.collector.gives, question.subject, *_sorted_out(question, answer, wants))
    return missed


def _sorted_out(question: Question, answer: Answer, wants: Callable[[str], bool]) -> tuple[Answer, Aside]:
    """The part of an answer that is judged, and the rest: resources of an account in regions that are not selected."""
    if not isinstance(answer, tuple):
        return answer, NOTHING
    everywhere = not isinstance(question.subject, Account)
    judged: list[Any] = []
    unread: list[Unread] = []
    elsewhere: list[Any] = []
    for one in answer:
        if not everywhere and one.region != GLOBAL and not wants(one.region):
            elsewhere.append(one)
        else:
            (unread if isinstance(one, Unread) else judged).append(one)
    return tuple(judged), Aside(tuple(unread), tuple(one for one in elsewhere if not isinstance(one, Unread)))


def _questions(collector: Collector, inventory: Inventory) -> Iterator[Question]:
    sources = tuple(inventory.source(wanted, collector.about) for wanted in collector.inputs)
    sought = inventory.sought.get(collector.gives, {})
    return (Question(collector, subject, sources, sought) for subject in inventory.subjects(collector.about))


def _answer_or_gone(question: Question, aws: Entered) -> Answer | Gone:
    try:
        return question.answer(aws)
    except Gone as gone:
        return gone


def _still_listed(gone: Gone, question: Question) -> Unavailable:
    """The reason for a resource that is still listed, though AWS has just said that it does not exist."""
    why = gone.unavailable
    operation = why.operation or ", ".join(question.collector.actions)
    return replace(why, reason=ReasonCode.AWS_ERROR, operation=operation, region=why.region or question.subject.region)
