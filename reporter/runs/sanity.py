"""Checks the content of a manifest: run folders come from others, and their values must be bounded and well-formed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from reporter.model.encoding import UNDECODABLE, from_json
from reporter.model.verdicts import Severity
from reporter.runs.records import AccountRecord, Manifest, RuleRecord

ACCOUNT_ID = re.compile(r"[0-9]{12}")
RUN_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
YEARS = range(1970, 3000)
LONGEST_DUE = 36_500
"""In days."""
SEVERITIES = frozenset(Severity)


def insane(manifest: Manifest) -> str:
    """The first problem of a manifest that no run would write; empty if there is none."""
    return next(_insanities(manifest), "")


def _insanities(manifest: Manifest) -> Iterator[str]:
    """All problems: ids and names become paths, moments are calculated with, settings are decoded."""
    yield from (f"'{one.id}' is no account id" for one in manifest.accounts if not ACCOUNT_ID.fullmatch(one.id))
    for id_ in (manifest.run_id, manifest.judged_from or manifest.run_id):
        if not RUN_ID.fullmatch(id_):
            yield f"'{id_}' is no id of a run"
    yield from (f"'{name}' is no file of a run" for name in _names(manifest) if not is_inside(name))
    yield from (f"{moment} is no moment of a scan" for moment in _moments(manifest) if not _is_moment(moment))
    for days in manifest.due_days.values():
        if not 0 < days <= LONGEST_DUE:
            yield f"{days} days are no time to fix anything in"
    yield from (problem for rule in manifest.rules for problem in _of_rule(rule))


def is_inside(name: str) -> bool:
    """Whether a name leads to a file below the folder."""
    return "\0" not in name and all(part not in ("", ".", "..") for part in name.split("/"))


def _names(manifest: Manifest) -> Iterable[str]:
    return (name for files in (manifest.files, *(one.files for one in manifest.accounts)) for name in files)


def _moments(manifest: Manifest) -> Iterator[datetime]:
    found = (manifest.started, manifest.finished, *(moment for one in manifest.accounts for moment in _times(one)))
    return (moment for moment in found if moment)


def _times(account: AccountRecord) -> tuple[datetime | None, ...]:
    return account.started, account.finished


def _is_moment(moment: datetime) -> bool:
    return moment.tzinfo is not None and moment.year in YEARS


def _of_rule(rule: RuleRecord) -> Iterator[str]:
    if rule.severity not in SEVERITIES:
        yield f"'{rule.severity}' is no severity"
    for text in filter(None, (rule.settings, rule.parameters)):
        if not _is_object(text):
            yield f"the settings of {rule.check_id} are not JSON"


def _is_object(text: str) -> bool:
    try:
        settings: Any = from_json(text.encode(), dict)
    except UNDECODABLE:
        return False
    return isinstance(settings, dict)
