"""Writes a new check and its test, so that an author starts from something that runs."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reporter.check import ID_SHAPE
from reporter.collectors import collected_kinds
from reporter.config.mistakes import nearest
from reporter.model import Account, Region, Resource, UserError
from reporter.plugins import load_checks
from reporter.resources import resource_folder

SAMPLES = {
    "None": "None",
    "frozenset": "frozenset()",
    "tuple": "()",
    "datetime": "datetime(2026, 1, 1, tzinfo=UTC)",
    "str": '""',
    "bool": "False",
    "int": "0",
}
"""By a word in the annotation, tried in this order: Python that makes a value of it."""


def new_check(service: str, name: str, subject: str, folder: Path, tests: Path) -> list[Path]:
    """The files written: the check and its test. Raises `UserError` where that is not possible."""
    check_id = f"{service}-{name}"
    if not ID_SHAPE.fullmatch(check_id):
        raise UserError(f"'{check_id}' must look like service-thing-property, in small letters and digits")
    if check_id in {check.id for check in load_checks()}:
        raise UserError(f"there is already a check '{check_id}'; see `reporter checks show {check_id}`")
    words = check_id.replace("-", "_")
    kind = _subject(service, subject)
    names = {
        "check_id": check_id,
        "function": f"{name.replace('-', '_')}_holds",
        "module": f"{folder.name}.{words}",
        "kind": kind.__name__,
        "kind_module": "reporter.api" if kind in (Account, Region) else kind.__module__,
        "subject": kind.__name__.lower(),
        "fields": {field.name: _sample(str(field.type)) for field in fields(kind) if _is_required(field)},
    }
    targets = {folder / f"{words}.py": "check.py.j2", tests / f"test_{words}.py": "test_check.py.j2"}
    for file in targets:
        if file.exists():
            raise UserError(f"{file} is already there; choose another name")
    for file, template in targets.items():
        _write(file, template, names)
    return list(targets)


def _subject(service: str, wanted: str) -> type[Resource]:
    """The kind that is named, or else the first one of the service, or else the account."""
    kinds = {kind.__name__: kind for kind in (Account, Region, *collected_kinds())}
    if wanted:
        if wanted not in kinds:
            raise UserError(f"nothing is collected that is called '{wanted}'; {nearest(wanted, kinds)}")
        return kinds[wanted]
    return next((kind for kind in kinds.values() if kind.kind.lower().split("::")[1] == service), Account)


def _is_required(field: Field[Any]) -> bool:
    given_by_the_test = field.name in ("account_id", "region", "arn")
    return not given_by_the_test and field.default is MISSING and field.default_factory is MISSING


def _sample(annotation: str) -> str:
    """Python that makes some value of a type."""
    return next((value for word, value in SAMPLES.items() if word in annotation), "...")


def _write(file: Path, template: str, names: dict[str, Any]) -> None:
    templates = Environment(  # noqa: S701 - this is Python, not HTML
        loader=FileSystemLoader(resource_folder("templates")), undefined=StrictUndefined, keep_trailing_newline=True
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(templates.get_template(template).render(names), encoding="utf-8")
