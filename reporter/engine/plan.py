"""The plan of a scan of one account: the collectors that the checks need, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from reporter.engine.collector import Collector, collector_of, is_collected, is_given, name_of
from reporter.engine.inventory import Sought
from reporter.engine.operations import Asker
from reporter.engine.shared import OrganizationWide
from reporter.engine.signature import Input, SignatureError, location
from reporter.model.given import Organization, OwnOrganization

NO_SETTINGS: Mapping[type, Sought] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Plan:
    """Each wanted kind once, parents first; the collectors of one level do not depend on each other."""

    levels: tuple[tuple[Collector, ...], ...]
    late: frozenset[type] = frozenset()
    """The kinds that depend on what other accounts own, and are derived when that is known."""
    sought: Mapping[type, Sought] = field(default_factory=dict)
    """By kind: what its collector is to look for, where settings decide that."""

    @property
    def actions(self) -> frozenset[str]:
        """The IAM actions that the plan spends: the least-privilege policy."""
        return frozenset(action for asker in self.askers for action in asker.actions)

    @property
    def askers(self) -> tuple[Asker, ...]:
        """The senders of requests, each with its actions and operations."""
        return tuple(collector.asker for level in self.levels for collector in level if collector.takes_aws)

    @property
    def shared_kinds(self) -> frozenset[type[OrganizationWide]]:
        """The organisation-wide kinds that its collectors need from all accounts."""
        inputs = (wanted for level in self.levels for collector in level for wanted in collector.inputs)
        return frozenset(wanted.kind for wanted in inputs if wanted.shared)


@dataclass(slots=True)
class _Planner:
    owner: bool
    organization_known: bool
    wanted: set[type] = field(default_factory=set)
    """All kinds that must be read."""
    depths: dict[type, int] = field(default_factory=dict)
    late: set[type] = field(default_factory=set)

    def want(self, kind: type) -> None:
        """Add a kind, and all kinds that it depends on."""
        asked = self._asked(kind)
        if asked in self.wanted or is_given(asked):
            return
        self.wanted.add(asked)
        collector = collector_of(asked)
        self.want(collector.about)
        for wanted in collector.inputs:
            for needed in () if wanted.if_read else self._needed(wanted):
                self.want(needed)

    def depth(self, kind: type) -> int:
        """The number of answers that must be there before this kind can be read; -1 if it need not be read."""
        asked = self._asked(kind)
        if asked not in self.wanted:
            return -1
        if asked not in self.depths:
            collector = collector_of(asked)
            needed = (kind for wanted in collector.inputs for kind in self._needed(wanted))
            self.depths[asked] = 1 + max(map(self.depth, (collector.about, *needed)))
            self._note_if_late(collector)
        return self.depths[asked]

    def _asked(self, kind: type) -> type:
        """The kind that must be read where a kind is wanted."""
        unknown = kind is Organization and not self.organization_known and is_collected(OwnOrganization)
        return OwnOrganization if unknown else kind

    def _needed(self, wanted: Input) -> tuple[type, ...]:
        return wanted.kinds if self.owner or not wanted.shared else wanted.kinds[1:]

    def _note_if_late(self, collector: Collector) -> None:
        """Note a collector that depends on what other accounts own.

        Raises `SignatureError` for one that reads from AWS or gives organisation-wide resources: they cannot wait.
        """
        waits = any(wanted.shared or wanted.kind in self.late for wanted in collector.inputs)
        if not (waits or collector.about in self.late):
            return
        if collector.takes_aws or issubclass(collector.gives, OrganizationWide):
            where = f"{location(collector.function)}: {collector.function.__name__}"
            raise SignatureError(f"{where} depends on what other accounts own, which is known only when all are read")
        self.late.add(collector.gives)


def plan(
    kinds: Iterable[type],
    *,
    owner: bool = True,
    organization_known: bool = False,
    sought: Mapping[type, Sought] = NO_SETTINGS,
) -> Plan:
    """The plan of the collectors that give these kinds and all that they depend on.

    `sought`: what collectors look for in place of their defaults. `owner`: whether the account may own something for
    its organisation; otherwise kinds that only owners have are left out. `organization_known`: whether the account need
    not be asked which organisation it is in.
    """
    planner = _Planner(owner, organization_known)
    for kind in kinds:
        planner.want(kind)
    height = 1 + max(map(planner.depth, planner.wanted), default=-1)
    levels: list[list[Collector]] = [[] for _ in range(height)]
    for kind in sorted(planner.wanted, key=name_of):
        levels[planner.depth(kind)].append(collector_of(kind))
    return Plan(tuple(map(tuple, levels)), frozenset(planner.late), dict(_sought(planner.wanted, sought)))


def _sought(kinds: Iterable[type], chosen: Mapping[type, Sought]) -> Iterator[tuple[type, Sought]]:
    for collector in map(collector_of, kinds):
        if collector.settings:
            defaults = {name: setting.default for name, setting in collector.settings.items()}
            yield collector.gives, {**defaults, **chosen.get(collector.gives, {})}
