"""Examines the read permissions in an account: reads one resource of each kind, and simulates the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from reporter.doctor.access import PASSING
from reporter.doctor.diagnosis import Diagnosis, DiagnosisState
from reporter.doctor.reporting import advice_for
from reporter.engine.collect import collect
from reporter.engine.collector import Aws, Collector
from reporter.engine.inventory import NOTHING, Answer, Aside, Inventory
from reporter.engine.operations import Asker
from reporter.engine.plan import Plan
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import DENIALS
from reporter.model.subjects import GLOBAL, Region, Resource
from reporter.sessions import Reader

SIMULATE = "iam:SimulatePrincipalPolicy"
SIMULATION = Asker("the simulation of doctor", (SIMULATE,), frozenset({SIMULATE}))
"""An optional permission: without it, actions that cannot be tried are not examined."""
EXPECTED = (ReasonCode.REGION_DISABLED, ReasonCode.NOT_OFFERED, ReasonCode.UNSUPPORTED)
"""Reasons that are not reported: regions are examined separately, and one resource of each kind is enough."""
REMEDIES = {
    ReasonCode.DENIED_BY_IAM: "allow these actions to the role, and check its permissions boundary: `reporter policy` "
    "prints all that is needed",
    ReasonCode.DENIED_BY_SCP: "exempt the role from the SCP of the organisation, or leave out the checks that need it",
    ReasonCode.DENIED_BY_RESOURCE_POLICY: "allow the role in the policy of the resource or of the VPC endpoint",
}


class Sample(Inventory):
    """One resource of each kind, in one region: enough for every denial that does not depend on the resource."""

    regions: tuple[Region, ...] = ()
    """All regions."""

    def record(self, kind: type, subject: Resource, answer: Answer, aside: Aside = NOTHING) -> None:
        """Record an answer, cut to the first enabled resource."""
        if isinstance(answer, tuple):
            if kind is Region:
                self.regions = answer
            answer = tuple(one for one in answer if not isinstance(one, Region) or one.enabled)[:1]
        Inventory.record(self, kind, subject, answer, aside)

    def refusals(self, kind: type) -> Iterator[Unavailable]:
        """The refusals of a kind, in whole or in part."""
        yield from (answer for answer in self.answers.get(kind, {}).values() if isinstance(answer, Unavailable))
        yield from (one.why for aside in self.asides.get(kind, {}).values() for one in aside.unread)


@dataclass(frozen=True, slots=True)
class Permissions:
    """The result of the reads."""

    wanted: frozenset[str]
    tried: frozenset[str]
    refusals: tuple[Unavailable, ...]

    @property
    def untried(self) -> tuple[str, ...]:
        """The actions that were not tried, because there was nothing to read."""
        return tuple(sorted(self.wanted - self.tried))


def try_reads(plan: Plan, aws: Reader, sample: Sample, calls: Executor) -> Permissions:
    """Read what the plan reads about the account, one region, and one resource of each kind."""
    collect(plan.everywhere, aws, sample, calls)
    collectors = [collector for level in plan.levels for collector in level if collector.takes_aws]
    tried = (action for collector in collectors if _was_asked(collector, sample) for action in collector.actions)
    return Permissions(plan.actions, frozenset(tried), tuple(_refusals(collectors, sample)))


def _was_asked(collector: Collector, sample: Sample) -> bool:
    answers = sample.answers.get(collector.gives, {}).values()
    return any(not isinstance(answer, Unavailable) or _is_own(answer, collector) for answer in answers)


def _is_own(refusal: Unavailable, collector: Collector) -> bool:
    """Whether this collector was denied itself, rather than handed the refusal of another."""
    return refusal.reason in DENIALS and refusal.action == ", ".join(collector.actions)


def _refusals(collectors: Iterable[Collector], sample: Sample) -> Iterator[Unavailable]:
    """The distinct refusals; several answers may carry the same one."""
    seen: set[tuple[str, str, str]] = set()
    for collector in collectors:
        for refusal in sample.refusals(collector.gives):
            key = (refusal.reason, refusal.operation, refusal.region)
            if refusal.reason not in EXPECTED and key not in seen:
                seen.add(key)
                yield refusal


def simulate(aws: Aws, role_arn: str, actions: tuple[str, ...]) -> tuple[str, ...]:
    """The actions that the policies of the role and of its organisation do not allow; raises `Refused`."""
    results = aws.items(
        "iam",
        "simulate_principal_policy",
        "EvaluationResults",
        page_size=1000,
        PolicySourceArn=role_arn,
        ActionNames=list(actions),
    )
    return tuple(result["EvalActionName"] for result in results if result["EvalDecision"] != "allowed")


def examine_permissions(subject: str, permissions: Permissions, simulated: tuple[str, ...] | None) -> list[Diagnosis]:
    """The denied and the unknown permissions; `simulated` are denials, or None if nothing could be simulated."""
    question = "reads are allowed"
    found = [
        Diagnosis(
            subject,
            question,
            DiagnosisState.INCOMPLETE,
            f"{reason}: {_list(refusals)}",
            _remedy(reason),
            cause=f"reads refused: {reason}",
        )
        for reason, refusals in _by_reason(permissions.refusals).items()
        if reason is not ReasonCode.ROLE_NOT_ASSUMABLE  # of a session, which has a diagnosis of its own
    ]
    if simulated:
        answer = f"denied in simulation: {', '.join(simulated)}"
        remedy = REMEDIES[ReasonCode.DENIED_BY_IAM]
        cause = "reads refused by the policy simulator"
        found.append(Diagnosis(subject, question, DiagnosisState.INCOMPLETE, answer, remedy, cause=cause))
    answer = _extent(permissions, is_simulated=simulated is not None)
    return found or [Diagnosis(subject, question, DiagnosisState.OK, answer)]


def examine_regions(subject: str, regions: tuple[Region, ...]) -> list[Diagnosis]:
    """Whether all requested regions are enabled; nothing if no check needs a region."""
    question = "regions are enabled"
    disabled = ", ".join(region.name for region in regions if not region.enabled)
    if disabled:
        remedy = "enable them in the account, or take them out of regions.include"
        answer = f"not enabled: {disabled}"
        return [Diagnosis(subject, question, DiagnosisState.INCOMPLETE, answer, remedy, cause=f"regions {answer}")]
    names = ", ".join(region.name for region in regions)
    return [Diagnosis(subject, question, DiagnosisState.OK, names)] if names else []


def _by_reason(refusals: Iterable[Unavailable]) -> dict[ReasonCode, list[Unavailable]]:
    groups: dict[ReasonCode, list[Unavailable]] = {}
    for refusal in refusals:
        groups.setdefault(refusal.reason, []).append(refusal)
    return groups


def _remedy(reason: ReasonCode) -> str:
    return REMEDIES.get(reason) or PASSING.get(reason) or advice_for(reason)


def _list(refusals: Iterable[Unavailable]) -> str:
    """The missing actions, or the errors of operations."""
    return "; ".join(f"{one.action or f'{one.operation}: {one.detail}'}{_where(one)}" for one in refusals)


def _where(refusal: Unavailable) -> str:
    return f" in {refusal.region}" if refusal.region not in ("", GLOBAL) else ""


def _extent(permissions: Permissions, *, is_simulated: bool) -> str:
    answer = f"{len(permissions.tried)} of {len(permissions.wanted)} actions tried"
    if not permissions.untried:
        return answer
    return f"{answer}, the others simulated" if is_simulated else f"{answer}; the others found nothing to be tried on"
