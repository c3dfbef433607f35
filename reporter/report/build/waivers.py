"""Computes the state of every waiver in a run: whether it is in force, what it covers, and what it covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date
from fnmatch import fnmatchcase

import duckdb

from reporter.model.scope import Scope
from reporter.model.subjects import GLOBAL
from reporter.model.verdicts import Status
from reporter.report.build.part import Part
from reporter.report.model import ASKED, WaiverRow, WaiverState
from reporter.runs import AccountRecord, Manifest, WaiverRecord
from reporter.runs.findings_view import opened

SOON = 30
"""A waiver with this many days left, or fewer, expires soon."""
NAMING = """
    SELECT waiver, status, count(*) FROM findings
    WHERE parameters = '' AND waiver != '' GROUP BY ALL
"""
ANSWERS = """
    SELECT check_id, status = 'NOT_ASSESSED' AS unseen, list(DISTINCT account_id) FROM findings
    WHERE parameters = '' GROUP BY ALL
"""


def waiver_rows(whole: Part, part: Part, beside: duckdb.DuckDBPyConnection | None = None) -> tuple[WaiverRow, ...]:
    """The waivers that concern a part of a run, most urgent first.

    Covered findings are counted in the part; a waiver covers nothing only if that holds for the whole run. Counting in
    an open database saves opening others.
    """
    manifest = whole.manifest
    if not manifest.waivers:
        return ()
    with opened(whole.extract, beside) as connection:
        everywhere, looked = _naming(connection), _Looked.into(connection, manifest)
    with opened(part.extract, beside) as connection:
        here = _naming(connection)
    today = manifest.started.astimezone(UTC).date()
    rows = (
        _row(waiver, _state(waiver, today, everywhere[waiver.id, Status.WAIVED], looked), today, here)
        for waiver in manifest.waivers
        if not part.cut or _concerns(waiver, part, here)
    )
    return tuple(sorted(rows, key=_urgent_first))


def rows_on(waivers: Iterable[WaiverRecord], day: date) -> tuple[WaiverRow, ...]:
    """The waivers as on a day (UTC), without a run: what they cover is not known."""
    rows = (_row(waiver, _state_on(waiver, day), day, Counter()) for waiver in waivers)
    return tuple(sorted(rows, key=_urgent_first))


def _naming(connection: duckdb.DuckDBPyConnection) -> Counter[tuple[str, str]]:
    """The number of findings that name a waiver, by waiver id and status."""
    return Counter({(id_, status): count for id_, status, count in connection.execute(NAMING).fetchall()})


@dataclass(frozen=True, slots=True)
class _Looked:
    """Where a run looked, to tell a waiver that covers nothing from one whose resources were not assessed."""

    accounts: tuple[AccountRecord, ...]
    answered: Mapping[str, AbstractSet[str]]
    """By check: the accounts in which it assessed something."""
    unseen: Mapping[str, AbstractSet[str]]
    """By check: the accounts in which it could not assess everything."""

    @classmethod
    def into(cls, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> _Looked:
        """Where a run looked."""
        checks = [rule.check_id for rule in manifest.rules if not rule.parameters]
        by_sight: dict[bool, dict[str, AbstractSet[str]]] = {
            unseen: dict.fromkeys(checks, frozenset()) for unseen in (False, True)
        }
        for check_id, unseen, ids in connection.execute(ANSWERS).fetchall():
            by_sight[unseen][check_id] = frozenset(ids)
        accounts = tuple(account for account in manifest.accounts if account.state in ASKED)
        return cls(accounts, by_sight[False], by_sight[True])

    def at_all_of(self, scope: Scope) -> bool:
        """Whether everything that a scope names was requested, and everything that it matches was assessed."""
        meant = [account for account in self.accounts if scope.enters(account.id, account.ou)]
        checks = [check_id for check_id in self.answered if scope.asks(check_id)]
        regions = {GLOBAL}.union(*(account.regions for account in meant))
        ids = {account.id for account in meant}
        return (
            bool(ids and checks)
            and ids.issuperset(scope.accounts)
            and _all_met(scope.checks, checks)
            and _all_met(scope.regions, regions)
            and all(ids <= self.answered[check] and ids.isdisjoint(self.unseen[check]) for check in checks)
        )


def _all_met(patterns: Iterable[str], names: Collection[str]) -> bool:
    return all(any(fnmatchcase(name, pattern) for name in names) for pattern in patterns)


def _state(waiver: WaiverRecord, today: date, covers: int, looked: _Looked) -> WaiverState:
    state = _state_on(waiver, today)
    if covers or state in (WaiverState.EXPIRED, WaiverState.NOT_YET):
        return state
    return WaiverState.COVERS_NOTHING if looked.at_all_of(waiver.scope) else WaiverState.NOT_SEEN


def _state_on(waiver: WaiverRecord, day: date) -> WaiverState:
    if waiver.expires < day:
        return WaiverState.EXPIRED
    if not waiver.holds_on(day):
        return WaiverState.NOT_YET
    return WaiverState.EXPIRES_SOON if (waiver.expires - day).days <= SOON else WaiverState.IN_FORCE


def _row(waiver: WaiverRecord, state: WaiverState, today: date, naming: Counter[tuple[str, str]]) -> WaiverRow:
    return WaiverRow(
        id=waiver.id,
        state=state,
        scope=waiver.scope.described,
        reason=waiver.reason,
        owner=waiver.owner,
        approver=waiver.approver,
        ticket=waiver.ticket,
        starts=waiver.starts,
        expires=waiver.expires,
        days_left=(waiver.expires - today).days,
        covers=naming[waiver.id, Status.WAIVED],
        failing_again=naming[waiver.id, Status.FAIL],
    )


def _concerns(waiver: WaiverRecord, part: Part, naming: Counter[tuple[str, str]]) -> bool:
    """Whether a finding of the part names the waiver, or a whole account of the part is in its scope."""
    named = naming[waiver.id, Status.WAIVED] or naming[waiver.id, Status.FAIL]
    own = (account for account in part.manifest.accounts if part.cut.owns(account))
    return bool(named) or any(waiver.scope.enters(account.id, account.ou) for account in own)


def _urgent_first(row: WaiverRow) -> tuple[int, date, str]:
    return list(WaiverState).index(row.state), row.expires, row.id
