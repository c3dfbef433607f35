"""Narrows a waiver to one failure of a run."""

from __future__ import annotations

import glob
from typing import Any

from reporter.model.errors import UserError
from reporter.model.verdicts import Status
from reporter.runs import RunFolder
from reporter.runs.findings_view import Extract, opened

FOUND = "SELECT check_id, account_id, region, arn, part, status FROM findings WHERE id = $id"


def entry_about(folder: RunFolder, finding_id: str) -> dict[str, Any]:
    """The keys of a waiver that covers this failure and nothing else, whatever it is called; raises `UserError`."""
    accounts = {account.id: account.owner for account in folder.manifest().accounts}
    with opened(Extract(file=folder.findings, owners=accounts)) as connection:
        found = connection.execute(FOUND, {"id": finding_id}).fetchone()
    if found is None:
        raise UserError(f"{folder.path} has no finding '{finding_id}'; copy the whole id from a report")
    check_id, account_id, region, arn, part, status = found
    if status != Status.FAIL:
        raise UserError(f"the finding {finding_id} is {status} in the run: only what fails can be waived")
    resource = glob.escape(f"{arn}#{part}" if part else arn)
    check, region = glob.escape(check_id), glob.escape(region)
    return {"check": check, "accounts": [account_id], "regions": [region], "resources": [resource]}
