"""The parts that both OSCAL documents have: metadata, accounts, resources, the tool and the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reporter.report.build.audit import ResourceRow
from reporter.report.formats.oscal.texts import line, present, prop, props, uuid_of, value
from reporter.report.formats.streams import moment, timestamp
from reporter.report.model import Report
from reporter.report.words import STATES
from reporter.runs import MANIFEST, AccountRecord

VERSION = "1.2.1"
TOOL = "aws-compliance-reporter"
OWNER, APPROVER = "owner", "approver"
ROLES = ({"id": OWNER, "title": "Responsible for the fix"}, {"id": APPROVER, "title": "Approved a waiver"})
ORIGIN = {"actors": [{"type": "tool", "actor-uuid": uuid_of("tool")}]}
"""Says that the tool has found something."""


def metadata(report: Report, title: str, people: Iterable[str]) -> dict[str, Any]:
    """Title, times and versions of a document, and the people who are named in it."""
    run = report.run
    marking = value(run.classification)
    return present(
        {
            "title": line(f"{run.title}: {title}"),
            "last-modified": timestamp(moment(report)),
            "version": value(run.run_id) or "none",
            "oscal-version": VERSION,
            "props": [prop("marking", marking, ns="")] if marking else [],
            "roles": list(ROLES),
            "parties": [party(name) for name in sorted(set(people)) if value(name)],
        }
    )


def party(name: str) -> dict[str, str]:
    """A person or team; which of both is not known."""
    return {"uuid": party_uuid(name), "type": "organization", "name": value(name)}


def party_uuid(name: str) -> str:
    """The UUID of a person or team."""
    return uuid_of("party", name)


def responsible(owners: Iterable[str]) -> list[dict[str, Any]]:
    """The owners in their role."""
    uuids = [party_uuid(name) for name in owners if value(name)]
    return [{"role-id": OWNER, "party-uuids": uuids}] if uuids else []


def scope(report: Report) -> tuple[str, str]:
    """What a document is about, run after run: the organisation, or else the accounts, and the part of it."""
    run = report.run
    return run.organization_id or ",".join(account.id for account in run.accounts), report.part


def account_component(account: AccountRecord, run_id: str) -> dict[str, Any]:
    """An account that was requested or left out, and whether it was read."""
    state = STATES[account.state]
    named = {"account-id": account.id, "ou": account.ou, "state": account.state, "reason-code": account.reason_code}
    remarks = f"{state.title}: {account.reason or state.meaning}"
    return present(
        {
            "uuid": account_uuid(account.id),
            "type": "service",
            "title": line(account.name, line(account.id)),
            "description": line(f"AWS account {account.id}"),
            "props": props(named),
            "links": [{"href": f"#{evidence_uuid(run_id, file)}", "rel": "reference"} for file in account.files],
            "status": {"state": "operational" if account.state == "scanned" else "other", "remarks": line(remarks)},
            "responsible-roles": responsible([account.owner]),
        }
    )


def account_uuid(id_: str) -> str:
    """The UUID of an account."""
    return uuid_of("account", id_)


def inventory_item(row: ResourceRow) -> dict[str, Any]:
    """A resource."""
    named = {"resource-type": row.resource_type, "region": row.region, "account-id": row.account.id}
    return {
        "uuid": resource_uuid(row.account.id, row.arn),
        "description": line(row.name, line(row.arn)),
        "props": [*([prop("asset-id", row.arn, ns="")] if value(row.arn) else []), *props(named)],
        "implemented-components": [{"component-uuid": account_uuid(row.account.id)}],
    }


def resource_uuid(account_id: str, arn: str) -> str:
    """The UUID of a resource; some ARNs do not name their account."""
    return uuid_of("resource", account_id, arn)


def subject(account_id: str, arn: str, title: str) -> dict[str, Any]:
    """A resource as the subject of an observation; the account if the resource is not known."""
    kind = "inventory-item" if arn else "component"
    uuid = resource_uuid(account_id, arn) if arn else account_uuid(account_id)
    return {"subject-uuid": uuid, "type": kind, "title": line(title, line(arn, line(account_id)))}


def assets(report: Report) -> dict[str, Any]:
    """The tool that has assessed everything."""
    tool = {
        "uuid": uuid_of("tool"),
        "type": "software",
        "title": TOOL,
        "description": "Reads the configuration of AWS accounts and judges it by checks.",
        "props": [prop("version", report.run.tool_version, ns="")] if value(report.run.tool_version) else [],
        "status": {"state": "operational"},
    }
    platform = {"uuid": uuid_of("platform"), "title": TOOL, "uses-components": [{"component-uuid": tool["uuid"]}]}
    return {"components": [present(tool)], "assessment-platforms": [platform]}


def evidence(report: Report) -> dict[str, Any]:
    """The files of the run with their digests, relative to the folder of its reports."""
    files = {MANIFEST: report.run_hash}
    for account in report.run.accounts:
        files |= account.files
    return {"resources": [_file(report.run.run_id, file, digest) for file, digest in files.items()]}


def evidence_uuid(run_id: str, file: str) -> str:
    """The UUID of a file of a run."""
    return uuid_of("file", run_id, file)


def _file(run_id: str, file: str, digest: str) -> dict[str, Any]:
    hashes = [{"algorithm": "SHA-256", "value": value(digest)}] if value(digest) else []
    return {
        "uuid": evidence_uuid(run_id, file),
        "title": line(file),
        "rlinks": [present({"href": f"../{file}", "hashes": hashes})],
    }
