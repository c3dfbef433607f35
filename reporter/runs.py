"""The run folder: one immutable scan of many accounts, from which every report is made."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb
import msgspec

from reporter.model import Finding, UserError

SCHEMA = 1
"""The version of everything below; older ones stay readable."""
MANIFEST = "run.json"
FINDINGS = "findings.parquet"
REPORTS = "reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """A check as it was in force during the run, so that reports need no code to explain it."""

    check_id: str
    title: str
    severity: str
    service: str
    scope: str
    """`account`, `region` or `resource`."""
    resource_type: str
    rationale: str
    remediation: str
    cli: str
    settings: str
    """All settings in force, as canonical JSON."""
    parameters: str = ""
    """What a framework asked for, as canonical JSON; empty for the rule the findings tables show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """A rule that answers a requirement."""

    check_id: str
    parameters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """One requirement of a framework; without answers it is not automated."""

    id: str
    title: str
    level: str = ""
    assessment: str = ""
    """What the framework's publisher, or the catalogue, calls it: automated, manual or partial."""
    answers: tuple[AnswerRecord, ...] = ()
    remaining: str = ""
    """What the answers leave open; where it is not empty, passing checks leave the requirement MANUAL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRecord:
    """A published list of requirements."""

    id: str
    title: str
    version: str
    requirements: tuple[RequirementRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """One account that was asked for, or left out on purpose."""

    id: str
    name: str
    ou: str = ""
    owner: str = ""
    partition: str = "aws"
    state: str
    """`scanned`, `unreachable`, or `left-out`."""
    reason: str = ""
    """Why it is unreachable or was left out; for a scanned one, why it was included."""
    reason_code: str = ""
    regions: tuple[str, ...] = ()
    calls: int = 0
    caller_arn: str = ""
    started: datetime | None = None
    finished: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was asked, by whom, with which rules, and the digest of every file."""

    schema: int = SCHEMA
    run_id: str
    title: str
    classification: str
    tool_version: str
    started: datetime
    finished: datetime | None = None
    caller_arn: str
    organization_id: str = ""
    accounts: tuple[AccountRecord, ...] = ()
    rules: tuple[RuleRecord, ...] = ()
    frameworks: tuple[FrameworkRecord, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 by path inside the folder."""


class RunBroken(UserError):  # noqa: N818 - named for what the user has to hear
    """A folder that is not a finished run."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where one run lives on disk."""

    path: Path

    @classmethod
    def create(cls, runs: Path, started: datetime, run_id: str) -> RunFolder:
        """A new, empty run folder."""
        folder = cls(runs / f"{started:%Y%m%dT%H%M%SZ}-{run_id}")
        (folder.path / "accounts").mkdir(parents=True)
        return folder

    @property
    def reports(self) -> Path:
        """Where the rendered reports go."""
        return self.path / REPORTS

    @property
    def findings(self) -> Path:
        """All findings of the run, sorted, as Parquet."""
        return self.path / FINDINGS

    def write_account(self, account_id: str, findings: Iterable[Finding], evidence: bytes) -> None:
        """Keep one account whole; the findings file comes last, its presence is the checkpoint."""
        lines = b"".join(msgspec.json.encode(finding) + b"\n" for finding in findings)
        _write(self.path / "accounts" / f"{account_id}.inventory.json.gz", _gzip(evidence))
        _write(self.path / "accounts" / f"{account_id}.findings.jsonl.gz", _gzip(lines))

    def finish(self, manifest: Manifest) -> Manifest:
        """Merge the accounts' findings, take the digest of every file, and write the manifest last."""
        self._merge()
        digests = {str(file.relative_to(self.path)): digest(file) for file in self._evidence()}
        finished = replace(manifest, files=digests)
        _write(
            self.path / MANIFEST, msgspec.json.format(msgspec.json.encode(finished, order="deterministic"), indent=1)
        )
        return finished

    def manifest(self) -> Manifest:
        """What the run says of itself; raises `RunBroken`."""
        try:
            return msgspec.json.decode((self.path / MANIFEST).read_bytes(), type=Manifest)
        except FileNotFoundError as error:
            raise RunBroken(f"{self.path} is not a finished run: it has no {MANIFEST}") from error
        except msgspec.MsgspecError as error:
            raise RunBroken(f"{self.path / MANIFEST} cannot be read: {error}") from error

    def _evidence(self) -> list[Path]:
        files = [file for file in self.path.rglob("*") if file.is_file() and file.name != MANIFEST]
        return sorted(file for file in files if self.reports not in file.parents)

    def _merge(self) -> None:
        """Every account's findings in one file, in the order of their accounts."""
        sources = [str(file) for file in sorted((self.path / "accounts").glob("*.findings.jsonl.gz"))]
        columns = "{" + ", ".join(f"{name}: 'VARCHAR'" for name in COLUMNS) + "}"
        target = self.findings.with_suffix(".tmp")
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1")  # the order of rows in a file of many threads is not ours
            rows = f"SELECT * FROM read_json($sources, format='newline_delimited', columns={columns})"  # noqa: S608 - our own names
            order = "account_id, check_id, parameters, region, arn, part"
            copy = f"COPY ({rows} ORDER BY {order}) TO $target (FORMAT parquet)"
            connection.execute(copy, {"sources": sources, "target": str(target)})
        target.replace(self.findings)


COLUMNS = Finding.__dataclass_fields__
"""Every column of the findings, all of them text."""


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: written beside its place and renamed."""
    temporary = file.with_name(f".{file.name}.tmp")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
