"""Run folders from others: each is an honest run with one hostile change."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from reporter.model.encoding import to_json
from tests.hostile.place import Place

Change = Callable[[Place], None]
EVIL = "evil@evil.example"
ESCAPING = "../../../../elsewhere/x"


def rewritten(run: Path, change: Callable[[dict[str, Any]], object] = bool, *, files: bool = True) -> None:
    """Change the manifest and seal it as a run would, with the digests of the present files."""
    manifest = json.loads((run / "run.json").read_bytes()) | {"seal": ""}
    change(manifest)
    if files:
        for record in (run / "accounts").glob("*.account.json"):
            _renew(record, run)
        found = (run / name for name in _evidence(run))
        manifest["files"] = {str(file.relative_to(run)): _sha256(file.read_bytes()) for file in found}
        for account in manifest["accounts"]:
            account["files"] = {name: manifest["files"][name] for name in account["files"] if name in manifest["files"]}
    content = json.dumps(manifest, indent=1, sort_keys=True).encode()
    sealed = content.replace(b'"seal": ""', f'"seal": "{_sha256(content)}"'.encode())
    (run / "run.json").write_bytes(sealed)


def _renew(record: Path, run: Path) -> None:
    """Update the digests in the record of an account."""
    plain = json.loads(record.read_bytes())
    plain["files"] = {name: _sha256((run / name).read_bytes()) for name in plain["files"]}
    record.write_bytes(to_json(plain))


def _evidence(run: Path) -> list[str]:
    names = (str(file.relative_to(run)) for file in sorted(run.rglob("*")) if file.is_file() and not file.is_symlink())
    return [name for name in names if name not in ("run.json", ".lock") and not name.startswith("reports/")]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def asked(run: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the request of a run."""
    plain = json.loads((run / "asked.json").read_bytes())
    change(plain)
    (run / "asked.json").write_bytes(to_json(plain))
    rewritten(run)


def names_everything(place: Place) -> None:
    """The request has code, hosts, templates, folders and secrets, which older versions saved and used."""
    smtp = {"host": "127.0.0.1", "port": place.evil_port, "user": "u", "password_env": "AWS_SECRET_ACCESS_KEY"}
    mail = {"sender": EVIL, "to": [EVIL], "smtp": {**smtp, "security": "none"}}
    evil = {
        "checks": {"folders": [str(place.elsewhere / "code")]},
        "frameworks": {"folders": [str(place.elsewhere)]},
        "credentials": {"profile": "evil"},
        "signing_key": str(place.elsewhere / "secret"),
        "waivers": [str(place.elsewhere / "secret")],
        "follow_up": [str(place.elsewhere / "secret")],
        "runs": str(place.elsewhere),
        "runs_in_s3": "s3://evil",
        "formats": ["csv"],
        "role": {"name": "Evil", "external_id": "evil"},
        "deliver": {"mail": mail, "templates": str(place.elsewhere / "templates")},
    }
    asked(place.run, lambda plain: (plain["settings"].update(evil), plain.update(needs=[])))
    _add_recipients(place.run)


def names_nothing_that_it_needs(place: Place) -> None:
    """The same without those that are noticed: the rest must be harmless by itself."""
    asked(place.run, lambda plain: plain["settings"].update(limits={"processes": 10**6, "accounts_in_flight": 10**6}))
    _add_recipients(place.run)


def _add_recipients(run: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["owners"] = [{"name": EVIL, "address": EVIL, "scope": {}}]
        for account in manifest["accounts"]:
            account["owner"] = EVIL

    rewritten(run, change)
    link = {"run_id": _run_id(run), "channel": "s3", "recipient": "s3://evil", "receipt": "https://evil.example/"}
    (run / "reports").mkdir(exist_ok=True)
    (run / "reports" / "deliveries.jsonl").write_bytes(to_json({**link, "at": "2026-01-01T00:00:00Z"}) + b"\n")


def _run_id(run: Path) -> str:
    return str(json.loads((run / "run.json").read_bytes())["run_id"])


def leads_elsewhere(place: Place) -> None:
    """Links replace everything that may be read or written."""
    run, account = place.run, place.account
    rewritten(run)
    _instead(run / "reports", place.elsewhere / "folder")
    for name in ("asked.json", "follow-up.json", f"accounts/{account}.account.json", "run.json.sig"):
        _instead(run / name, place.elsewhere / "secret")
    for name in (".lock", ".run.json.tmp", ".run.json.sig.tmp", ".findings.parquet.tmp", ".asked.json.tmp"):
        _instead(run / name, place.elsewhere / "victim")
    for form in (".{}.inventory.json.gz.tmp", ".{}.findings.jsonl.gz.tmp", ".{}.account.json.tmp"):
        _instead(run / "accounts" / form.format(account), place.elsewhere / "victim")


def leads_elsewhere_where_it_is_written(place: Place) -> None:
    """The evidence is unchanged; links are only where a report or a delivery is written."""
    reports = place.run / "reports"
    reports.mkdir(exist_ok=True)
    for name in ("report.csv", "report.json", "report.html", "report.xlsx", "deliveries.jsonl"):
        for link in (name, f".{name}.tmp"):
            _instead(reports / link, place.elsewhere / "victim")
    for name in ("deliveries.sending.json", ".deliveries.sending.json.tmp"):
        _instead(reports / name, place.elsewhere / "victim")


def leads_elsewhere_by_its_folder(place: Place) -> None:
    """The folder of the accounts is a link to another place."""
    shutil.rmtree(place.elsewhere / "folder")
    (place.run / "accounts").rename(place.elsewhere / "folder")
    _instead(place.run / "accounts", place.elsewhere / "folder")
    place.remember()


def _instead(file: Path, target: Path) -> None:
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    file.unlink(missing_ok=True)
    file.symlink_to(target)


def is_never_read_to_its_end(place: Place) -> None:
    """Pipes, at which a reader waits for ever."""
    for name in ("asked.json", "follow-up.json", ".lock", "run.json.sig", f"accounts/{place.account}.account.json"):
        (place.run / name).unlink(missing_ok=True)
        os.mkfifo(place.run / name)
    (place.run / "reports").mkdir(exist_ok=True)
    os.mkfifo(place.run / "reports" / "deliveries.jsonl")


def has_an_account_that_is_a_path(place: Place) -> None:
    """An account id that becomes a file name leads out of the folder."""
    run, account = place.run, place.account

    def change(manifest: dict[str, Any]) -> None:
        for record in manifest["accounts"]:
            record["id"] = ESCAPING
            record["files"] = {
                name.replace(account, ESCAPING).replace("accounts/", ""): digest
                for name, digest in record["files"].items()
            }
        manifest["files"] |= {f"{ESCAPING}.inventory.json.gz": "0" * 64}

    rewritten(run, change, files=False)


def has_files_elsewhere(place: Place) -> None:
    """The manifest names files that are not in the folder."""
    outside = {str(place.elsewhere / "secret"): "0" * 64, "../../../elsewhere/secret": "0" * 64}
    rewritten(place.run, lambda manifest: manifest["files"].update(outside), files=False)


def asked_for_an_account_that_is_a_path(place: Place) -> None:
    """An account id in the request leads out of the folder."""
    asked(place.run, lambda plain: plain["accounts"]["targets"][0]["account"].update(account_id=ESCAPING))


def unpacks_without_end(place: Place) -> None:
    """A small file unpacks to a large one."""
    for form in ("{}.inventory.json.gz", "{}.findings.jsonl.gz"):
        (place.run / "accounts" / form.format(place.account)).write_bytes(_bomb())
    rewritten(place.run)


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(600 << 20), compresslevel=1)


