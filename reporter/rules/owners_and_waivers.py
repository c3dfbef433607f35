"""Owner rules and waivers: who is responsible for which findings, and which failures are accepted until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC

from msgspec.structs import replace

from reporter.config.settings import OwnerRule
from reporter.engine.inventory import Inventory
from reporter.engine.judge import Rule, judge
from reporter.model.finding import Finding
from reporter.model.subjects import Account, Resource
from reporter.model.verdicts import Status
from reporter.runs import WaiverRecord


@dataclass(frozen=True, slots=True)
class OwnersAndWaivers:
    """The owner rules and waivers of a configuration, in its order: the first of each that covers a finding decides."""

    owners: tuple[OwnerRule, ...] = ()
    waivers: tuple[WaiverRecord, ...] = ()

    def judged(self, inventory: Inventory, rules: Iterable[Rule]) -> list[Finding]:
        """The findings of rules about an inventory, each with its owner and its waiver."""
        findings = judge(inventory, rules)
        if not (self.owners or self.waivers):
            return findings
        case = _Case(inventory.account, _tags_by_arn(inventory))
        day = inventory.now.at.astimezone(UTC).date()
        holding = [waiver for waiver in self.waivers if waiver.holds_on(day)]
        expired = [waiver for waiver in self.waivers if waiver.expires < day]
        owned = (case.owned(finding, self.owners) for finding in findings)
        return [case.waived(finding, holding, expired) for finding in owned]


@dataclass(frozen=True, slots=True)
class _Case:
    """One account, with the tags by which owner rules and waivers are matched."""

    account: Account
    tags: Mapping[str, Mapping[str, str]]
    """By ARN, those of the account included."""

    def owned(self, finding: Finding, rules: Iterable[OwnerRule]) -> Finding:
        name = next((rule.name for rule in rules if not rule.scope.is_empty and self._meets(rule, finding)), "")
        return replace(finding, owner=name) if name not in ("", self.account.owner) else finding

    def waived(self, finding: Finding, holding: Iterable[WaiverRecord], expired: Iterable[WaiverRecord]) -> Finding:
        """A failure that was covered until its waiver expired still fails, and names the waiver."""
        if finding.status is not Status.FAIL:
            return finding
        for status, waivers in ((Status.WAIVED, holding), (Status.FAIL, expired)):
            for waiver in waivers:
                if self._meets(waiver, finding):
                    return replace(finding, status=status, waiver=waiver.id)
        return finding

    def _meets(self, agreed: OwnerRule | WaiverRecord, finding: Finding) -> bool:
        return agreed.scope.covers(finding, self.account, self.tags.get(finding.arn, self.account.tags))


def _tags_by_arn(inventory: Inventory) -> dict[str, dict[str, str]]:
    """A resource has the tags of its account too, unless it has its own of that key."""
    found: dict[str, dict[str, str]] = {}
    for resource in _resources(inventory):
        if resource.tags:
            found.setdefault(resource.arn, {**inventory.account.tags}).update(resource.tags)
    return found


def _resources(inventory: Inventory) -> Iterator[Resource]:
    for listings in inventory.answers.values():
        for answer in listings.values():
            yield from answer if isinstance(answer, tuple) else ()
    for asides in inventory.asides.values():
        for aside in asides.values():
            yield from aside.unread
