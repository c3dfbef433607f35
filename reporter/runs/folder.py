"""Reads and writes the folder of one run, and fixes the order in which its files are written."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from reporter.model.encoding import UNDECODABLE, from_json, to_json, to_json_lines
from reporter.model.finding import Finding
from reporter.model.redact import redacted
from reporter.runs import files
from reporter.runs.follow_up import FollowUp, as_far_as_readable
from reporter.runs.records import SCHEMA, AccountRecord, Manifest
from reporter.runs.run_files import (
    ACCOUNTS,
    ASKED,
    FINDINGS,
    FINDINGS_FILE,
    FOLLOW_UP,
    INVENTORY_FILE,
    MANIFEST,
    NOT_SCANNED,
    RECORD,
    REPORTS,
    SIGNATURE,
    RunBroken,
    RunFiles,
    is_evidence,
)
from reporter.runs.sanity import insane
from reporter.system import disk

T = TypeVar("T")

SEAL = re.compile(rb'"seal": "([0-9a-f]{64})"')
NO_SEAL = b'"seal": ""'


@dataclass(frozen=True, slots=True)
class RunFolder(RunFiles):
    """The folder of one run; every method that writes raises `RunUnwritable`."""

    @classmethod
    def create(cls, runs: Path, started: datetime, run_id: str) -> RunFolder:
        """A new, empty run folder; it is no run until `begin` was called."""
        folder = cls.planned(runs, started, run_id)
        files.make_folder(folder.path / ACCOUNTS)
        return folder

    @classmethod
    def planned(cls, runs: Path, started: datetime, run_id: str) -> RunFolder:
        """The path that a run will have, without creating it; see `reporter.runs.beginning`."""
        return cls(runs / f"{started:%Y%m%dT%H%M%SZ}-{run_id}")

    @property
    def reports(self) -> Path:
        """The folder of the rendered reports."""
        return self.path / REPORTS

    def own_reports(self) -> Path:
        """The folder of the rendered reports, checked for links; raises `RunBroken` if a link leads out of the run."""
        return self._plain(f"{REPORTS}/report").parent

    @property
    def findings(self) -> Path:
        """The Parquet file with all findings of the run, sorted."""
        return self.path / FINDINGS

    def begin(self, manifest: Manifest, asked: bytes, follow_up: FollowUp | None = None) -> None:
        """Write the request, the follow-up and last the manifest: without a manifest, a folder is no run."""
        files.write(self._plain(ASKED), asked)
        if follow_up and not follow_up.is_empty:
            files.write(self._plain(FOLLOW_UP), msgspec.json.format(to_json(follow_up), indent=1))
        self._write_manifest(manifest)

    def go_on(self, manifest: Manifest) -> None:
        """Continue an interrupted run: delete the files that will be written again, and its signature.

        Raises `RunBroken` if a link would lead a write out of the folder.
        """
        self._plain(NOT_SCANNED)
        files.remove(self.path / SIGNATURE)
        self._write_manifest(replace(manifest, files={}, seal=""))
        files.remove_temporaries(self.path)
        files.remove(self._plain(NOT_SCANNED))

    def asked(self) -> bytes:
        """The request as it was written when the run began; raises `RunBroken`."""
        return self._read(ASKED)

    def follow_up(self) -> FollowUp:
        """The follow-up known when the run began; entries that cannot be read are listed in `unread`."""
        if not self._is_there(FOLLOW_UP):
            return FollowUp()
        name = self.path.resolve().name
        try:
            return as_far_as_readable(self._read(FOLLOW_UP), f"{name}/{FOLLOW_UP}")
        except RunBroken as error:
            return FollowUp(unread=(str(error).replace(str(self.path), name, 1),))

    def write_account(self, record: AccountRecord, findings: Iterable[Finding], inventory: bytes) -> AccountRecord:
        """Write inventory and findings of one account; the findings file is last and marks the account as complete."""
        return self.write_findings(self._with_inventory(record, inventory), findings)

    def write_inventory(self, record: AccountRecord, inventory: bytes) -> AccountRecord:
        """Write the inventory of an account that cannot be judged yet."""
        kept = self._with_inventory(record, inventory)
        files.write(self._plain(RECORD.format(record.id)), to_json(kept))
        return kept

    def write_findings(self, record: AccountRecord, findings: Iterable[Finding]) -> AccountRecord:
        """Write the findings of an account whose inventory is already written."""
        rows = list(findings)
        name, lines = FINDINGS_FILE.format(record.id), files.compressed(finding_lines(rows))
        counts = Counter(str(finding.status) for finding in rows)
        digests = {**record.files, name: _sha256(lines)}
        complete = replace(record, findings=dict(sorted(counts.items())), files=digests)
        files.write(self._plain(RECORD.format(record.id)), to_json(complete))
        files.write(self._plain(name), lines)
        return complete

    def _with_inventory(self, record: AccountRecord, inventory: bytes) -> AccountRecord:
        """Write the inventory, after removing earlier findings: they would be those of another inventory."""
        name, compressed = INVENTORY_FILE.format(record.id), files.compressed(inventory)
        files.remove(self._plain(FINDINGS_FILE.format(record.id)))
        files.write(self._plain(name), compressed)
        return replace(record, files={name: _sha256(compressed)})

    def checkpoint(self, account_id: str) -> AccountRecord | None:
        """The record of an account whose findings are complete; None otherwise."""
        record = self.kept(account_id)
        name = FINDINGS_FILE.format(account_id)
        return record if record and self.is_as_written(name, record.files) else None

    def kept(self, account_id: str) -> AccountRecord | None:
        """The record of an account whose inventory is complete, judged or not; None otherwise."""
        try:
            record = self._decoded(RECORD.format(account_id), AccountRecord)
        except RunBroken:
            return None
        name = INVENTORY_FILE.format(account_id)
        own = record.id == account_id and record.files.keys() <= {name, self.findings_file(account_id)}
        return record if own and self.is_as_written(name, record.files) else None

    def written(self, account_ids: Iterable[str]) -> list[str]:
        """Those of the accounts that have a findings file."""
        return [id_ for id_ in account_ids if self._is_there(self.findings_file(id_))]

    @staticmethod
    def findings_file(account_id: str) -> str:
        """The name of an account's findings file, which marks the account as complete."""
        return FINDINGS_FILE.format(account_id)

    def is_as_written(self, name: str, digests: Mapping[str, str]) -> bool:
        """Whether a regular file exists and has the recorded SHA-256."""
        try:
            return files.digest(self._plain(name)) == digests.get(name)
        except (OSError, RunBroken):
            return False

    def findings_of(self, account_id: str) -> bytes:
        """The findings of one account as JSON lines; raises `RunBroken`."""
        return self._unzipped(FINDINGS_FILE.format(account_id))

    def decoded_findings(self, account_id: str) -> Iterator[Finding]:
        """The findings of one account as objects; raises `RunBroken`, also for a finding of another account."""
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
        """Write findings for accounts that were not scanned; they do not mark an account as complete."""
        files.write(self._plain(NOT_SCANNED), files.compressed(finding_lines(findings)))

    def finish(self, manifest: Manifest) -> Manifest:
        """Merge the findings of all accounts, compute the digest of every file, and write the manifest last."""
        self._merge(manifest)
        digests = {name: files.digest(self.path / name) for name in self._own(manifest)}
        return self._write_manifest(replace(manifest, files=digests))

    def manifest(self) -> Manifest:
        """The manifest of the run; raises `RunBroken`."""
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
        """The manifest byte for byte, which is what a signature covers; raises `RunBroken`."""
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
        """The content of the signature file; None for a run that is not signed."""
        return self._read(SIGNATURE) if self._is_there(SIGNATURE) else None

    def write_signature(self, content: bytes) -> None:
        """Write the signature file of the manifest."""
        files.write(self._plain(SIGNATURE), content)

    def contents(self) -> dict[str, str]:
        """All entries of the folder except folders, by name, with the kind of what is no regular file."""
        return disk.contents(self.path)

    def evidence(self) -> list[str]:
        """The names of the files covered by the manifest's digests: not manifest, signature, lock and reports."""
        return [name for name in self.contents() if is_evidence(name)]

    def _write_manifest(self, manifest: Manifest) -> Manifest:
        content = msgspec.json.format(to_json(replace(manifest, seal="")), indent=1)
        sealed = replace(manifest, seal=_sha256(content))
        files.write(self._plain(MANIFEST), content.replace(NO_SEAL, f'"seal": "{sealed.seal}"'.encode()))
        return sealed

    def _merge(self, manifest: Manifest) -> None:
        """Merge the findings of the accounts that were judged into one file, in the order of account ids."""
        from reporter.runs.merge import merge  # noqa: PLC0415 - DuckDB takes long to load, and most commands merge nothing

        names = [self.findings_file(account.id) for account in manifest.accounts if account.entered]
        names += [NOT_SCANNED] if self._is_there(NOT_SCANNED) else []
        with files.replacing(self.findings) as target:
            merge((self.path / name for name in sorted(names)), target)

    def _own(self, manifest: Manifest) -> list[str]:
        """The names of the files that the run wrote itself; files that others added are not among them."""
        of_accounts = (
            form.format(account.id) for account in manifest.accounts for form in (RECORD, INVENTORY_FILE, FINDINGS_FILE)
        )
        names = sorted({ASKED, FOLLOW_UP, FINDINGS, NOT_SCANNED, *of_accounts})
        return [name for name in names if self._is_there(name)]


def finding_lines(findings: Iterable[Finding]) -> bytes:
    """Findings as JSON lines, one object a line, with secrets redacted."""
    return redacted(to_json_lines(list(findings)).decode()).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
