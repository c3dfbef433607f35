"""Finds mistakes in a configuration whose values are each well formed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from reporter.config.file.accounts_schema import ROLE, RoleShape
from reporter.config.file.delivery_contradictions import delivery_contradictions
from reporter.config.file.mistakes import Location, Problem
from reporter.config.file.schema import File
from reporter.config.file.scope_schema import owner_contradictions
from reporter.config.file.values import FORMS, S3_URL, inside, is_url, place_in
from reporter.config.settings import AssumedRole

CHAIN_LIMIT = 60
"""The longest session, in minutes, of a role that is assumed by another role; AWS sets this limit."""


def contradictions(file: File, folder: Path) -> Iterator[Problem]:
    """Values that contradict each other, and folders that do not exist."""
    yield from _sources(file)
    yield from _roles(file)
    yield from owner_contradictions(file.owners)
    yield from delivery_contradictions(file.deliver, folder)
    yield from _urls(file)
    for position, place in enumerate(file.follow_up):
        if isinstance(path := place_in(folder, place), Path) and not path.exists():
            yield ("follow_up", position), f"there is no {path}", "correct the path; an empty folder is enough"
    for section in ("checks", "frameworks"):
        paths = inside(folder, getattr(file, section).folders)
        for position, path in enumerate(paths):
            if not path.is_dir():
                yield (section, "folders", position), f"there is no folder {path}", "make it, or correct the path"


def _urls(file: File) -> Iterator[Problem]:
    output = file.output
    places = {("output", "runs"): output.runs} | {("follow_up", at): place for at, place in enumerate(file.follow_up)}
    what, remedy = FORMS[S3_URL]
    for location, place in places.items():
        if is_url(place) and not re.search(S3_URL, place):
            yield location, f"'{place}' is not {what}", remedy
    if output.runs_kms_key and not is_url(output.runs):
        yield (
            ("output", "runs_kms_key"),
            "is not used: the runs are on this machine",
            "drop it, or give runs an s3:// URL",
        )


def _sources(file: File) -> Iterator[Problem]:
    accounts = file.accounts
    if not (accounts.list or accounts.organization or accounts.profiles or accounts.current):
        yield ("accounts",), "names no account", "give list, organization or profiles, or set current: true"
    if accounts.through_role and not (accounts.profiles or accounts.current):
        what = "is not used: accounts of list and organization are entered through the role anyway"
        yield ("accounts", "through_role"), what, "drop it, or give profiles, or set current: true"
    for id_, times in Counter(account.id for account in accounts.list).items():
        if times > 1:
            yield ("accounts", "list"), f"names {id_} {times} times", "keep one entry for each account"


def _roles(file: File) -> Iterator[Problem]:
    common = file.role.over(ROLE)
    yield from _role_problems(("role",), file.role, common, "{account}")
    for position, account in enumerate(file.accounts.list):
        if account.role:
            location = ("accounts", "list", position, "role")
            yield from _role_problems(location, account.role, account.role.over(common), account.id)


def _role_problems(location: Location, shape: RoleShape, role: AssumedRole, account_id: str) -> Iterator[Problem]:
    given = shape.model_fields_set
    for name in ("name", "path"):
        if {"arn", name} <= given and f"{{{name}}}" not in role.arn:
            yield (*location, name), "is not used: 'arn' stands for the whole", f"drop it, or put {{{name}}} in the ARN"
    if "arn" in given and role.arn.split(":")[4] not in ("{account}", account_id):
        yield (*location, "arn"), "leads into another account", "write {account} where the account id stands"
    if role.first_hop and role.duration_minutes > CHAIN_LIMIT:
        what = f"is {role.duration_minutes}, but a role that is reached over first_hop lasts {CHAIN_LIMIT} minutes"
        yield (*location, "duration_minutes"), what, f"write {CHAIN_LIMIT} or less"
