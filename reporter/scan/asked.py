"""The request of a run, saved as data: no code, host, path or secret is taken from a run folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from reporter.accounts import Accounts, Target
from reporter.config.delivery import Deliver
from reporter.config.file.values import ACCOUNT_ID, REGION
from reporter.config.formats import ALL_FORMATS
from reporter.config.settings import AccountSources, AssumedRole, Limits, Settings
from reporter.model.encoding import from_json, to_json

DEFAULTS = Settings()
PARTITIONS = frozenset({"aws", "aws-us-gov", "aws-cn"})
MOST = Limits(processes=64, accounts_in_flight=1000, calls_in_flight=1000, account_seconds=86_400)
"""The largest limits that a configuration may set."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The settings, including command line options, and the accounts that were found."""

    settings: Settings
    accounts: Accounts
    needs: tuple[str, ...] = ()
    """Names of settings that are not saved and not taken from a run: a configuration must give them again."""

    def saved(self) -> bytes:
        """The request as JSON, without settings that name code, hosts, paths or secrets."""
        accounts = replace(self.accounts, targets=tuple(map(_without_secret, self.accounts.targets)))
        kept = Asked(as_kept(self.settings), accounts, tuple(needs_of(self.settings)))
        return msgspec.json.format(to_json(msgspec.to_builtins(kept, enc_hook=_path_as_text)), indent=1)

    @classmethod
    def load(cls, content: bytes) -> Asked:
        """The request from saved JSON; older versions saved all settings. Raises one of `UNDECODABLE`."""
        asked = from_json(content, cls, _path_of_text)
        needs = dict.fromkeys((*needs_of(asked.settings), *(one for one in asked.needs if one in NEEDS)))
        return replace(asked, settings=as_kept(asked.settings), needs=tuple(needs))

    def data(self) -> Settings:
        """The settings usable without a configuration: defaults replace what names roles, profiles or hosts."""
        kept = self.settings
        listed = tuple(replace(one, role=None) for one in kept.accounts.listed)
        accounts = replace(kept.accounts, listed=listed, profiles=())
        return replace(kept, accounts=accounts, role=DEFAULTS.role, partition="", limits=_bounded(kept.limits))

    def insanities(self) -> Iterator[str]:
        """The values that no scan would have saved; most become part of paths, addresses or requests."""
        settings, accounts = self.settings, self.accounts
        found = [*(one.account for one in accounts.targets), *(one.account for one in accounts.left_out)]
        ids = (*(one.account_id for one in found), *(one.id for one in settings.accounts.listed))
        regions = (*settings.regions.include, *settings.regions.exclude)
        yield from _unlike(ACCOUNT_ID, (*ids, *accounts.organization.account_ids), "account id")
        yield from _unlike(REGION, regions, "region")
        yield from (f"'{one.partition}' is no partition" for one in found if one.partition not in PARTITIONS)
        yield from (f"'{format_}' is no format" for format_ in settings.formats if format_ not in ALL_FORMATS)


def as_kept(settings: Settings) -> Settings:
    """The settings that a run saves: all that decide the findings, without folders and secrets."""
    listed = tuple(replace(one, role=_public(one.role)) for one in settings.accounts.listed)
    return replace(
        settings,
        accounts=replace(settings.accounts, listed=listed),
        role=_public(settings.role) or DEFAULTS.role,
        credentials=DEFAULTS.credentials,
        checks=replace(settings.checks, folders=()),
        frameworks=replace(settings.frameworks, folders=()),
        waivers=(),
        follow_up=(),
        runs=DEFAULTS.runs,
        runs_in_s3="",
        runs_kms_key="",
        signing_key="",
        deliver=Deliver(),
        file=None,
    )


def needs_of(settings: Settings) -> Iterator[str]:
    """The names of settings that a run does not save, or that are not taken from it."""
    found = {
        "accounts": _ways(settings.accounts),
        "role": settings.role != DEFAULTS.role,
        "credentials": settings.credentials != DEFAULTS.credentials,
        "partition": settings.partition,
        "checks.folders": settings.checks.folders,
        "frameworks.folders": settings.frameworks.folders,
        "output.signing_key": settings.signing_key,
        "output.runs_kms_key": settings.runs_kms_key,
        "deliver": settings.deliver,
    }
    return (name for name, said in found.items() if said)


NEEDS = frozenset(
    {"accounts", "role", "credentials", "partition", "checks.folders", "frameworks.folders"}
    | {"output.signing_key", "output.runs_kms_key", "deliver"}
)


def _ways(sources: AccountSources) -> bool:
    """Whether account sources name roles or profiles of their own."""
    return bool(sources.profiles or any(one.role for one in sources.listed))


def _without_secret(target: Target) -> Target:
    return replace(target, role=_public(target.role))


def _public(role: AssumedRole | None) -> AssumedRole | None:
    """The role without its external id, which is a secret between the role and those who assume it."""
    return replace(role, external_id="") if role else None


def _bounded(limits: Limits) -> Limits:
    """The limits, capped by the defaults of this machine or by the largest that a configuration may set."""
    own = DEFAULTS.limits
    return Limits(
        processes=_within(limits.processes, max(own.processes, MOST.processes)),
        accounts_in_flight=_within(limits.accounts_in_flight, max(own.accounts_in_flight, MOST.accounts_in_flight)),
        calls_in_flight=_within(limits.calls_in_flight, max(own.calls_in_flight, MOST.calls_in_flight)),
        account_seconds=_within(int(limits.account_seconds), int(MOST.account_seconds)),
    )


def _within(number: int, most: int) -> int:
    return max(1, min(number, most))


def _unlike(pattern: str, texts: Iterable[str], what: str) -> Iterator[str]:
    return (f"'{text}' is no {what}" for text in texts if not re.fullmatch(pattern.strip("^$"), text))


def _path_as_text(path: Path) -> str:
    """The path as text; it is absolute, since a run may be resumed from another folder."""
    return str(path)


def _path_of_text(_: type, text: Any) -> Path:
    return Path(text)
