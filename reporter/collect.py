"""Plans which answers the selected checks need, and asks for each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any

from reporter.collectors import Aws, Collector, collector_of, is_given, name_of
from reporter.credible import once_each, refuse_other_accounts
from reporter.inventory import Answer, Inventory
from reporter.model import Account, Call, ReasonCode, Region, Resource, Unavailable
from reporter.refusals import DENIALS, Gone, Refused
from reporter.shield import Crash, shielded


@dataclass(frozen=True, slots=True)
class Plan:
    """Each wanted kind once, parents first; the collectors of one level do not depend on each other."""

    levels: tuple[tuple[Collector, ...], ...]

    @property
    def actions(self) -> frozenset[str]:
        """The IAM actions that the plan spends: the least-privilege policy."""
        return frozenset(action for level in self.levels for collector in level for action in collector.actions)


@dataclass(slots=True)
class _Planner:
    depths: dict[type, int] = field(default_factory=dict)

    def depth(self, kind: type) -> int:
        """How many answers must be there before this kind can be asked for; -1 if nobody need ask."""
        if is_given(kind):
            return -1
        if kind not in self.depths:
            collector = collector_of(kind)
            needed = (collector.about, *(wanted.kind for wanted in collector.inputs))
            self.depths[kind] = 1 + max(self.depth(needed_kind) for needed_kind in needed)
        return self.depths[kind]


def plan(kinds: Iterable[type]) -> Plan:
    """The collectors that give these kinds and all that they depend on."""
    planner = _Planner()
    for kind in kinds:
        planner.depth(kind)
    height = 1 + max(planner.depths.values(), default=-1)
    levels: list[list[Collector]] = [[] for _ in range(height)]
    for kind in sorted(planner.depths, key=name_of):
        levels[planner.depths[kind]].append(collector_of(kind))
    return Plan(tuple(map(tuple, levels)))


@dataclass(frozen=True, slots=True)
class Question:
    """One collector about one subject, with all that it needs at hand."""

    collector: Collector
    subject: Resource
    sources: tuple[Callable[[Resource], Any], ...]

    def answer(self, aws: Aws | None) -> Answer:
        """What AWS says, or what follows from other answers without it; a refusal is an answer too.

        Raises `Gone` where AWS knows nothing of a resource; accounts and regions stay, whatever is missing in them.
        """
        if isinstance(self.subject, Region) and not self.subject.enabled and self.collector.takes_aws:
            return Unavailable(ReasonCode.REGION_DISABLED, "the region is not enabled", region=self.subject.region)
        given = [source(self.subject) for source in self.sources]
        for wanted, value in zip(self.collector.inputs, given, strict=True):
            if isinstance(value, Unavailable) and not wanted.accepts_unavailable:
                return value
        return self._ask(aws, given)

    def _ask(self, aws: Aws | None, given: list[Any]) -> Answer:
        name = self.collector.function.__name__
        seen = aws.for_question() if aws and self.collector.takes_aws else None
        arguments = [seen, self.subject, *given] if seen else [self.subject, *given]
        try:
            answer = shielded(lambda: self._call(arguments), f"{name} about {self.subject.arn}")
        except Gone as gone:
            if not isinstance(self.subject, Account | Region):
                raise
            return _told_of(gone, self)
        except Refused as refused:
            return _with_actions(refused.unavailable, self.collector.actions)
        if not isinstance(answer, Crash):
            return answer
        return self._unreadable(answer, seen.last_call if seen else None)

    def _unreadable(self, crash: Crash, call: Call | None) -> Unavailable:
        """AWS answered, but the collector made nothing of it; `call` is the request that was answered last."""
        malformed = crash.over_the_answer
        name = self.collector.function.__name__
        return Unavailable(
            ReasonCode.MALFORMED_ANSWER if malformed else ReasonCode.CHECK_CRASHED,
            f"{name} could not read the answer: {crash}" if malformed else f"{name} crashed: {crash}",
            call.operation if call else ", ".join(self.collector.actions),
            region=self.subject.region,
            request_id=call.request_id if call else "",
        )

    def _call(self, arguments: list[Any]) -> Answer:
        answer = self.collector.function(*arguments)
        answers = tuple(answer) if self.collector.lists else (answer,)
        gives = self.collector.gives
        for one in answers:
            if not isinstance(one, gives):
                raise TypeError(f"it gave a {type(one).__name__}, not a {gives.__name__}")
        if not self.collector.may_be_foreign:
            refuse_other_accounts(answers, self.subject.account_id)
        return once_each(answers) if self.collector.lists else answers[0]


def collect(plan: Plan, aws: Aws, inventory: Inventory, pool: Executor) -> None:
    """Ask everything the plan holds, level by level, many subjects at once, and fill the inventory."""
    for level in plan.levels:
        questions = [question for collector in level for question in _questions(collector, inventory)]
        questions.sort(key=lambda question: question.subject.key)  # botocore and S3 both remember the last buckets
        answers = pool.map(lambda question: _answer_or_gone(question, aws), questions)
        missed = _record(zip(questions, answers, strict=True), inventory)
        if missed:
            _settle(missed, aws, inventory)


def derive(plan: Plan, inventory: Inventory) -> None:
    """Add what follows from the answers at hand, offline; what was never asked stays so."""
    for level in plan.levels:
        derived = (collector for collector in level if collector.derived)
        questions = [question for collector in derived for question in _questions(collector, inventory)]
        _record(((question, question.answer(None)) for question in questions), inventory)


def _settle(missed: Iterable[tuple[Question, Gone]], aws: Aws, inventory: Inventory) -> None:
    """What AWS knew nothing of is looked for once more, and forgotten only if it is not there any more."""
    lost = []
    for (kind, parent), cases in _by_listing(missed, inventory).items():
        collector = collector_of(kind)
        there = None if collector.derived else _listed_again(collector, parent, aws, inventory)
        for question, gone in cases:
            # What is derived is in no list of AWS: then AWS has to say a second time that it is not there.
            answer = _answer_or_gone(question, aws) if collector.derived else _as_listed(question, gone, there)
            if isinstance(answer, Gone):
                lost.append(question.subject)
            else:
                inventory.record(question.collector.gives, question.subject, answer)
    inventory.forget(lost)


def _by_listing(
    missed: Iterable[tuple[Question, Gone]], inventory: Inventory
) -> dict[tuple[type[Resource], str], list[tuple[Question, Gone]]]:
    cases: dict[tuple[type[Resource], str], list[tuple[Question, Gone]]] = {}
    for question, gone in missed:
        kind = type(question.subject)
        cases.setdefault((kind, inventory.parents_of(kind)[question.subject.key]), []).append((question, gone))
    return cases


def _listed_again(collector: Collector, parent: str, aws: Aws, inventory: Inventory) -> frozenset[str] | None:
    """The keys of what the list holds now, asked for once for all that is missed of it; None if nobody knows."""
    [again] = [one for one in _questions(collector, inventory) if one.subject.key == parent]
    answer = _answer_or_gone(again, aws)
    return frozenset(one.key for one in answer) if isinstance(answer, tuple) else None


def _as_listed(question: Question, gone: Gone, there: frozenset[str] | None) -> Unavailable | Gone:
    lost = there is not None and question.subject.key not in there
    return gone if lost else _told_of(gone, question)


def _record(answers: Iterable[tuple[Question, Answer | Gone]], inventory: Inventory) -> list[tuple[Question, Gone]]:
    """File the answers; returns the questions about what AWS knows nothing of."""
    missed = []
    for question, answer in answers:
        if isinstance(answer, Gone):
            missed.append((question, answer))
        else:
            inventory.record(question.collector.gives, question.subject, answer)
    return missed


def _questions(collector: Collector, inventory: Inventory) -> Iterator[Question]:
    sources = tuple(inventory.source(wanted, collector.about) for wanted in collector.inputs)
    return (Question(collector, subject, sources) for subject in inventory.subjects(collector.about))


def _with_actions(refusal: Unavailable, actions: tuple[str, ...]) -> Unavailable:
    """A denial names the permissions that may be missing; a derived answer passes on what its sources say."""
    denied = refusal.reason in DENIALS
    return replace(refusal, action=", ".join(actions)) if denied and actions else refusal


def _answer_or_gone(question: Question, aws: Aws) -> Answer | Gone:
    try:
        return question.answer(aws)
    except Gone as gone:
        return gone


def _told_of(gone: Gone, question: Question) -> Unavailable:
    """What is reported of a subject that is there, though AWS has just known nothing of it."""
    why = gone.unavailable
    operation = why.operation or ", ".join(question.collector.actions)
    return replace(why, reason=ReasonCode.AWS_ERROR, operation=operation, region=why.region or question.subject.region)
