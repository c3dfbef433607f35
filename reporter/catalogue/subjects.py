"""What a new check judges: a kind that is collected already, or one that its author has to collect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from keyword import iskeyword
from typing import Any

from reporter.config.file.mistakes import nearest
from reporter.engine.collector import collected_kinds
from reporter.model.errors import UserError
from reporter.model.subjects import Account, Region, Resource

SAMPLES = {
    "None": "None",
    "frozenset": "frozenset()",
    "tuple": "()",
    "datetime": "datetime(2026, 1, 1, tzinfo=UTC)",
    "str": '""',
    "bool": "False",
    "int": "0",
}
"""By a word of the annotation, tried in this order: Python that makes a value of it."""

PART_OF = {"vpc": "ec2"}
"""Services of checks whose kinds AWS names after another service."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The class that a check judges, as far as its text needs it."""

    name: str
    """For example `AccessKey`."""
    module: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """Its own required fields, with Python that makes a value of each; empty where that takes an author."""

    @property
    def parameter(self) -> str:
        """What a check calls it, for example `access_key`."""
        word = joined(self.name, "_")
        return f"{word}_" if iskeyword(word) else word

    @property
    def plural(self) -> str:
        """What the module is called that lists it, for example `access_keys`."""
        ending = "es" if self.name.endswith(("s", "x")) else "s"
        word = joined(self.name, "_")
        return f"{word[:-1]}ies" if re.search("[^aeiou]y$", word) else f"{word}{ending}"

    @property
    def topic(self) -> str:
        """The module of the service that it belongs to, where the author names none."""
        return self.parameter if self.module == "reporter.api" else self.module.rpartition(".")[2]

    @property
    def package(self) -> str:
        """The folder of the service that collects it; empty for accounts and regions."""
        return self.module.removeprefix("reporter.aws.").partition(".")[0] if self.module != "reporter.api" else ""

    @property
    def is_dated(self) -> bool:
        """Whether a value of it takes a moment."""
        return any("datetime" in value for value in self.fields.values())


def find_subject(service: str, name: str, wanted: str) -> Subject:
    """The kind that is asked for, or else the one of the service the name begins with, its first, or the account."""
    kinds = _kinds(service)
    if wanted and wanted not in kinds:
        raise UserError(f"nothing is collected that is called '{wanted}'; {nearest(wanted, kinds, _known(kinds))}")
    if wanted:
        return _of(kinds[wanted])
    of_service = [kind for kind in kinds.values() if _belongs(kind, service)]
    return _of(next(iter([*_named_in(service, name, kinds), *of_service]), Account))


def new_subject(service: str, name: str, wanted: str, module: str) -> Subject | None:
    """The kind that has to be collected for a check of this name; None where one is collected already.

    `module` is where it is written, with `{}` for the topic that its name gives.
    """
    kinds = _kinds(service)
    if wanted in kinds or (not wanted and _named_in(service, name, kinds)):
        return None
    wanted = wanted or name.partition("-")[0].capitalize()
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", wanted):
        raise UserError(f"'{wanted}' cannot be the name of a class; write it as AccessKey is written")
    return Subject(wanted, module.format(Subject(wanted, "").plural))


def _kinds(service: str) -> dict[str, type[Resource]]:
    """All kinds by name; of two with one name, that of the service."""
    every: list[type[Resource]] = [Account, *collected_kinds()]
    return {kind.__name__: kind for kind in sorted(every, key=lambda kind: _belongs(kind, service))}


def _belongs(kind: type[Resource], service: str) -> bool:
    """Whether a kind is one of the service, as its name in AWS says."""
    return f"::{PART_OF.get(service, service)}::" in kind.kind.lower()


def _named_in(service: str, name: str, kinds: Mapping[str, type[Resource]]) -> list[type[Resource]]:
    """The kinds of the service, the account and regions that a name begins with, those of the longest names first."""
    near = [kind for kind in kinds.values() if kind in (Account, Region) or _belongs(kind, service)]
    said = [kind for kind in near if f"{name}-".startswith(joined(kind.__name__, "-") + "-")]
    return sorted(said, key=lambda kind: -len(kind.__name__))


def _known(kinds: Iterable[str]) -> str:
    return f"known are: {', '.join(sorted(kinds))}"


def joined(camel_case: str, joint: str) -> str:
    """`AccessKey` as `access_key` or `access-key`."""
    return re.sub(r"(?<!^)(?=[A-Z])", joint, camel_case).lower()


def _of(kind: type[Resource]) -> Subject:
    home = "reporter.api" if kind in (Account, Region) else kind.__module__
    return Subject(kind.__name__, home, {one.name: _sample(str(one.type)) for one in fields(kind) if _is_required(one)})


def _is_required(one: Field[Any]) -> bool:
    given_by_the_test = one.name in ("account_id", "region", "arn")
    return not given_by_the_test and one.default is MISSING and one.default_factory is MISSING


def _sample(annotation: str) -> str:
    """Python that makes some value of a type; empty where that takes an author."""
    words = re.findall(r"\w+", annotation)
    return next((value for word, value in SAMPLES.items() if word in words), "")
