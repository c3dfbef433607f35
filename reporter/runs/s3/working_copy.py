"""A temporary local copy of runs in S3; changes are uploaded, each manifest last."""

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
from reporter.runs.run_files import ACCOUNTS, ASKED, FOLLOW_UP, MEMORY, files_of
from reporter.runs.s3.urls import verified
from reporter.sessions import OwnAccount, OwnBucket, Prepare, RequestFailed
from reporter.system import disk

log = logging.getLogger(__name__)

HISTORY = (MANIFEST, FINDINGS, FOLLOW_UP)
"""The files of a run that later runs read."""
A_RUN = (MANIFEST, ASKED)
"""The files by which a place is recognised that is a run itself, in which no other may begin."""
Stamp: TypeAlias = tuple[int, int, int]
"""Identifies the state of a file; files of runs are replaced, never changed in place."""


@dataclass(slots=True)
class WorkingCopy:
    """The runs at one place in S3, as folders on this machine."""

    bucket: OwnBucket
    root: Path
    unsaved: bool = False
    """Whether a change exists only locally, because S3 refused it."""
    _known: dict[str, Stamp] = field(default_factory=dict)
    """The files that S3 has in the same state, by name."""
    _history: set[str] = field(default_factory=set)
    """The names of the runs that were downloaded in part."""
    _lock: Lock = field(default_factory=Lock)

    def with_urls(self, text: str) -> str:
        """The text with S3 URLs in place of local paths."""
        return text.replace(str(self.root), self.bucket.url())

    def fetch_run(self, name: str) -> RunFolder:
        """Download a whole run; its folder is empty if S3 has none. Raises `RequestFailed`."""
        self._fetch(filter(is_plain, self.bucket.names(f"{name}/")))
        disk.make_folder(self.root / name / ACCOUNTS, exist_ok=True)
        return RunFolder(self.root / name)

    def fetch_history(self) -> None:
        """Download the files that later runs read, of every run that is not here yet; raises `RequestFailed`.

        Of a place that is a run itself, the files that show it are there too.
        """
        runs = [name for name in self.bucket.folders() if is_plain(name) and not (self.root / name).exists()]
        self._history.update(runs)
        self._fetch([MEMORY, *A_RUN, *(f"{run}/{name}" for run in runs for name in HISTORY)])
        for run in runs:
            if not (self.root / run / MANIFEST).exists():  # its age decides whether it may still become a run
                newest = self.bucket.newest(f"{run}/")
                os.utime(self.root / run, (newest, newest))

    def written(self, run: str) -> list[str]:
        """The names of all account files that a run has in S3; raises `RequestFailed`."""
        return self.bucket.names(f"{run}/{ACCOUNTS}/")

    def put_account(self, record: AccountRecord) -> None:
        """Upload the files just written for an account; on failure, `put_back` uploads them later."""
        at_work = [run.name for run in self.root.iterdir() if run.is_dir() and run.name not in self._history]
        with self._lock:
            try:
                self._put(f"{run}/{name}" for run in at_work for name in files_of(record))
            except RequestFailed as error:
                log.warning("put into S3 later: %s", error)

    def put_back(self) -> None:
        """Upload what changed and delete what was removed; raises `Unfinished`, and the refused files stay local."""
        with self._lock:
            try:
                self._put_back()
            except RequestFailed as error:
                self.unsaved = True
                put = f"aws s3 cp --recursive {self.root} {self.bucket.url()}"
                raise Unfinished(
                    f"{error}\nnothing is lost: it is in {self.root}; once that is fixed: {put}"
                ) from error

    def _put_back(self) -> None:
        """Upload a manifest last and delete it first: without its manifest, a folder is no run."""
        changed = [name for name in self._here() if self._has_changed(name)]
        gone = [name for name in self._known if not (self.root / name).exists()]
        self._put(name for name in changed if not _is_manifest(name))
        self._remove(sorted(gone, key=_is_manifest, reverse=True))
        self._put(filter(_is_manifest, changed))

    def _remove(self, names: Sequence[str]) -> None:
        """Delete objects; of a removed run, also the objects that were never downloaded."""
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
        """The names of all local files except hidden ones: those are locks, or are being written or removed."""
        names = (name for name, kind in disk.contents(self.root).items() if not kind)
        return [name for name in names if not any(part.startswith(".") for part in name.split("/"))]


@contextmanager
def working_copy(url: str, settings: Settings, prepare: Prepare | None = None) -> Iterator[WorkingCopy]:
    """An empty copy of the runs at a place in S3; changes are uploaded at the end, also after an error.

    Raises `UserError` with S3 URLs in place of local paths, and `Unfinished` if S3 refuses an upload.
    """
    bucket = OwnBucket.open(OwnAccount(settings, prepare), verified(url), kms_key=settings.runs_kms_key)
    copy = WorkingCopy(bucket, Path(mkdtemp(prefix="reporter-")).resolve())
    try:
        with _errors_with_urls(copy):
            yield copy
        copy.put_back()
    finally:
        if not copy.unsaved:
            shutil.rmtree(copy.root, ignore_errors=True)


@contextmanager
def _errors_with_urls(copy: WorkingCopy) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        kind = Unfinished if isinstance(error, Unfinished) else UserError
        text = copy.with_urls(str(error))
        try:
            copy.put_back()
        except Unfinished as unsaved:
            raise Unfinished(f"{text}\n{unsaved}") from error
        raise kind(text) from error


def _stamp(file: Path) -> Stamp:
    state = file.stat()
    return state.st_mtime_ns, state.st_size, state.st_ino


def _is_manifest(name: str) -> bool:
    return name.count("/") == 1 and name.endswith(f"/{MANIFEST}")


def is_plain(name: str) -> bool:
    """Whether an object's name leads to a file below the folder."""
    return all(part not in ("", ".", "..") for part in name.split("/"))
