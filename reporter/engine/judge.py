"""Turns an inventory into findings: pure, offline and deterministic."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from json.encoder import encode_basestring_ascii
from typing import Any

import msgspec

from reporter.engine.check import AnyCheck
from reporter.engine.collector import collector_of, is_given, name_of
from reporter.engine.folding import folded
from reporter.engine.inventory import Inventory, Sought
from reporter.engine.plan import Plan, plan
from reporter.engine.shared import OrganizationWide, Shared
from reporter.engine.shield import Crash, shielded
from reporter.engine.signature import Input, Need
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.finding import Finding
from reporter.model.gaps import Unread, is_gap
from reporter.model.given import ScanTime
from reporter.model.subjects import Resource
from reporter.model.verdicts import Severity, Status, Verdict

A_WHILE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with the severity and the settings that are in force."""

    check: AnyCheck
    severity: Severity
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Only the settings that differ from the defaults in the signature."""
    parameters: str = ""
    """The settings that a framework asked for, as canonical JSON; they distinguish its findings from the main ones."""

    @property
    def kinds(self) -> tuple[type, ...]:
        """The kinds that must be read before it can be judged."""
        return self.check.signature.kinds_with(self.settings)

    def needs(self, *, owner: bool) -> Iterator[Need]:
        """The kinds that an account must read, and where; `owner`: it may own something for its organisation."""
        return self.check.signature.needs_with(self.settings, owner=owner)

    @property
    def shared_kinds(self) -> frozenset[type[OrganizationWide]]:
        """The kinds that are needed from all accounts of the scan."""
        return self.check.signature.shared_kinds_with(self.settings)

    @property
    def sought(self) -> Sought:
        """What its subjects are looked for by: the values of the settings that their collector has too."""
        kind, known = self.check.signature.subject, self.check.signature.settings
        names = () if is_given(kind) else collector_of(kind).settings.keys() & known.keys()
        return {name: self.settings.get(name, known[name].default) for name in sorted(names)}


def rule(check: AnyCheck, **settings: Any) -> Rule:
    """The check with its own severity and these settings."""
    return Rule(check, check.severity, settings)


def plan_for(rules: Iterable[Rule], *, owner: bool = True, organization_known: bool = False) -> Plan:
    """The plan for all answers that these rules need; see `plan`."""
    wanted = tuple(rules)
    needs = (need for rule in wanted for need in rule.needs(owner=owner))
    return plan(needs, owner=owner, organization_known=organization_known, sought=_sought(wanted))


def _sought(rules: Iterable[Rule]) -> dict[type, dict[str, frozenset[str]]]:
    """By kind of subject: all values that any rule has its collector look for."""
    found: dict[type, dict[str, frozenset[str]]] = {}
    for rule in rules:
        for name, values in rule.sought.items():
            together = found.setdefault(rule.check.signature.subject, {})
            together[name] = together.get(name, frozenset()) | values
    return found


def shared_kinds(rules: Iterable[Rule]) -> frozenset[type[OrganizationWide]]:
    """The organisation-wide kinds that these rules need from all accounts."""
    wanted = tuple(rules)
    return plan_for(wanted).shared_kinds.union(*(rule.shared_kinds for rule in wanted))


def looked_up_kinds(rules: Iterable[Rule]) -> frozenset[type[Fact]]:
    """The kinds of facts that these rules may look up in all accounts of the scan."""
    inputs = (wanted for rule in rules for wanted in rule.check.signature.inputs)
    return frozenset(wanted.kind for wanted in inputs if wanted.everywhere)


def administered_services(kinds: Iterable[type[OrganizationWide]]) -> tuple[str, ...]:
    """The service principals whose delegated administrators may own something of these kinds."""
    return tuple(sorted({kind.administered_by for kind in kinds} - {""}))


def judge(inventory: Inventory, rules: Iterable[Rule]) -> list[Finding]:
    """The findings of all rules about all their subjects, at least one for each rule, in a stable order."""
    findings = folded((finding for rule in rules for finding in _judge_rule(inventory, rule)), inventory)
    return sorted(findings, key=lambda one: (one.check_id, one.parameters, one.region, one.arn, one.part))


def _judge_rule(inventory: Inventory, rule: Rule) -> Iterator[Finding]:
    if inventory.unreachable:
        yield not_assessed(rule, inventory.account, inventory.unreachable)
        return
    subject_kind = rule.check.signature.subject
    unlisted = tuple(inventory.gaps(subject_kind))
    missing = (*(gap for gap in unlisted if is_gap(gap[1])), *_not_sought(inventory, rule))
    gaps = {row.id: row for row in (not_assessed(rule, *gap) for gap in missing)}
    yield from gaps.values()
    subjects = inventory.subjects(subject_kind)
    if not subjects and not gaps:
        why_none = _why_none(inventory, subject_kind, unlisted)
        yield finding(rule, inventory.account, Verdict(Status.NOT_APPLICABLE, why_none))
    wanted = rule.check.signature.inputs
    sources = [_source(inventory, rule, each) for each in wanted]
    dated = any(hasattr(kind, "as_of") for kind in rule.check.signature.kinds)
    for subject in subjects:
        given = [source(subject) for source in sources]
        row = _judge_subject(rule, subject, given)
        yield _dated(row, (subject, *given), inventory.now) if dated else row


def _not_sought(inventory: Inventory, rule: Rule) -> Iterator[tuple[Resource, Unavailable]]:
    """Settings of the rule that an older scan did not look for, as gaps of the account."""
    asked = inventory.sought.get(rule.check.signature.subject, {})
    for name, values in rule.sought.items():
        missing = ", ".join(sorted(values - asked.get(name, frozenset())))
        if missing:
            detail = f"the scan did not look for what the setting {name} says: {missing}"
            yield inventory.account, Unavailable(ReasonCode.UNSUPPORTED, detail)


def _why_none(inventory: Inventory, kind: type, unlisted: Iterable[tuple[Resource, Unavailable]]) -> str:
    """The reason where there is nothing to judge, with the regions where AWS offers nothing of the kind."""
    if name_of(kind) in inventory.gone_kinds:
        return "all that were listed were deleted during the scan"
    return "; ".join(["none exist", *sorted({why.detail for _, why in unlisted})])


def _source(inventory: Inventory, rule: Rule, wanted: Input) -> Callable[[Resource], Any]:
    signature = rule.check.signature
    if not signature.reads(wanted, rule.settings):
        return lambda _: None
    return inventory.source(wanted, signature.subject)


def _judge_subject(rule: Rule, subject: Resource, given: list[Any]) -> Finding:
    missing = [value for value in given if isinstance(value, Unavailable)]
    for value, wanted in zip(given, rule.check.signature.inputs, strict=True) if missing else ():
        if isinstance(value, Unavailable) and not wanted.accepts_unavailable:
            return not_assessed(rule, subject, value)
    verdict = shielded(
        lambda: _verdict(rule.check.function(subject, *given, **rule.settings)), f"{rule.check.id} on {subject.arn}"
    )
    if isinstance(verdict, Crash):
        return not_assessed(rule, subject, Unavailable(ReasonCode.CHECK_CRASHED, str(verdict)))
    if verdict.status is Status.PASS and missing:
        return not_assessed(rule, subject, missing[0])
    unseen = verdict.why or _unseen(zip(rule.check.signature.inputs, given, strict=True), verdict.status)
    return not_assessed(rule, subject, unseen) if unseen else finding(rule, subject, verdict)


def _unseen(given: Iterable[tuple[Input, Any]], status: Status) -> Unavailable | None:
    """The reason why resources of other accounts, if seen, might change the verdict."""
    for wanted, value in given:
        certain = Status.FAIL if wanted.can_only_harm else Status.PASS
        if isinstance(value, Shared) and value.gap and status is not certain:
            return value.gap
    return None


def _dated(row: Finding, known: Iterable[Any], now: ScanTime) -> Finding:
    """The finding with the date of evidence that AWS had recorded long before the scan."""
    moments = [one.as_of for one in known if getattr(one, "as_of", None)]
    if not moments or now.at - min(moments) < A_WHILE:
        return row
    said = f"as of {min(moments).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return msgspec.structs.replace(row, reason=f"{row.reason}; {said}" if row.reason else said)


def _verdict(answer: object) -> Verdict:
    """The verdict that a check returned; raises TypeError for anything else, such as a forgotten `return`."""
    if not isinstance(answer, Verdict):
        raise TypeError(f"it returned {answer!r}, not a Verdict")
    return answer


def finding(rule: Rule, subject: Resource, verdict: Verdict, why: Unavailable | None = None) -> Finding:
    """The finding for a verdict."""
    return Finding(
        id=finding_id(rule.check.id, subject, rule.parameters),
        check_id=rule.check.id,
        account_id=subject.account_id,
        region=subject.region,
        resource_type=(rule.check.signature.subject if isinstance(subject, Unread) else subject).kind_at(subject.arn),
        resource_name=subject.name,
        arn=subject.arn,
        part=subject.part,
        status=verdict.status,
        severity=verdict.severity or rule.severity,
        reason=verdict.reason,
        reason_code=why.reason if why else "",
        operation=why.operation if why else "",
        action=why.action if why else "",
        error_code=why.error_code if why else "",
        request_id=why.request_id if why else "",
        parameters=rule.parameters,
    )


def not_assessed(rule: Rule, subject: Resource, why: Unavailable) -> Finding:
    """The NOT_ASSESSED finding for a subject that could not be read, with the reason.

    It is NOT_APPLICABLE where AWS does not offer the service in the region: then there is nothing to read.
    """
    if not is_gap(why):
        return finding(rule, subject, Verdict(Status.NOT_APPLICABLE, why.detail))
    reason = f"{why.operation}: {why.detail}" if why.operation else why.detail
    return finding(rule, subject, Verdict(Status.NOT_ASSESSED, reason), why)


def finding_id(check_id: str, subject: Resource, parameters: str = "") -> str:
    """The first 128 bits of SHA-256 over the identity of a finding; names, order and time do not enter it."""
    identity = (check_id, subject.account_id, subject.region, subject.arn, subject.part, parameters)
    as_json = f"[{', '.join(map(encode_basestring_ascii, identity))}]"  # equals json.dumps, in a third of its time
    return hashlib.sha256(as_json.encode()).hexdigest()[:32]
