"""Writes a new check and its test, so that an author starts from something that runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reporter.config.file.mistakes import nearest
from reporter.engine.check import ID_SHAPE
from reporter.engine.collector import collected_kinds
from reporter.engine.loader import load_checks
from reporter.model.errors import UserError
from reporter.model.subjects import Account, Region, Resource
from reporter.system.package_data import resource_folder

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


def new_check(service: str, name: str, subject: str, folder: Path, tests: Path) -> tuple[Path, Path]:
    """The files written: the check and its test. Raises `UserError` where that is not possible."""
    check_id = f"{service}-{name}"
    _refuse_bad_id(check_id)
    words = check_id.replace("-", "_")
    check, test = folder / f"{words}.py", tests / f"test_{words}.py"
    for file in (check, test):
        if file.exists():
            raise UserError(f"{file} is already there; choose another name")
    module = f"{_package(folder)}.{words}"
    named = _names(check_id, f"{name.replace('-', '_')}_holds", module, _subject(service, name, subject))
    _write(check, "check.py.j2", named)
    _write(test, "test_check.py.j2", named)
    return check, test


def _refuse_bad_id(check_id: str) -> None:
    if not ID_SHAPE.fullmatch(check_id):
        raise UserError(f"'{check_id}' must look like service-thing-property, in small letters and digits")
    if check_id in {check.id for check in load_checks()}:
        raise UserError(f"there is already a check '{check_id}'; see `reporter checks show {check_id}`")


def _package(folder: Path) -> str:
    """What a test has to import from, when it is run where the command was."""
    if folder.name == "checks" and not (folder / "__init__.py").exists():
        raise UserError(f"{folder} would be hidden by the built-in checks; name a folder of your own with --folder")
    here = Path.cwd()
    parts = folder.resolve().relative_to(here).parts if folder.resolve().is_relative_to(here) else (folder.name,)
    for part in parts:
        if not part.isidentifier():
            raise UserError(f"a test cannot import from {folder}; name it in letters, digits and _ only")
    return ".".join(parts)


def _subject(service: str, name: str, wanted: str) -> type[Resource]:
    """The kind that is asked for, or else the one the name begins with, the first of the service, or the account."""
    every: list[type[Resource]] = [Account, *collected_kinds()]
    kinds = {kind.__name__: kind for kind in every}
    if wanted and wanted not in kinds:
        raise UserError(f"nothing is collected that is called '{wanted}'; {nearest(wanted, kinds, _known(kinds))}")
    if wanted:
        return kinds[wanted]
    said = [kind for word, kind in kinds.items() if f"{name}-".startswith(_joined(word, "-") + "-")]
    of_service = [kind for kind in kinds.values() if f"::{service}::" in kind.kind.lower()]
    return next(iter([*sorted(said, key=lambda kind: -len(kind.__name__)), *of_service]), Account)


def _known(kinds: Iterable[str]) -> str:
    return f"known are: {', '.join(sorted(kinds))}"


def _joined(camel_case: str, joint: str) -> str:
    """`AccessKey` as `access_key` or `access-key`."""
    return re.sub(r"(?<!^)(?=[A-Z])", joint, camel_case).lower()


def _names(check_id: str, function: str, module: str, kind: type[Resource]) -> dict[str, Any]:
    """Everything that stands in the templates."""
    home = "reporter.api" if kind in (Account, Region) else kind.__module__
    needs = {field.name: _sample(str(field.type)) for field in fields(kind) if _is_required(field)}
    return {
        "check_id": check_id,
        "function": function,
        "kind": kind.__name__,
        "subject": _joined(kind.__name__, "_"),
        "fields": needs,
        "dated": any("datetime" in value for value in needs.values()),
        "check_imports": _imports([(home, kind.__name__), *(("reporter.api", word) for word in API_WORDS)]),
        "test_imports": _imports([(home, kind.__name__), ("reporter.api", "Status"), (module, function)]),
    }


API_WORDS = ("Severity", "Verdict", "check", "failed", "passed")


def _imports(wanted: Iterable[tuple[str, str]]) -> list[str]:
    """Import statements, sorted as ruff would sort them."""
    by_module: dict[str, list[str]] = {}
    for module, word in sorted(wanted):
        by_module.setdefault(module, []).append(word)
    return [f"from {module} import {', '.join(words)}" for module, words in by_module.items()]


def _is_required(field: Field[Any]) -> bool:
    given_by_the_test = field.name in ("account_id", "region", "arn")
    return not given_by_the_test and field.default is MISSING and field.default_factory is MISSING


def _sample(annotation: str) -> str:
    """Python that makes some value of a type; empty where that takes an author."""
    words = re.findall(r"\w+", annotation)
    return next((value for word, value in SAMPLES.items() if word in words), "")


def _write(file: Path, template: str, names: dict[str, Any]) -> None:
    templates = Environment(  # noqa: S701 - this is Python, not HTML
        loader=FileSystemLoader(resource_folder("templates")), undefined=StrictUndefined, keep_trailing_newline=True
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(templates.get_template(template).render(names), encoding="utf-8")
