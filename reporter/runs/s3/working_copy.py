"""A temporary copy of runs that lie in S3: what is changed in it is put back, and each manifest last."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import TypeAlias

from reporter.config.settings import Settings
from reporter.model.errors import Unfinished, UserError
from reporter.runs import FINDINGS, MANIFEST, AccountRecord, RunFolder
from reporter.runs.folder import ACCOUNTS, FOLLOW_UP, MEMORY, files_of
from reporter.runs.s3.urls import verified
from reporter.sessions import OwnAccount, OwnBucket, Prepare, RequestFailed
from reporter.system import disk

log = logging.getLogger(__name__)

HISTORY = (MANIFEST, FINDINGS, FOLLOW_UP)
"""What later runs want to know of a run."""
Stamp: TypeAlias = tuple[int, int, int]
"""Tells two states of a file apart; files of runs are replaced, never changed in place."""


@dataclass(slots=True)
class WorkingCopy:
    """Runs of one place in S3, below a folder of this machine."""

    bucket: OwnBucket
    root: Path
    unsaved: bool = False
    """Whether something is only here, because S3 did not take it."""
    _known: dict[str, Stamp] = field(default_factory=dict)
    """By name: the files that are in S3 as they are here."""
    _history: set[str] = field(default_factory=set)
    """The names of the runs that were not brought whole."""
    _lock: Lock = field(default_factory=Lock)

    def told(self, text: str) -> str:
        """A text about files of the copy, as one about S3."""
        return text.replace(str(self.root), self.bucket.url())

    def fetch_run(self, name: str) -> RunFolder:
        """Bring a whole run; where there is none, its folder is empty. Raises `RequestFailed`."""
        self._fetch(filter(is_plain, self.bucket.names(f"{name}/")))
        disk.make_folder(self.root / name / ACCOUNTS, exist_ok=True)
        return RunFolder(self.root / name)

    def fetch_history(self) -> None:
        """Bring of every run that is not here what others want to know of it; raises `RequestFailed`."""
        runs = [name for name in self.bucket.folders() if is_plain(name) and not (self.root / name).exists()]
        self._history.update(runs)
        self._fetch([MEMORY, *(f"{run}/{name}" for run in runs for name in HISTORY)])
        for run in runs:
            if not (self.root / run / MANIFEST).exists():  # how old it is tells whether it may still become a run
                newest = self.bucket.newest(f"{run}/")
                os.utime(self.root / run, (newest, newest))

    def written(self, run: str) -> list[str]:
        """The names of all files of accounts that a run has in S3; raises `RequestFailed`."""
        return self.bucket.names(f"{run}/{ACCOUNTS}/")

    def put_account(self, record: AccountRecord) -> None:
        """Put what a run has just written of an account, if that can be done now; `put_back` does the rest."""
        at_work = [run.name for run in self.root.iterdir() if run.is_dir() and run.name not in self._history]
        with self._lock:
            try:
                self._put(f"{run}/{name}" for run in at_work for name in files_of(record))
            except RequestFailed as error:
                log.warning("put into S3 later: %s", error)

    def put_back(self) -> None:
        """Put what is new or changed, take away what is gone; raises `Unfinished`, and what is unsaved stays here."""
        with self._lock:
            try:
                self._put_back()
            except RequestFailed as error:
                self.unsaved = True
                put = f"aws s3 cp --recursive {self.root} {self.bucket.url()}"
                raise Unfinished(
                    f"{error}\nnothing is lost: it lies in {self.root}; when it is mended: {put}"
                ) from error

    def _put_back(self) -> None:
        """A run whose manifest is not there yet, or not any more, is no run: so it is the last, or the first to go."""
        changed = [name for name in self._here() if self._has_changed(name)]
        gone = [name for name in self._known if not (self.root / name).exists()]
        self._put(name for name in changed if not _is_manifest(name))
        self._remove(sorted(gone, key=_is_manifest, reverse=True))
        self._put(filter(_is_manifest, changed))

    def _remove(self, names: Sequence[str]) -> None:
        """Where the folder of a run is gone, all is gone that was never fetched of it too."""
        gone = dict.fromkeys(name.partition("/")[0] for name in names if "/" in name)
        for name in names:
            self.bucket.remove([name])
            del self._known[name]
        for run in gone:
            if not (self.root / run).exists():
                self.bucket.remove(self.bucket.names(f"{run}/"))

    def _fetch(self, names: Iterable[str]) -> None:
        wanted = {name: self.root / name for name in names}
        missing = set(self.bucket.fetch(wanted))
        self._known |= {name: _stamp(file) for name, file in wanted.items() if name not in missing}

    def _put(self, names: Iterable[str]) -> None:
        files = {name: self.root / name for name in names}
        stamps = {name: _stamp(file) for name, file in files.items()}
        self.bucket.put(files)
        self._known |= stamps

    def _has_changed(self, name: str) -> bool:
        return self._known.get(name) != _stamp(self.root / name)

    def _here(self) -> list[str]:
        """All files but locks and what is being written or removed: those begin with a dot, or lie in what does."""
        names = (name for name, kind in disk.contents(self.root).items() if not kind)
        return [name for name in names if not any(part.startswith(".") for part in name.split("/"))]


@contextmanager
def working_copy(url: str, settings: Settings, prepare: Prepare | None = None) -> Iterator[WorkingCopy]:
    """An empty copy of the runs at a place in S3; whatever is done in it is put back at the end, also after mistakes.

    Raises `UserError`, with S3 in place of the folder, and `Unfinished` if S3 does not take what was done.
    """
    bucket = OwnBucket.open(OwnAccount(settings, prepare), verified(url), kms_key=settings.runs_kms_key)
    copy = WorkingCopy(bucket, Path(mkdtemp(prefix="reporter-")).resolve())
    try:
        with _retold(copy):
            yield copy
        copy.put_back()
    finally:
        if not copy.unsaved:
            shutil.rmtree(copy.root, ignore_errors=True)


@contextmanager
def _retold(copy: WorkingCopy) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        kind = Unfinished if isinstance(error, Unfinished) else UserError
        told = copy.told(str(error))
        try:
            copy.put_back()
        except Unfinished as unsaved:
            raise Unfinished(f"{told}\n{unsaved}") from error
        raise kind(told) from error


def _stamp(file: Path) -> Stamp:
    state = file.stat()
    return state.st_mtime_ns, state.st_size, state.st_ino


def _is_manifest(name: str) -> bool:
    return name.count("/") == 1 and name.endswith(f"/{MANIFEST}")


def is_plain(name: str) -> bool:
    """Whether an object's name leads to a file below the folder, and nowhere else."""
    return all(part not in ("", ".", "..") for part in name.split("/"))