def is_nested_without_end(place: Place) -> None:
    """JSON that no recursive parser reads."""
    deep = b'{"more": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    (place.run / "accounts" / f"{place.account}.inventory.json.gz").write_bytes(gzip.compress(deep))
    (place.run / "asked.json").write_bytes(deep)
    (place.run / "follow-up.json").write_bytes(deep)
    rewritten(place.run)


def has_findings_of_other_kinds(place: Place) -> None:
    """A table whose columns are not text."""
    _write_findings(place.run, other("1 AS status"))


def has_findings_of_no_status(place: Place) -> None:
    """A table with values that no run writes."""
    _write_findings(place.run, other("'EVIL' AS status"))


def has_findings_of_unknown_checks(place: Place) -> None:
    """A table with checks that are not in the run."""
    _write_findings(place.run, other("'evil-check-known' AS check_id"))


def has_endless_findings(place: Place) -> None:
    """A small table with sixty million rows."""
    (place.run / "findings.parquet").write_bytes(_endless())
    rewritten(place.run)


@cache
def _endless() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "endless"
        rows = "SELECT 'x' AS id, 'FAIL' AS status FROM range(60_000_000)"
        duckdb.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
        return file.read_bytes()


def has_a_finding_without_end(place: Place) -> None:
    """A long text in a small file."""
    _write_findings(place.run, other("repeat('x', 5_000_000) AS reason"))


def has_findings_that_are_none(place: Place) -> None:
    """A file of another kind."""
    (place.run / "findings.parquet").write_bytes(b"PAR1" + b"\0" * 64 + b"PAR1")
    rewritten(place.run)


def other(column: str) -> str:
    """All findings with one column replaced."""
    return f"SELECT * REPLACE ({column}) FROM read_parquet($file)"  # noqa: S608 - our own attack


def _write_findings(run: Path, rows: str) -> None:
    file, new = run / "findings.parquet", run / "new"
    given = {"file": str(file)} if "$file" in rows else {}
    duckdb.execute(f"COPY ({rows}) TO '{new}' (FORMAT parquet, COMPRESSION zstd)", given)
    new.replace(file)
    rewritten(run)


def says_what_cannot_be(place: Place) -> None:
    """Moments without a time zone, days beyond the calendar, invalid severities and settings."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["due_days"] = {"high": 10**12}
        manifest["started"] = "0001-01-01T00:00:00"
        manifest["run_id"] = ESCAPING
        for rule in manifest["rules"]:
            rule |= {"severity": "evil", "settings": "[" * 5_000}

    rewritten(place.run, change)


def has_a_name_that_is_a_pattern(place: Place) -> None:
    """A folder whose name matches another folder if it is read as a wildcard."""
    named = place.runs / "run[12]"
    shutil.copytree(place.run, place.runs / "run1")
    place.run.rename(named)
    place.run = named


def holds_what_is_not_its_own(place: Place) -> None:
    """Findings and evidence of another account."""
    run, account = place.run, place.account
    for form in ("{}.inventory.json.gz", "{}.findings.jsonl.gz"):
        file = run / "accounts" / form.format(account)
        content = gzip.decompress(file.read_bytes()).replace(account.encode(), b"666666666666")
        file.write_bytes(gzip.compress(content))
    rewritten(run)


TO_EVERY_COMMAND: Mapping[str, Change] = {
    change.__name__.replace("_", " "): change
    for change in (
        names_everything,
        names_nothing_that_it_needs,
        leads_elsewhere,
        leads_elsewhere_where_it_is_written,
        leads_elsewhere_by_its_folder,
        is_never_read_to_its_end,
        has_an_account_that_is_a_path,
        asked_for_an_account_that_is_a_path,
        has_findings_of_other_kinds,
        has_a_name_that_is_a_pattern,
    )
}
"""By name of the change: attempts to get out of the folder."""
