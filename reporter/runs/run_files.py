"""The files of one run: their names, and how they are read without following a link out of the folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zlib import error as ZlibError  # noqa: N812 - it is an error

from reporter.model.encoding import UNDECODABLE, from_json
from reporter.model.errors import UserError
from reporter.runs import files
from reporter.runs.lock import LOCK
from reporter.runs.records import AccountRecord
from reporter.system import disk

T = TypeVar("T")

MANIFEST = "run.json"
SIGNATURE = "run.json.sig"
ASKED = "asked.json"
FOLLOW_UP = "follow-up.json"
FINDINGS = "findings.parquet"
REPORTS = "reports"
MEMORY = "pruned.parquet"
"""File in the folder of all runs: what is kept of the findings of removed runs."""
ACCOUNTS = "accounts"
RECORD = f"{ACCOUNTS}/{{}}.account.json"
INVENTORY_FILE = f"{ACCOUNTS}/{{}}.inventory.json.gz"
FINDINGS_FILE = f"{ACCOUNTS}/{{}}.findings.jsonl.gz"
NOT_SCANNED = f"{ACCOUNTS}/not-scanned.findings.jsonl.gz"
"""The findings of the accounts that an interrupted run did not scan."""


class RunBroken(UserError):  # noqa: N818 - named for what the user has to hear
    """Raised for a folder that is not a run, or whose files are not what a run wrote."""


@dataclass(frozen=True, slots=True)
class RunFiles:
    """The folder of one run as files, which may be anything if another person made the run."""

    path: Path

    def _is_there(self, name: str) -> bool:
        """Whether an entry of any kind exists; what is no regular file is refused when it is read."""
        return os.path.lexists(self.path / name)

    def _plain(self, name: str) -> Path:
        """The path of a file of the run; raises `RunBroken` if it is reached over a link."""
        link = disk.leads_out(self.path, self.path / name)
        if link:
            raise RunBroken(f"{link} is a link, and links in a run are not followed")
        return self.path / name

    def _read(self, name: str) -> bytes:
        file = self._plain(name)
        try:
            return disk.read(file)
        except OSError as error:
            raise RunBroken(f"{file} cannot be read: {error.strerror}") from error

    def _decoded(self, name: str, kind: type[T]) -> T:
        content = self._read(name)
        try:
            return from_json(content, kind)
        except UNDECODABLE as error:
            raise RunBroken(f"{self.path / name} cannot be read: {error}") from error

    def _unzipped(self, name: str) -> bytes:
        content = self._read(name)
        try:
            return files.uncompressed(content)
        except (OSError, EOFError, ZlibError) as error:
            raise RunBroken(f"{self.path / name} is damaged: {getattr(error, 'strerror', None) or error}") from error


def is_evidence(name: str) -> bool:
    """Whether the manifest's digests cover a file of this name."""
    return name not in (MANIFEST, SIGNATURE, LOCK) and not name.startswith(f"{REPORTS}/")


def files_of(record: AccountRecord) -> list[str]:
    """The paths of all files of a complete account, relative to the run folder."""
    return [RECORD.format(record.id), *record.files]
