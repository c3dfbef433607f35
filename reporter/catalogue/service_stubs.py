"""What a new subject needs beside its checks, as stubs that say what is missing until they are written."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reporter.catalogue.subjects import Subject
from reporter.system.package_data import resource_folder

DEMO = Path("reporter/demo/services")
SERVER = Path("benchmarks/server/services")
COMMANDS = Path("tests/remediation/services")
"""Which commands of a service are run against moto."""


def rendered(template: str, names: Mapping[str, Any]) -> str:
    """The text of a template."""
    templates = Environment(  # noqa: S701 - this is Python, not HTML
        loader=FileSystemLoader(resource_folder("templates")), undefined=StrictUndefined, keep_trailing_newline=True
    )
    return templates.get_template(template).render(names)


def module_of(service: str) -> str:
    """The name of the folders and modules of a service; `lambda_` for `lambda`, which Python keeps for itself."""
    return f"{service}_" if iskeyword(service) else service


def collector_files(root: Path, service: str, subject: Subject) -> Iterator[Path]:
    """The collector of a new subject and its test, written where nothing is yet."""
    stem = subject.module.rpartition(".")[2]
    named = {"service": service, "subject": subject, "stem": stem}
    module = module_of(service)
    collectors, tests = root / "reporter" / "aws" / module, root / "tests" / "aws" / module
    yield from once(collectors / "__init__.py", f'"""The service {service}."""\n\nSERVICE = "{service}"\n')
    yield from once(collectors / f"{stem}.py", rendered("service/collector.py.j2", named))
    yield from once(tests / "__init__.py", "")
    yield from once(tests / f"test_{stem}.py", rendered("service/test_collector.py.j2", named))


def service_files(root: Path, service: str, subject: Subject) -> Iterator[Path]:
    """The seed of the demo, the server's answer and the cases of a new service, and the facts of its subject."""
    module = module_of(service)
    named = {"service": service, "module": module, "subject": subject}
    for folder, template in ((root / DEMO, "demo"), (root / SERVER, "server"), (root / COMMANDS, "remediation")):
        if not (folder / module).exists():
            yield from once(folder / f"{module}.py", rendered(f"service/{template}.py.j2", named))
    fact_row(root, service, "kind", f"{service}:{subject.name}", "")
    fact_row(root, service, "operation", f"{service}:List{subject.name}s")


def further_steps(root: Path, service: str, facts: Path, subject: Subject, *, is_new: bool) -> Iterator[str]:
    """What an author does beside the check and its test; more where the subject is new."""
    module = subject.package or module_of(service)
    commands = _module(root / COMMANDS / module_of(service))
    yield f"look up the IAM actions in {facts}"
    if is_new:
        yield f"look at the kind and operation guessed in {subject.module}; reporter/aws/sns is a model"
        yield f"add what the server answers for {subject.name} to {_module(root / SERVER / module)}"
    yield f"give shop-prod one that passes and one that fails in {_module(root / DEMO / module)}"
    yield f"add a case for the command of cli= in {commands}, or say why not"
    yield "make docs, and pytest --update-golden tests/test_requests.py"


def _module(path: Path) -> Path:
    """The folder, or else the file, that a module of this name is in."""
    return path if path.is_dir() else path.with_suffix(".py")


def fact_row(root: Path, service: str, fact: str, about: str, value: str = "TODO") -> Path:
    """The file of facts, with a row that its author has to look up."""
    file = root / "tests" / "facts" / f"{service}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    is_new = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerows([("fact", "about", "value")] if is_new else [])
        writer.writerow((fact, about, value))
    return file


def once(file: Path, text: str) -> Iterator[Path]:
    """The file, written; nothing where it is there already."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        yield file
