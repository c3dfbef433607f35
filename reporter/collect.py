"""Plans which answers the selected checks need, and asks for each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any

from reporter.collectors import Aws, Collector, collector_of, is_given, name_of
from reporter.inventory import NOTHING, Answer, Aside, Inventory
from reporter.listing import asked_by
from reporter.model import GLOBAL, Account, Call, ReasonCode, Region, Resource, Unavailable, Unread
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
        """What AWS says, or what follows from other answers without it; a refusal is an answer too. Raises `Gone`."""
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
        try:
            answer = shielded(lambda: self._call(seen, given), f"{name} about {self.subject.arn}")
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

    def _call(self, aws: Aws | None, given: list[Any]) -> Answer:
        answer: Any = self.collector.function(*([aws] if aws else []), self.subject, *given)
        if not self.collector.lists:
            fact: Answer = self._of_its_kind(answer)
            return fact
        return tuple(self._listed(one, aws) for one in answer)

    def _listed(self, one: Any, aws: Aws | None) -> Any:
        return self._with_request(one, aws) if isinstance(one, Unread) else self._of_its_kind(one)

    def _of_its_kind(self, one: Any) -> Any:
        gives = self.collector.gives
        if not isinstance(one, gives):
            raise TypeError(f"it gave a {type(one).__name__}, not a {gives.__name__}")
        return one

    def _with_request(self, unread: Unread, aws: Aws | None) -> Unread:
        asked = asked_by(unread, aws.last_call if aws else None)
        return replace(asked, why=_with_actions(asked.why, self.collector.actions))


def collect(plan: Plan, aws: Aws, inventory: Inventory, pool: Executor) -> None:
    """Ask everything the plan holds, level by level, many subjects at once, and fill the inventory."""
    for level in plan.levels:
        questions = [question for collector in level for question in _questions(collector, inventory)]
        questions.sort(key=lambda question: question.subject.key)  # botocore and S3 both remember the last buckets
        answers = pool.map(lambda question: _answer_or_gone(question, aws), questions)
        _record(questions, answers, inventory, aws.wants)


def derive(plan: Plan, inventory: Inventory) -> None:
    """Add what follows from the answers at hand, offline; what was never asked stays so."""
    for level in plan.levels:
        derived = (collector for collector in level if collector.derived)
        questions = [question for collector in derived for question in _questions(collector, inventory)]
        _record(questions, (question.answer(None) for question in questions), inventory)


def _record(
    questions: list[Question],
    answers: Iterable[Answer | None],
    inventory: Inventory,
    wants: Callable[[str], bool] = lambda _: True,
) -> None:
    gone = []
    for question, answer in zip(questions, answers, strict=True):
        if answer is None:
            gone.append(question.subject)
        else:
            inventory.record(question.collector.gives, question.subject, *_sorted_out(question, answer, wants))
    inventory.forget(gone)


def _sorted_out(question: Question, answer: Answer, wants: Callable[[str], bool]) -> tuple[Answer, Aside]:
    """What is to be judged of an answer, and what is not: of an account, what is in a region that is not wanted."""
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
    return (Question(collector, subject, sources) for subject in inventory.subjects(collector.about))


def _with_actions(refusal: Unavailable, actions: tuple[str, ...]) -> Unavailable:
    """A denial names the permissions that may be missing; a derived answer passes on what its sources say."""
    denied = refusal.reason in DENIALS
    return replace(refusal, action=", ".join(actions)) if denied and actions else refusal


def _answer_or_gone(question: Question, aws: Aws) -> Answer | None:
    """None for a resource that has vanished; accounts and regions stay, whatever is missing in them."""
    try:
        return question.answer(aws)
    except Gone as gone:
        if isinstance(question.subject, Account | Region):
            operation = ", ".join(question.collector.actions)
            return Unavailable(ReasonCode.AWS_ERROR, str(gone), operation, region=question.subject.region)
        return None
