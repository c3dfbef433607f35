"""Sees every request between the product and AWS, and may answer instead of AWS."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import botocore.session

from reporter.config.settings import AssumedRole, Settings
from reporter.demo.emulator import Answered, answered, operation_name, refuse
from reporter.demo.state import Refusal
from reporter.model.subjects import Account
from reporter.sessions import Reader, Sessions
from tests.world import asker

WHO_AM_I = "sts:GetCallerIdentity"
"""A reply to it gets the access key that asks."""
READS = asker(
    "account:GetContactInformation", "accessanalyzer:ListAnalyzers", "cloudtrail:DescribeTrails", "ec2:DescribeRegions",
    "glacier:GetVaultAccessPolicy",
    "ec2:DescribeVpcs", "iam:GetAccountSummary", "iam:GetUser", "iam:ListUsers", "organizations:ListTagsForResource",
    "s3:GetBucketPolicy", "s3:HeadBucket", "s3:ListBuckets", "s3:ListObjectsV2", "s3:GetBucketVersioning",
    "s3:GetBucketLocation", "s3:GetPublicAccessBlock", "s3control:GetPublicAccessBlock", "s3control:ListAccessPoints",
    "cloudwatch:DescribeAlarms", "iam:GetAccountAuthorizationDetails", "iam:GetAccountPasswordPolicy",
    "s3:GetBucketLifecycleConfiguration", "s3:ListDirectoryBuckets", "s3control:ListStorageLensGroups",
)  # fmt: skip
"""All operations that the tests of sessions call."""
ACCOUNT = Account.of("111122223333", "payments")
SECRET = "MADE-UP-SECRET-KEY"
TOKEN = "MADE-UP-SESSION-TOKEN"

Reply = Callable[[dict[str, Any]], dict[str, Any] | Refusal]


@dataclass
class Wire:
    replies: dict[str, Reply]
    """By operation, for example `sts:AssumeRole`; anything else is signed, sent, and answered by moto."""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """The access keys that signed the requests."""

    def prepare(self, session: botocore.session.Session) -> None:
        events = session.get_component("event_emitter")
        events.register("before-parameter-build", self._remember)
        events.register("before-call", partial(self._reply, session))
        events.register("before-send", self._read_key)

    def sessions(self, settings: Settings | None = None, sleeps: list[float] | None = None) -> Sessions:
        """Sessions that use this wire and never sleep."""
        waited: list[float] = [] if sleeps is None else sleeps
        return Sessions(settings or Settings(), prepare=self.prepare, sleep=waited.append)

    def enter(self, role: AssumedRole | None = None, account: Account = ACCOUNT) -> Reader:
        return self.sessions().enter(account, role or AssumedRole(), askers=[READS])

    def requests(self, operation: str) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.asked if name == operation]

    def _remember(self, model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = dict(params)

    def _reply(
        self,
        session: botocore.session.Session,
        *,
        model: Any,
        params: dict[str, Any],
        context: dict[str, Any],
        **_: Any,
    ) -> Answered | None:
        name = operation_name(model)
        if name == WHO_AM_I:
            credentials = session.get_credentials()
            context["asked"]["key"] = credentials.get_frozen_credentials().access_key if credentials else ""
        self.asked.append((name, context["asked"]))
        self.urls.append(params["url"])
        if name not in self.replies:
            return None
        reply = self.replies[name](context["asked"])
        return refuse(reply) if isinstance(reply, Refusal) else answered(reply)

    def _read_key(self, request: Any, **_: Any) -> None:
        header: str = request.headers["Authorization"].decode()
        self.keys.append(header.split("Credential=")[1].partition("/")[0])


def wire(**replies: Reply) -> Wire:
    """A wire on which every role can be assumed; other replies as `iam__ListUsers=...`."""
    known: dict[str, Reply] = {"sts:AssumeRole": assumed, WHO_AM_I: whose}
    return Wire(known | {name.replace("__", ":"): reply for name, reply in replies.items()})


def identity(account_id: str, partition: str = "aws") -> dict[str, Any]:
    return {"Arn": f"arn:{partition}:iam::{account_id}:user/auditor", "Account": account_id}


def whose(request: dict[str, Any]) -> dict[str, Any]:
    """The account whose role was assumed with `assumed`, else that of the base credentials."""
    _, is_assumed, account_id = request["key"].partition("ASIA")
    return identity(account_id[:12] if is_assumed else "999900009999")


def assumed(request: dict[str, Any], *, minutes: float = 60) -> dict[str, Any]:
    """The answer of STS, with credentials that last for `minutes`."""
    _, partition, _, _, account_id, role = request["RoleArn"].split(":")
    name = role.rpartition("/")[2]
    return {
        "AssumedRoleUser": {
            "Arn": f"arn:{partition}:sts::{account_id}:assumed-role/{name}/{request['RoleSessionName']}"
        },
        "Credentials": {
            "AccessKeyId": f"ASIA{account_id}",
            "SecretAccessKey": SECRET,
            "SessionToken": TOKEN,
            "Expiration": datetime.now(UTC) + timedelta(minutes=minutes),
        },
    }


def first_then(first: Reply, then: Reply) -> Reply:
    """One reply to the first request, another to all later ones."""
    replies = iter([first])

    def reply(request: dict[str, Any]) -> dict[str, Any] | Refusal:
        return next(replies, then)(request)

    return reply


def nothing(_: dict[str, Any]) -> dict[str, Any]:
    return {}


def denied(_: dict[str, Any]) -> Refusal:
    return Refusal("AccessDenied", "User auditor is not authorized to perform this", 403)


def expired(_: dict[str, Any]) -> Refusal:
    return Refusal("ExpiredToken", "The security token included in the request is expired", 403)


def throttled(_: dict[str, Any]) -> Refusal:
    return Refusal("Throttling", "Rate exceeded", 400)
