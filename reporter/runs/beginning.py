"""Begins and removes run folders so that a crash leaves either a whole run or a rest that is recognised by its name."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reporter.runs import files
from reporter.runs.folder import RunFolder
from reporter.runs.follow_up import FollowUp
from reporter.runs.lock import RunInUse, is_locked, locked
from reporter.runs.records import Manifest
from reporter.runs.run_files import ACCOUNTS, ASKED, MANIFEST

UNBORN, REMOVED = ".{name}.new", ".{name}.removed"
"""Names of a run folder before it has begun and while it is removed; they are hidden, so neither is read as a run."""
NAME = r"[0-9]{8}T[0-9]{6}Z-[0-9A-Za-z_-]+"
IS_NAME, IS_UNBORN, IS_REMOVED = (re.compile(form) for form in (NAME, rf"\.{NAME}\.new", rf"\.{NAME}\.removed"))
GRACE = 600.0
"""Seconds after which a folder that holds no begun run is treated as abandoned."""


@contextmanager
def begun(folder: RunFolder, manifest: Manifest, asked: bytes, follow_up: FollowUp | None = None) -> Iterator[None]:
    """Hold a new run while it is written; the folder gets its final name when its first files are complete.

    Raises `RunUnwritable`, also for a folder inside another run, and leaves nothing behind in that case.
    """
    _verify_outside_of_runs(folder)
    if folder.path.is_dir() and not os.path.lexists(folder.path / MANIFEST):
        with locked(folder.path):
            folder.begin(manifest, asked, follow_up)
            yield
        return
    unborn = RunFolder(folder.path.with_name(UNBORN.format(name=folder.path.name)))
    _clear_away(folder.path.parent)
    files.make_folder(unborn.path / ACCOUNTS)
    with locked(unborn.path):
        try:
            unborn.begin(manifest, asked, follow_up)
            files.rename(unborn.path, folder.path)
        except BaseException:
            shutil.rmtree(unborn.path, ignore_errors=True)
            raise
        yield


def _verify_outside_of_runs(folder: RunFolder) -> None:
    """Raise `RunUnwritable` for a folder inside another run, whose evidence it would become."""
    for parent in folder.path.resolve().parents:
        if all(os.path.lexists(parent / name) for name in (MANIFEST, ASKED)):
            raise files.RunUnwritable(f"{folder.path.parent} belongs to the run {parent}: name a folder of runs")


def remove(run: Path) -> None:
    """Remove a run: delete its manifest, hide its folder, delete it; raises `RunInUse`, `RunUnwritable` or OSError."""
    with locked(run):
        (run / MANIFEST).unlink()
        doomed = run.with_name(REMOVED.format(name=run.name))
        files.rename(run, doomed)
        shutil.rmtree(doomed)


def rests_in(runs: Path) -> list[Path]:
    """The remains of runs whose removal was interrupted, or that were killed before they began."""
    found = sorted(runs.iterdir()) if runs.is_dir() else []
    return [path for path in found if _is_rest(path) and not is_locked(path)]


def remove_rest(rest: Path) -> None:
    """Delete the remains of a run; raises OSError."""
    shutil.rmtree(rest)


def _is_rest(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir():
        return False
    if IS_UNBORN.fullmatch(path.name):
        return _is_old(path)
    headless = IS_NAME.fullmatch(path.name) and not os.path.lexists(path / MANIFEST)
    return bool(IS_REMOVED.fullmatch(path.name) or (headless and _is_old(path)))


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > GRACE


def _clear_away(runs: Path) -> None:
    """Remove runs that never began: they have read nothing from AWS."""
    for rest in rests_in(runs):
        if IS_UNBORN.fullmatch(rest.name):
            with suppress(OSError, RunInUse):
                remove_rest(rest)
