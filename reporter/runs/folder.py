"""Where one run lives on disk, and in which order its files come to be there."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zlib import error as ZlibError  # noqa: N812 - it is an error

import msgspec

from reporter.model.encoding import UNDECODABLE, from_json, to_json, to_json_lines
from reporter.model.errors import UserError
from reporter.model.finding import Finding
from reporter.model.redact import redacted
from reporter.runs import files
from reporter.runs.follow_up import FollowUp, as_far_as_readable
from reporter.runs.lock import LOCK
from reporter.runs.records import SCHEMA, AccountRecord, Manifest
from reporter.runs.sanity import insane
from reporter.system import disk

T = TypeVar("T")

MANIFEST = "run.json"
SIGNATURE = "run.json.sig"
ASKED = "asked.json"
FOLLOW_UP = "follow-up.json"
FINDINGS = "findings.parquet"
REPORTS = "reports"
MEMORY = "pruned.parquet"
"""Beside the runs: what is kept of those that were removed."""
ACCOUNTS = "accounts"
RECORD = f"{ACCOUNTS}/{{}}.account.json"
INVENTORY_FILE = f"{ACCOUNTS}/{{}}.inventory.json.gz"
FINDINGS_FILE = f"{ACCOUNTS}/{{}}.findings.jsonl.gz"
NOT_SCANNED = f"{ACCOUNTS}/not-scanned.findings.jsonl.gz"
"""What an interrupted run says of the accounts it did not come to."""
COLUMNS = Finding.__struct_fields__
"""Every column of the findings, all of them text."""
SEAL = re.compile(rb'"seal": "([0-9a-f]{64})"')
NO_SEAL = b'"seal": ""'


class RunBroken(UserError):  # noqa: N818 - named for what the user has to hear
    """A folder that is not a run, or not what a run wrote."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where one run lives on disk. Whatever writes raises `RunUnwritable`."""

    path: Path

    @classmethod
    def create(cls, runs: Path, started: datetime, run_id: str) -> RunFolder:
        """A new, empty run folder: no run before it has begun."""
        folder = cls.planned(runs, started, run_id)
        files.make_folder(folder.path / ACCOUNTS)
        return folder

    @classmethod
    def planned(cls, runs: Path, started: datetime, run_id: str) -> RunFolder:
        """Where a run will be; see `reporter.runs.beginning`."""
        return cls(runs / f"{started:%Y%m%dT%H%M%SZ}-{run_id}")

    @property
    def reports(self) -> Path:
        """Where the rendered reports go."""
        return self.path / REPORTS

    def own_reports(self) -> Path:
        """The same for those who read or write there; raises `RunBroken` if it leads elsewhere."""
        return self._plain(f"{REPORTS}/report").parent

    @property
    def findings(self) -> Path:
        """All findings of the run, sorted, as Parquet."""
        return self.path / FINDINGS

    def begin(self, manifest: Manifest, asked: bytes, follow_up: FollowUp | None = None) -> None:
        """Say what was asked and what people said, then that the run is on: without a manifest, a folder is no run."""
        files.write(self._plain(ASKED), asked)
        if follow_up and not follow_up.is_empty:
            files.write(self._plain(FOLLOW_UP), msgspec.json.format(to_json(follow_up), indent=1))
        self._write_manifest(manifest)

    def go_on(self, manifest: Manifest) -> None:
        """Take up a run again that was interrupted, and clear away what it left that will be made anew.

        Raises `RunBroken` where a link would have it write elsewhere.
        """
        self._plain(NOT_SCANNED)
        files.remove(self.path / SIGNATURE)
        self._write_manifest(replace(manifest, files={}, seal=""))
        files.remove_temporaries(self.path)
        files.remove(self._plain(NOT_SCANNED))

    def asked(self) -> bytes:
        """What was asked, as it was written at the start; raises `RunBroken`."""
        return self._read(ASKED)

    def follow_up(self) -> FollowUp:
        """What people said up to the beginning of the run, empty where they said nothing, as far as it can be read."""
        if not self._is_there(FOLLOW_UP):
            return FollowUp()
        name = self.path.resolve().name
        try:
            return as_far_as_readable(self._read(FOLLOW_UP), f"{name}/{FOLLOW_UP}")
        except RunBroken as error:
            return FollowUp(unread=(str(error).replace(str(self.path), name, 1),))

    def write_account(self, record: AccountRecord, findings: Iterable[Finding], inventory: bytes) -> AccountRecord:
        """Keep one account whole; the findings file comes last: with it there, the account is done."""
        return self.write_findings(self._with_inventory(record, inventory), findings)

    def write_inventory(self, record: AccountRecord, inventory: bytes) -> AccountRecord:
        """Keep what was read of an account that cannot be judged yet."""
        kept = self._with_inventory(record, inventory)
        files.remove(self._plain(FINDINGS_FILE.format(record.id)))
        files.write(self._plain(RECORD.format(record.id)), to_json(kept))
        return kept

    def write_findings(self, record: AccountRecord, findings: Iterable[Finding]) -> AccountRecord:
        """Keep what was found in an account whose inventory is there."""
        told = list(findings)
        name, lines = FINDINGS_FILE.format(record.id), files.compressed(finding_lines(told))
        counts = Counter(str(finding.status) for finding in told)
        digests = {**record.files, name: _sha256(lines)}
        complete = replace(record, findings=dict(sorted(counts.items())), files=digests)
        files.write(self._plain(RECORD.format(record.id)), to_json(complete))
        files.write(self._plain(name), lines)
        return complete

    def _with_inventory(self, record: AccountRecord, inventory: bytes) -> AccountRecord:
        name, compressed = INVENTORY_FILE.format(record.id), files.compressed(inventory)
        files.write(self._plain(name), compressed)
        return replace(record, files={name: _sha256(compressed)})

    def checkpoint(self, account_id: str) -> AccountRecord | None:
        """The record of an account that is there whole; None for one that is not, whatever the reason."""
        record = self.kept(account_id)
        name = FINDINGS_FILE.format(account_id)
        return record if record and self.is_as_written(name, record.files) else None

    def kept(self, account_id: str) -> AccountRecord | None:
        """The record of an account whose inventory is there whole, whether or not it was judged."""
        try:
            record = self._decoded(RECORD.format(account_id), AccountRecord)
        except RunBroken:
            return None
        name = INVENTORY_FILE.format(account_id)
        own = record.id == account_id and record.files.keys() <= {name, self.findings_file(account_id)}
        return record if own and self.is_as_written(name, record.files) else None

    def written(self, account_ids: Iterable[str]) -> list[str]:
        """Those of the accounts that are done, as far as their files are there."""
        return [id_ for id_ in account_ids if self._is_there(self.findings_file(id_))]

    @staticmethod
    def findings_file(account_id: str) -> str:
        """The name of the file with which an account is done."""
        return FINDINGS_FILE.format(account_id)

    def is_as_written(self, name: str, digests: Mapping[str, str]) -> bool:
        """Whether a plain file is there and has the digest that was taken of it."""
        try:
            return files.digest(self._plain(name)) == digests.get(name)
        except (OSError, RunBroken):
            return False

    def findings_of(self, account_id: str) -> bytes:
        """The findings of one account, an object a line; raises `RunBroken`."""
        return self._unzipped(FINDINGS_FILE.format(account_id))

    def decoded_findings(self, account_id: str) -> Iterator[Finding]:
        """The same one by one; raises `RunBroken`, also for a finding in another account."""
        for line in self.findings_of(account_id).splitlines():
            try:
                finding = from_json(line, Finding)
            except UNDECODABLE as error:
                file = self.path / FINDINGS_FILE.format(account_id)
                raise RunBroken(f"{file} holds what is no finding: {error}") from error
            if finding.account_id != account_id:
                raise RunBroken(f"{self.path} has findings in {finding.account_id} among those in {account_id}")
            yield finding

    def inventory_of(self, account_id: str) -> bytes:
        """The inventory of one account; raises `RunBroken`."""
        return self._unzipped(INVENTORY_FILE.format(account_id))

    def write_not_scanned(self, findings: Iterable[Finding]) -> None:
        """Say that accounts were not scanned, which is no checkpoint of theirs."""
        files.write(self._plain(NOT_SCANNED), files.compressed(finding_lines(findings)))

    def finish(self, manifest: Manifest) -> Manifest:
        """Merge the accounts' findings, take the digest of every file, and write the manifest last."""
        self._merge(manifest)
        digests = {name: files.digest(self.path / name) for name in self._own(manifest)}
        return self._write_manifest(replace(manifest, files=digests))

    def manifest(self) -> Manifest:
        """What the run says of itself; raises `RunBroken`."""
        self.manifest_content()
        manifest = self._decoded(MANIFEST, Manifest)
        if manifest.schema > SCHEMA:
            raise RunBroken(
                f"{self.path} was written by version {manifest.tool_version}, which is newer than this one: update"
            )
        if problem := insane(manifest):
            raise RunBroken(f"{self.path / MANIFEST} is not what a run wrote: {problem}")
        return manifest

    def manifest_content(self) -> bytes:
        """The manifest byte for byte, as it is signed; raises `RunBroken`."""
        if not self._is_there(MANIFEST):
            rest = "; it was killed before it began, or while it was removed" if self._is_there(ASKED) else ""
            raise RunBroken(f"{self.path} is not a run: it has no {MANIFEST}{rest}")
        return self._read(MANIFEST)

    def manifest_is_sealed(self) -> bool:
        """Whether the manifest is byte for byte what the run wrote; raises `RunBroken`."""
        content = self.manifest_content()
        seals: list[bytes] = SEAL.findall(content)
        return len(seals) == 1 and _sha256(SEAL.sub(NO_SEAL, content)) == seals[0].decode()

    def signature(self) -> bytes | None:
        """What `write_signature` left; None for a run that is not signed."""
        return self._read(SIGNATURE) if self._is_there(SIGNATURE) else None

    def write_signature(self, content: bytes) -> None:
        """Keep a signature of the manifest beside it."""
        files.write(self._plain(SIGNATURE), content)

    def contents(self) -> dict[str, str]:
        """By name: all that lies in the folder but folders, and what it is that is no plain file."""
        return disk.contents(self.path)

    def report_files(self) -> list[str]:
        """Whatever lies among the reports."""
        return [name for name in self.contents() if name.startswith(f"{REPORTS}/")]

    def evidence(self) -> list[str]:
        """Every file that the run is proven by: all but the manifest, its signature, the lock and the reports."""
        return [name for name in self.contents() if is_evidence(name)]

    def _write_manifest(self, manifest: Manifest) -> Manifest:
        content = msgspec.json.format(to_json(replace(manifest, seal="")), indent=1)
        sealed = replace(manifest, seal=_sha256(content))
        files.write(self._plain(MANIFEST), content.replace(NO_SEAL, f'"seal": "{sealed.seal}"'.encode()))
        return sealed

    def _merge(self, manifest: Manifest) -> None:
        """Every account's findings in one file, in the order of their accounts."""
        from reporter.runs.merge import merge  # noqa: PLC0415 - DuckDB takes long to load, and most commands merge nothing

        names = (FINDINGS_FILE.format(account.id) for account in manifest.accounts)
        with files.replacing(self.findings) as target:
            merge((self.path / name for name in sorted((*names, NOT_SCANNED)) if self._is_there(name)), target)

    def _own(self, manifest: Manifest) -> list[str]:
        """What the run itself has written; what others put beside it stays theirs."""
        of_accounts = (
            form.format(account.id) for account in manifest.accounts for form in (RECORD, INVENTORY_FILE, FINDINGS_FILE)
        )
        names = sorted({ASKED, FOLLOW_UP, FINDINGS, NOT_SCANNED, *of_accounts})
        return [name for name in names if self._is_there(name)]

    def _is_there(self, name: str) -> bool:
        """Whatever it is: what is no plain file is refused when it is read."""
        return os.path.lexists(self.path / name)

    def _plain(self, name: str) -> Path:
        """A file of the run, not reached over a link; raises `RunBroken`."""
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
    """Whether a run is proven by a file of this name."""
    return name not in (MANIFEST, SIGNATURE, LOCK) and not name.startswith(f"{REPORTS}/")


def files_of(record: AccountRecord) -> list[str]:
    """All that is kept of an account that is done, by path inside the folder."""
    return [RECORD.format(record.id), *record.files]


def finding_lines(findings: Iterable[Finding]) -> bytes:
    """Findings as they are kept: an object a line."""
    return redacted(to_json_lines(list(findings)).decode()).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
