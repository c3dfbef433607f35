"""Writes a new check and its test, and what a new service needs, so that an author starts from something that runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path

from reporter.catalogue.imports import with_imports
from reporter.catalogue.service_stubs import (
    collector_files,
    fact_row,
    further_steps,
    module_of,
    once,
    rendered,
    service_files,
)
from reporter.catalogue.subjects import Subject, find_subject, new_subject
from reporter.engine.check import ID_SHAPE
from reporter.engine.loader import load_checks
from reporter.model.errors import UserError

API_WORDS = ("Severity", "Verdict", "check", "failed", "passed")


@dataclass(frozen=True, slots=True)
class NewCheck:
    """What was written, and what its author does next."""

    files: tuple[Path, ...]
    """Those written or added to, the check and its test first."""
    judged: Subject
    steps: tuple[str, ...]


def new_check(service: str, name: str, subject: str, folder: Path, tests: Path, topic: str = "") -> NewCheck:
    """A check with its test, written. Raises `UserError` where that is not possible.

    In a checkout of this project they are those of the service; anywhere else the check has a file of its own.
    """
    check_id = f"{service}-{name}"
    _refuse_bad_id(check_id)
    _refuse_bad_modules(service, topic)
    if _is_checkout(folder):
        return _into_service(service, name, subject, folder, tests, topic)
    words = check_id.replace("-", "_")
    check, test = folder / f"{words}.py", tests / f"test_{words}.py"
    for file in (check, test):
        if file.exists():
            raise UserError(f"{file} is already there; choose another name")
    judged = find_subject(service, name, subject)
    _write_both(check_id, judged, f"{_package(folder)}.{words}", check, test)
    return NewCheck((check, test), judged, (_first_step(test),))


def _refuse_bad_modules(service: str, topic: str) -> None:
    if not service.isidentifier():
        raise UserError(
            f"'{service}' cannot be a service; write it as one word, for example {service.replace('-', '')}"
        )
    if topic and (iskeyword(topic) or not re.fullmatch(r"[a-z][a-z0-9_]*", topic)):
        raise UserError(f"'{topic}' cannot be the name of a module; write it in small letters, digits and _")


def _is_checkout(folder: Path) -> bool:
    """Whether this is where the built-in checks are."""
    return folder.name == "checks" and (folder / "__init__.py").exists()


def _into_service(service: str, name: str, subject: str, folder: Path, tests: Path, topic: str) -> NewCheck:
    """The check in the module of its topic; the collector and all else where service or topic are new."""
    root, module = folder.parent, module_of(service)
    collectors = root / "reporter" / "aws" / module
    is_new = (bool(topic) and not (collectors / f"{topic}.py").exists()) or not collectors.exists()
    missing = new_subject(service, name, subject, f"reporter.aws.{module}.{topic or '{}'}") if is_new else None
    judged = missing or find_subject(service, name, subject)
    stem = topic or judged.topic
    check, test = folder / module / f"{stem}.py", tests / module / f"test_{stem}.py"
    packages = [*once(check.parent / "__init__.py", f'"""The checks of {service}."""\n')]
    packages += once(test.parent / "__init__.py", "")
    _write_both(f"{service}-{name}", judged, f"{_package(folder)}.{module}.{stem}", check, test)
    stubs = [*collector_files(root, service, missing), *service_files(root, service, missing)] if missing else []
    facts = fact_row(root, service, "check", f"{service}-{name}")
    tested = (test, *(file for file in stubs if file.name.startswith("test_")))
    steps = (_first_step(*tested), *further_steps(root, service, facts, judged, is_new=bool(missing)))
    return NewCheck((check, test, *packages, *stubs, facts), judged, steps)


def _first_step(*tests: Path) -> str:
    return f"replace each TODO, then python -m pytest {' '.join(map(str, tests))}"


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


def _write_both(check_id: str, subject: Subject, module: str, check: Path, test: Path) -> None:
    """The check and its test, in files of their own or behind what is there already."""
    function = f"{check_id.partition('-')[2].replace('-', '_')}_holds"
    named = {"check_id": check_id, "function": function, "subject": subject}
    imports = [(subject.module, subject.name), *(("reporter.api", word) for word in API_WORDS)]
    _add(check, "TODO: one sentence that says what these checks are about.", imports, rendered("check.py.j2", named))
    imports = [(subject.module, subject.name), ("reporter.api", "Status"), (module, function)]
    if subject.is_dated:
        imports += [("datetime", "UTC"), ("datetime", "datetime")]
    _add(test, "TODO: one sentence that says what is shown here.", imports, rendered("test_check.py.j2", named))


def _add(file: Path, docstring: str, imports: list[tuple[str, str]], body: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    there = file.exists()
    before = file.read_text("utf-8") if there else f'"""{docstring}"""\n\nfrom __future__ import annotations\n'
    file.write_text(f"{with_imports(before, imports).rstrip()}\n\n\n{body}", encoding="utf-8")
