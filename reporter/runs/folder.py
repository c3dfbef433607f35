"""Where one run lives on disk, and in which order its files come to be there."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zlib import error as ZlibError  # noqa: N812 - it is an error

import msgspec

from reporter.encoding import from_json, to_json, to_json_lines
from reporter.finding import Finding
from reporter.model import UserError
from reporter.reading import content_of
from reporter.redact import redacted
from reporter.runs import files
from reporter.runs.care import FollowUp, as_far_as_readable
from reporter.runs.lock import LOCK
from reporter.runs.records import SCHEMA, AccountRecord, Manifest

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
BYTES = 4_000_000_000
"""Of one file: the largest inventories have some hundred megabytes."""
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
        """A new, empty run folder."""
        folder = cls(runs / f"{started:%Y%m%dT%H%M%SZ}-{run_id}")
        files.make_folder(folder.path / ACCOUNTS)
        return folder

    @property
    def reports(self) -> Path:
        """Where the rendered reports go."""
        return self.path / REPORTS

    @property
    def findings(self) -> Path:
        """All findings of the run, sorted, as Parquet."""
        return self.path / FINDINGS

    def begin(self, manifest: Manifest, asked: bytes, follow_up: FollowUp | None = None) -> None:
        """Say what was asked and what people said, then that the run is on: without a manifest, a folder is no run."""
        files.write(self.path / ASKED, asked)
        if follow_up and not follow_up.is_empty:
            files.write(self.path / FOLLOW_UP, msgspec.json.format(to_json(follow_up), indent=1))
        self._write_manifest(manifest)

    def go_on(self, manifest: Manifest) -> None:
        """Take up a run again that was interrupted, and clear away what it left that will be made anew."""
        files.remove(self.path / SIGNATURE)
        self._write_manifest(replace(manifest, files={}, seal=""))
        files.remove_temporaries(self.path)
        files.remove(self.path / NOT_SCANNED)

    def asked(self) -> bytes:
        """What was asked, as it was written at the start; raises `RunBroken`."""
        return self._read(ASKED)

    def care(self) -> FollowUp:
        """What people said up to the beginning of the run, empty where nobody did, as far as it can be read."""
        file = self.path / FOLLOW_UP
        if not file.is_file():
            return FollowUp()
        name = self.path.resolve().name
        try:
            return as_far_as_readable(self._read(FOLLOW_UP), f"{name}/{FOLLOW_UP}")
        except RunBroken as error:
            return FollowUp(unread=(str(error).replace(str(self.path), name, 1),))

    def write_account(self, record: AccountRecord, findings: Iterable[Finding], evidence: bytes) -> AccountRecord:
        """Keep one account whole; the findings file comes last: with it there, the account is done."""
        told = list(findings)
        inventory, lines = files.compressed(evidence), files.compressed(finding_lines(told))
        names = INVENTORY_FILE.format(record.id), FINDINGS_FILE.format(record.id)
        digests = {name: _sha256(content) for name, content in zip(names, (inventory, lines), strict=True)}
        counts = Counter(str(finding.status) for finding in told)
        complete = replace(record, findings=dict(sorted(counts.items())), files=digests)
        files.write(self.path / names[0], inventory)
        files.write(self.path / RECORD.format(record.id), to_json(complete))
        files.write(self.path / names[1], lines)
        return complete

    def checkpoint(self, account_id: str) -> AccountRecord | None:
        """The record of an account that is there whole; None for one that is not, whatever the reason."""
        try:
            record = from_json(self._read(RECORD.format(account_id)), AccountRecord)
        except (RunBroken, msgspec.MsgspecError):
            return None
        return record if all(self.is_as_written(name, record.files) for name in record.files) else None

    def is_as_written(self, name: str, digests: Mapping[str, str]) -> bool:
        """Whether a file is there and has the digest that was taken of it."""
        file = self.path / name
        return file.is_file() and files.digest(file) == digests.get(name)

    def findings_of(self, account_id: str) -> bytes:
        """The findings of one account, an object a line; raises `RunBroken`."""
        return self._unzipped(FINDINGS_FILE.format(account_id))

    def each_finding_of(self, account_id: str) -> Iterator[Finding]:
        """The findings of one account; raises `RunBroken`."""
        for line in self.findings_of(account_id).splitlines():
            try:
                yield from_json(line, Finding)
            except msgspec.MsgspecError as error:
                name = FINDINGS_FILE.format(account_id)
                raise RunBroken(f"{self.path / name} cannot be read: {error}") from error

    def inventory_of(self, account_id: str) -> bytes:
        """The inventory of one account; raises `RunBroken`."""
        return self._unzipped(INVENTORY_FILE.format(account_id))

    def write_not_scanned(self, findings: Iterable[Finding]) -> None:
        """Say that accounts were not scanned, which is no checkpoint of theirs."""
        files.write(self.path / NOT_SCANNED, files.compressed(finding_lines(findings)))

    def finish(self, manifest: Manifest) -> Manifest:
        """Merge the accounts' findings, take the digest of every file, and write the manifest last."""
        self._merge()
        digests = {name: files.digest(self.path / name) for name in self.evidence()}
        return self._write_manifest(replace(manifest, files=digests))

    def manifest(self) -> Manifest:
        """What the run says of itself; raises `RunBroken`."""
        try:
            manifest = from_json(self.manifest_content(), Manifest)
        except msgspec.MsgspecError as error:
            raise RunBroken(f"{self.path / MANIFEST} cannot be read: {error}") from error
        if manifest.schema > SCHEMA:
            raise RunBroken(
                f"{self.path} was written by version {manifest.tool_version}, which is newer than this one: update"
            )
        return manifest

    def manifest_content(self) -> bytes:
        """The manifest byte for byte, as it is signed; raises `RunBroken`."""
        if not (self.path / MANIFEST).is_file():
            raise RunBroken(f"{self.path} is not a run: it has no {MANIFEST}")
        return self._read(MANIFEST)

    def manifest_is_sealed(self) -> bool:
        """Whether the manifest is byte for byte what the run wrote; raises `RunBroken`."""
        content = self.manifest_content()
        seals: list[bytes] = SEAL.findall(content)
        return len(seals) == 1 and _sha256(SEAL.sub(NO_SEAL, content)) == seals[0].decode()

    def signature(self) -> bytes | None:
        """What `write_signature` left; None for a run that is not signed."""
        return self._read(SIGNATURE) if (self.path / SIGNATURE).is_file() else None

    def write_signature(self, content: bytes) -> None:
        """Keep a signature of the manifest beside it."""
        files.write(self.path / SIGNATURE, content)

    def report_files(self) -> list[str]:
        """Whatever lies among the reports."""
        return sorted(file.relative_to(self.path).as_posix() for file in self.reports.rglob("*") if not file.is_dir())

    def evidence(self) -> list[str]:
        """Every file that the run is proven by: all but the manifest, its signature, the lock and the reports."""
        found = sorted(file for file in self.path.rglob("*") if not file.is_dir() and self.reports not in file.parents)
        names = (file.relative_to(self.path).as_posix() for file in found)
        return [name for name in names if name not in (MANIFEST, SIGNATURE, LOCK)]

    def _write_manifest(self, manifest: Manifest) -> Manifest:
        content = msgspec.json.format(to_json(replace(manifest, seal="")), indent=1)
        sealed = replace(manifest, seal=_sha256(content))
        files.write(self.path / MANIFEST, content.replace(NO_SEAL, f'"seal": "{sealed.seal}"'.encode()))
        return sealed

    def _merge(self) -> None:
        """Every account's findings in one file, in the order of their accounts."""
        from reporter.runs.merge import merge  # noqa: PLC0415 - DuckDB takes long to load, and most commands merge nothing

        with files.replacing(self.findings) as target:
            merge(sorted((self.path / ACCOUNTS).glob("*.findings.jsonl.gz")), target)

    def _read(self, name: str) -> bytes:
        try:
            return content_of(self.path / name, BYTES)
        except OSError as error:
            raise RunBroken(f"{self.path / name} cannot be read: {error.strerror}") from error

    def _unzipped(self, name: str) -> bytes:
        try:
            return files.uncompressed(self._read(name))
        except (OSError, EOFError, ZlibError) as error:
            raise RunBroken(f"{self.path / name} is damaged: {error}") from error


def files_of(record: AccountRecord) -> list[str]:
    """All that is kept of an account that is done, by path inside the folder."""
    return [RECORD.format(record.id), *record.files]


def finding_lines(findings: Iterable[Finding]) -> bytes:
    """Findings as they are kept: an object a line."""
    return redacted(to_json_lines(list(findings)).decode()).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
