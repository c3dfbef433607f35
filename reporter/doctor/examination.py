"""Examines the machine, the access, the delivery and every account."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir

from reporter.accounts import Accounts, Target, narrow
from reporter.config.settings import Settings
from reporter.doctor.access import (
    entered,
    examine_accounts,
    examine_credentials,
    held_to_plan,
    name_of,
    not_entered,
    profiles_of,
)
from reporter.doctor.delivery import examine_delivery
from reporter.doctor.diagnosis import Diagnosis, DiagnosisState, Examined
from reporter.doctor.machine import FreeSpace, examine_clock, examine_folder, examine_versions, free_space
from reporter.doctor.permissions import (
    SIMULATION,
    Permissions,
    Sample,
    examine_permissions,
    examine_regions,
    simulate,
    try_reads,
)
from reporter.doctor.reporting import TO_THE_PROJECT
from reporter.engine.plan import Plan
from reporter.engine.shield import Crash, shielded
from reporter.model.answers import ReasonCode
from reporter.model.given import Scanned, ScanTime
from reporter.model.refusals import Refused
from reporter.sessions import Prepare, Reader, Sessions
from reporter.sessions.vitals import ClockWatch


@dataclass(frozen=True, slots=True)
class Doctor:
    """Examines what a scan with this plan would need."""

    settings: Settings
    plan: Plan
    sessions: Sessions
    clock: ClockWatch
    """Measures the clock; it prepares the sessions."""
    now: datetime
    free_space: FreeSpace = free_space
    prepare: Prepare | None = None
    """Prepares the session of our own account."""
    services: tuple[str, ...] = ()
    """Service principals whose delegated administrators must be known."""
    watcher: Examined | None = None
    """Receives the progress."""

    def examine(self, only_accounts: Iterable[str] = ()) -> list[Diagnosis]:
        """All diagnoses, or those of the named accounts only; raises `AccountsUnknown` for an unknown account."""
        machine = [examine_versions(), examine_folder(self._folder, self.free_space)]
        profiles = profiles_of(self.settings)
        base = [examine_credentials(profile, self.settings, self.sessions, self.now) for profile in profiles]
        found = [*machine, examine_clock(self.clock.ahead), *base, *examine_delivery(self.settings, self.prepare)]
        return found + self._accounts(only_accounts) if all(one.harmless for one in base) else found

    @property
    def _folder(self) -> Path:
        """The folder that needs free space; runs in S3 are written to a local copy first."""
        return Path(gettempdir()) if self.settings.runs_in_s3 else self.settings.runs

    def _accounts(self, only: Iterable[str]) -> list[Diagnosis]:
        accounts, diagnosis = examine_accounts(self.settings, self.sessions, self.services)
        if not accounts:
            return [diagnosis]
        chosen = tuple(only)
        if chosen:
            accounts = narrow(accounts, chosen)
        limits = self.settings.limits
        if self.watcher:
            self.watcher.started(len(accounts.targets), lambda: self.sessions.calls_made)
        with ThreadPoolExecutor(limits.accounts_in_flight) as crew, ThreadPoolExecutor(limits.calls_in_flight) as calls:
            each = _AccountExamination(self, accounts, calls)
            return [diagnosis, *(one for found in crew.map(each.watched, accounts.targets) for one in found)]


@dataclass(frozen=True, slots=True)
class _AccountExamination:
    """Examines accounts, with the inputs they have in common."""

    doctor: Doctor
    accounts: Accounts
    calls: Executor

    def watched(self, target: Target) -> list[Diagnosis]:
        """The diagnoses of an account, whose examination the watcher sees."""
        watcher = self.doctor.watcher
        if not watcher:
            return self.examine(target)
        watcher.entered(target)
        found = self.examine(target)
        watcher.examined(target)
        return found

    def examine(self, target: Target) -> list[Diagnosis]:
        """The diagnoses of an account; one that says so if the examination fails."""
        found = shielded(lambda: self._examined(target), f"the examination of {target.account.account_id}")
        id_ = target.account.account_id
        if not isinstance(found, Crash):
            return [replace(one, account=id_) for one in found]
        answer = f"the examination failed: {found}"
        question = "examination completes"
        return [Diagnosis(name_of(target), question, DiagnosisState.UNKNOWN, answer, TO_THE_PROJECT, id_)]

    def _examined(self, target: Target) -> list[Diagnosis]:
        doctor, caller_arn = self.doctor, self.accounts.caller.arn
        askers = (*doctor.plan.askers, SIMULATION)
        try:
            aws = doctor.sessions.enter(target.account, target.role, target.profile, askers)
        except Refused as refused:
            return [not_entered(target, caller_arn, refused.unavailable)]
        held = held_to_plan(target, narrowed=aws.narrowed)
        return [entered(target, aws.caller_arn), *held, *self._read(target, aws)]

    def _read(self, target: Target, aws: Reader) -> list[Diagnosis]:
        sample = Sample(target.account, ScanTime(self.doctor.now), self.accounts.organization)
        sample.scanned = Scanned(frozenset(one.account.account_id for one in self.accounts.targets))
        permissions = try_reads(self.doctor.plan, aws, sample, self.calls)
        simulated = _simulated(target, aws, permissions.untried)
        subject = name_of(target)
        return [
            *self._sessions_not_opened(target, permissions),
            *examine_permissions(subject, permissions, simulated),
            *examine_regions(subject, sample.regions),
        ]

    def _sessions_not_opened(self, target: Target, permissions: Permissions) -> list[Diagnosis]:
        """The first session that STS refused, as one diagnosis; an account is read in several sessions."""
        refused = [why for why in permissions.refusals if why.reason is ReasonCode.ROLE_NOT_ASSUMABLE]
        question = "all sessions can be opened"
        found = (not_entered(target, self.accounts.caller.arn, why, question) for why in refused[:1])
        return [replace(one, state=DiagnosisState.INCOMPLETE) for one in found]


def _simulated(target: Target, aws: Reader, actions: tuple[str, ...]) -> tuple[str, ...] | None:
    """The actions denied in simulation; None if there is nothing to simulate, no role, or no permission to simulate."""
    if not actions or not target.role:
        return None
    account = target.account
    try:
        return simulate(
            aws.for_question(SIMULATION), target.role.arn_in(account.account_id, account.partition), actions
        )
    except Refused:
        return None
