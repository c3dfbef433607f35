"""Loads the checks, built-in and third-party, and refuses those whose signature cannot be satisfied."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.metadata import entry_points
from pathlib import Path
from threading import Lock
from types import ModuleType

from reporter.engine.check import AnyCheck, Check
from reporter.engine.collector import collector_of, is_collected, is_given
from reporter.engine.signature import Input, SignatureError
from reporter.model.subjects import Account, Region, Resource

ENTRY_POINTS = "reporter.checks"
BROKEN = (
    SyntaxError, ImportError, NameError, AttributeError, TypeError, ValueError,
    LookupError, ArithmeticError, AssertionError, OSError, RuntimeError,
)  # fmt: skip
"""The exceptions that loading a file with checks may raise; its author has to correct them."""
_LOADED: dict[Path, tuple[bytes, ModuleType]] = {}
"""The files of folders, each with its content and its module."""
_LOADING = Lock()


def load_checks(folders: Iterable[Path] = ()) -> tuple[AnyCheck, ...]:
    """All checks of the installed plug-ins and of the given folders, sorted by id.

    Raises `SignatureError` for a check that cannot be satisfied and for a duplicate id.
    """
    by_id: dict[str, AnyCheck] = {}
    for module in (*_installed_modules(), *(module for folder in folders for module in _modules_in(folder))):
        for check in checks_in(module):
            verify(check)
            if check.id in by_id:
                raise SignatureError(
                    f"{check.source}: the check '{check.id}' already stands at {by_id[check.id].source}"
                )
            by_id[check.id] = check
    return tuple(by_id[id_] for id_ in sorted(by_id))


def checks_in(module: ModuleType) -> list[AnyCheck]:
    """The checks that a module itself defines, one by one or as a family: a tuple of checks."""
    values = vars(module).values()
    members = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
    own = [one for one in members if isinstance(one, Check)]
    return [check for check in own if check.function.__module__ == module.__name__]


def verify(check: AnyCheck) -> None:
    """Raise `SignatureError` unless every input is about the check's subject, its region or its account."""
    where = f"{check.source}: {check.function.__name__}"
    subject = check.signature.subject
    if not is_given(subject) and not is_collected(subject):
        raise SignatureError(f"{where}: no collector lists the subject {subject.__name__}")
    for wanted in check.signature.inputs:
        problem = _problem(wanted, subject)
        if problem:
            raise SignatureError(f"{where}: '{wanted.name}': {problem}")


def _problem(wanted: Input, subject: type[Resource]) -> str:
    name = wanted.kind.__name__
    if is_given(wanted.kind):
        return f"there is only one {name}; ask for it without Sequence" if wanted.many else ""
    if not is_collected(wanted.kind):
        return f"no collector gives {name}"
    collector = collector_of(wanted.kind)
    if wanted.shared or (wanted.is_beside(subject) and collector.lists):
        return ""
    if collector.lists != wanted.many and wanted.kind is not Region:
        return (
            f"{name} is {'listed: ask for Sequence[' + name + ']' if collector.lists else 'one fact, not a Sequence'}"
        )
    near = (Account, subject) if subject is Account else (Account, Region, subject)
    if not wanted.many and collector.about not in near:
        return (
            f"{name} is about a {collector.about.__name__}, not about the {subject.__name__}, its region or its account"
        )
    return ""


def _installed_modules() -> Iterator[ModuleType]:
    for entry_point in sorted(entry_points(group=ENTRY_POINTS), key=lambda found: found.name):
        yield from _with_submodules(entry_point.load())


def _with_submodules(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{module.__name__}."):
        yield importlib.import_module(found.name)


def _modules_in(folder: Path) -> Iterator[ModuleType]:
    for path in sorted(folder.glob("*.py")):
        yield _loaded(path, f"checks_in_{folder.name}_{path.stem}")


def _loaded(path: Path, name: str) -> ModuleType:
    """The module of a file; the same one until the file changes, because evidence is restored as its classes."""
    with _LOADING:
        kept = _LOADED.get(path.resolve())
        source = path.read_bytes()
        if kept and kept[0] == source:
            return kept[1]
        loader = SourceFileLoader(name, str(path))
        module = importlib.util.module_from_spec(ModuleSpec(name, loader, origin=str(path)))
        sys.modules[name] = module  # dataclasses look their own module up
        _execute(module, loader, path)
        _LOADED[path.resolve()] = source, module
        return module


def _execute(module: ModuleType, loader: SourceFileLoader, path: Path) -> None:
    try:
        loader.exec_module(module)
    except SignatureError:
        raise
    except BROKEN as error:
        raise SignatureError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
