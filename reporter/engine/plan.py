"""The plan of a scan of one account: the collectors that the checks need, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from reporter.engine.collector import Collector, collector_of, is_collected, is_given, name_of
from reporter.engine.inventory import Sought
from reporter.engine.operations import Asker
from reporter.engine.shared import OrganizationWide
from reporter.engine.signature import Input, Need, SignatureError, location
from reporter.model.given import Organization, OwnOrganization
from reporter.model.subjects import Account, Region, Resource

NO_SETTINGS: Mapping[type, Sought] = MappingProxyType({})
Places: TypeAlias = frozenset[type[Resource]]
"""The kinds of resources of which a region must have one, or may have one; none: everywhere."""
IN_EVERY_REGION: Places = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """Each wanted kind once, parents first; the collectors of one level do not depend on each other."""

    levels: tuple[tuple[Collector, ...], ...]
    late: frozenset[type] = frozenset()
    """The kinds that depend on what other accounts own, and are derived when that is known."""
    sought: Mapping[type, Sought] = field(default_factory=dict)
    """By kind: what its collector is to look for, where settings decide that."""
    only_where: Mapping[type, Places] = field(default_factory=dict)
    """By kind, for those that are not read in every region: where they are."""

    @property
    def everywhere(self) -> Plan:
        """The plan that reads all kinds in every region, whether or not something needs the answer."""
        return replace(self, only_where={})

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
    wanted: dict[type, Places] = field(default_factory=dict)
    """All kinds that must be read, and where."""
    depths: dict[type, int] = field(default_factory=dict)
    late: set[type] = field(default_factory=set)

    def want(self, kind: type, places: Places = IN_EVERY_REGION) -> None:
        """Add a kind, and all kinds that it depends on, in these places."""
        asked = self._asked(kind)
        together = _together(self.wanted.get(asked), places)
        if is_given(asked) or self.wanted.get(asked) == together:
            return
        self.wanted[asked] = together
        collector = collector_of(asked)
        # What is known of an account rests on all its regions.
        inside = IN_EVERY_REGION if collector.about is Account else together
        self.want(collector.about, inside)
        for wanted in collector.inputs:
            if not wanted.if_read:
                self._want_input(wanted, inside)

    def _want_input(self, wanted: Input, places: Places) -> None:
        """Add what an input of a collector depends on; a mark of its own holds in place of that of the collector."""
        if wanted.only_where:
            self.want(wanted.only_where.kind)
        own = frozenset({wanted.only_where.kind}) if wanted.only_where else places
        for kind in wanted.kinds_of(owner=self.owner):
            self.want(kind, own)

    def depth(self, kind: type) -> int:
        """The number of answers that must be there before this kind can be read; -1 if it need not be read."""
        asked = self._asked(kind)
        if asked not in self.wanted:
            return -1
        if asked not in self.depths:
            collector = collector_of(asked)
            needed = (kind for wanted in collector.inputs for kind in wanted.kinds_of(owner=self.owner))
            self.depths[asked] = 1 + max(map(self.depth, (collector.about, *needed, *self.places_of(collector))))
            self._note_if_late(collector)
        return self.depths[asked]

    def places_of(self, collector: Collector) -> Places:
        """Where a list of regions is read; everything else follows from what was listed."""
        return self.wanted[collector.gives] if collector.takes_aws and collector.about is Region else IN_EVERY_REGION

    def _asked(self, kind: type) -> type:
        """The kind that must be read where a kind is wanted."""
        unknown = kind is Organization and not self.organization_known and is_collected(OwnOrganization)
        return OwnOrganization if unknown else kind

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
    kinds: Iterable[type | Need],
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
    for each in kinds:
        need = each if isinstance(each, Need) else Need(each)
        planner.want(need.kind, frozenset({need.where}) if need.where else IN_EVERY_REGION)
    height = 1 + max(map(planner.depth, planner.wanted), default=-1)
    levels: list[list[Collector]] = [[] for _ in range(height)]
    for kind in sorted(planner.wanted, key=name_of):
        levels[planner.depth(kind)].append(collector_of(kind))
    places = {kind: planner.places_of(collector_of(kind)) for kind in planner.wanted}
    return Plan(
        tuple(map(tuple, levels)),
        frozenset(planner.late),
        dict(_sought(planner.wanted, sought)),
        {kind: where for kind, where in places.items() if where},
    )


def _together(before: Places | None, now: Places) -> Places:
    """Where a kind is read that is needed twice; None: it was not needed before."""
    if before is None:
        return now
    return before | now if before and now else IN_EVERY_REGION


def _sought(kinds: Iterable[type], chosen: Mapping[type, Sought]) -> Iterator[tuple[type, Sought]]:
    for collector in map(collector_of, kinds):
        if collector.settings:
            defaults = {name: setting.default for name, setting in collector.settings.items()}
            yield collector.gives, {**defaults, **chosen.get(collector.gives, {})}
