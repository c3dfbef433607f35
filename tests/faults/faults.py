"""The kinds of faults in answers, each with the reasons that a report must give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, EndpointProviderError, ReadTimeoutError
from botocore.model import Shape

from reporter.model.answers import ReasonCode
from tests.faults import strangers, wire
from tests.faults.recording import ENTRY, Fault, play

WHO = "User: arn:aws:sts::111122223333:assumed-role/ComplianceAudit/compliance-report is not authorized"
GONE = {
    "s3": "NoSuchBucket", "s3control": "NoSuchAccessPoint", "cloudtrail": "TrailNotFoundException",
    "iam": "NoSuchEntity", "ec2": "InvalidPrefixListID.NotFound", "sqs": "QueueDoesNotExist",
    "elb": "LoadBalancerNotFound", "elbv2": "LoadBalancerNotFound", "cloudfront": "NoSuchDistribution",
    "apigateway": "NotFoundException", "apigatewayv2": "NotFoundException",
}  # fmt: skip
"""By service: the error code of AWS for something that does not exist."""
NAME_THEIR_ACCOUNT = frozenset({
    "accessanalyzer:ListAnalyzers", "cloudtrail:DescribeTrails", "ec2:DescribeInstances", "ec2:DescribeNetworkAcls",
    "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
    "ec2:DescribeVpcPeeringConnections", "ec2:DescribeVpcs", "iam:GetAccountAuthorizationDetails",
    "iam:GetCredentialReport", "iam:ListServerCertificates", "iam:ListVirtualMFADevices", "s3control:ListAccessPoints",
    *ENTRY,
})  # fmt: skip
"""The operations whose answers name the account."""
ABSENCE_IS_DOCUMENTED = frozenset({
    "account:GetAlternateContact", "account:GetContactInformation", "glacier:GetVaultAccessPolicy",
    "iam:GetAccountPasswordPolicy", "lambda:GetPolicy", "logs:DescribeMetricFilters", "macie2:GetAdministratorAccount",
    "securityhub:DescribeHub",
})  # fmt: skip
"""The operations for which that error code means that nothing was configured."""
NEW_WORD = "brand-new"
"""A value that no version of a service has today."""


class Kind:
    """A kind of fault, and the reasons that a finding may give for it; a fault without reasons has no effect."""

    def __init__(
        self,
        name: str,
        fault: Fault,
        *reasons: ReasonCode,
        of_the_role: frozenset[ReasonCode] | None = None,
        concerns: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.name = name
        self.fault = fault
        self.reasons = frozenset(reasons)
        self.of_the_role = self.reasons if of_the_role is None else of_the_role
        """The reasons if the fault affects the assumption of the role."""
        self.concerns = concerns
        """Whether the fault can affect an operation and be noticed."""


def refused(code: str, message: str, status: int, *, refusals: float = float("inf")) -> Fault:
    """A number of refusals of each request, then the answer."""

    def fault(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
        return wire.error(operation, code, message, status) if times <= refusals else play(operation, times, parsed)

    return fault


def unknown_once(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
    """AWS says once of each thing that it does not exist."""
    code = GONE.get(operation.partition(":")[0], "ResourceNotFoundException")
    return refused(code, "It does not exist", 404, refusals=1)(operation, times, parsed)


def lost(error: Exception) -> Fault:
    """No answer."""

    def fault(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
        raise error

    return fault


def broken_off(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
    """The first half of the answer."""
    return wire.cut(play(operation, times, parsed))


def changed(change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> Fault:
    """A changed answer; an error stays as it is."""

    def fault(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
        return play(operation, times, parsed if "Error" in parsed else change(operation, parsed))

    return fault


def emptied(operation: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """An answer without any fields."""
    return {}


def reworded(operation: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """An answer in which every enum value is a new one."""
    shape = wire.model_of(operation).output_shape
    new: dict[str, Any] = _reworded(parsed, shape)
    return new


def _reworded(value: Any, shape: Shape | None) -> Any:
    known: Any = shape
    if known is None:
        return value
    if known.type_name == "structure":
        return {name: _reworded(each, known.members.get(name)) for name, each in value.items()}
    if known.type_name == "list":
        return [_reworded(each, known.member) for each in value]
    return NEW_WORD if getattr(known, "enum", None) else value


ENDPOINT = "https://somewhere.amazonaws.com"
DENIED = refused("AccessDenied", f"{WHO} because no identity-based policy allows the action", 403)
DENIED_BY_SCP = refused("AccessDenied", f"{WHO} with an explicit deny in a service control policy", 403)
NOT_ASSUMABLE = frozenset({ReasonCode.ROLE_NOT_ASSUMABLE})
KINDS = (
    Kind("denied", DENIED, ReasonCode.DENIED_BY_IAM, of_the_role=NOT_ASSUMABLE),
    Kind("denied by SCP", DENIED_BY_SCP, ReasonCode.DENIED_BY_SCP, of_the_role=NOT_ASSUMABLE),
    Kind("throttled for ever", refused("Throttling", "Rate exceeded", 400), ReasonCode.THROTTLED),
    Kind("throttled for a while", refused("Throttling", "Rate exceeded", 400, refusals=5)),
    Kind(
        "expired once",
        refused("ExpiredToken", "The token has expired", 403, refusals=1),
        of_the_role=frozenset({ReasonCode.CREDENTIALS_EXPIRED}),
    ),
    Kind("500 once", refused("InternalError", "Try again", 500, refusals=1)),
    Kind("500 for ever", refused("InternalError", "Try again", 500), ReasonCode.AWS_ERROR),
    Kind("connection reset", lost(ConnectionClosedError(endpoint_url=ENDPOINT)), ReasonCode.TIMEOUT),
    Kind("no answer in time", lost(ReadTimeoutError(endpoint_url=ENDPOINT)), ReasonCode.TIMEOUT),
    # Botocore takes half a document of S3, and half an error of any service, for an internal error.
    Kind("broken off", broken_off, ReasonCode.MALFORMED_ANSWER, ReasonCode.AWS_ERROR),
    Kind("fields missing", changed(emptied), ReasonCode.MALFORMED_ANSWER),
    # A new state is no state in which the credential report is ready.
    Kind("words unknown", changed(reworded), ReasonCode.MALFORMED_ANSWER, ReasonCode.TIMEOUT),
    Kind("too many requests", refused("TooManyRequests", "Slow down", 429), ReasonCode.THROTTLED),
    Kind("429 without a word", strangers.without_a_word(429), ReasonCode.THROTTLED),
    # The protocols of EC2 and IAM have no error without a body.
    Kind(
        "403 without a word",
        strangers.without_a_word(403),
        ReasonCode.DENIED_BY_IAM,
        ReasonCode.MALFORMED_ANSWER,
        of_the_role=frozenset({ReasonCode.MALFORMED_ANSWER}),
    ),
    Kind(
        "404 without a word",
        strangers.without_a_word(404),
        ReasonCode.AWS_ERROR,
        ReasonCode.MALFORMED_ANSWER,
        concerns=lambda operation: operation != "s3:HeadBucket",  # there, 404 is the answer
    ),
    Kind("page of HTML", strangers.page(strangers.HTML, "text/html"), ReasonCode.MALFORMED_ANSWER),
    Kind("page of XML", strangers.page(strangers.XHTML, "application/xml"), ReasonCode.MALFORMED_ANSWER),
    Kind("page of JSON", strangers.page(strangers.JSON, "application/json"), ReasonCode.MALFORMED_ANSWER),
    Kind("page with a 403", strangers.page(strangers.HTML, "text/html", 403), ReasonCode.MALFORMED_ANSWER),
    Kind("page with a 404", strangers.page(strangers.XHTML, "text/html", 404), ReasonCode.MALFORMED_ANSWER),
    Kind("page with a 502", strangers.page(strangers.HTML, "text/html", 502), ReasonCode.AWS_ERROR),
    Kind("no such host", strangers.nowhere, ReasonCode.TIMEOUT, ReasonCode.UNSUPPORTED),
    Kind(
        "no endpoint with FIPS",
        lost(EndpointProviderError(msg="FIPS is enabled but this partition does not support FIPS")),
        ReasonCode.AWS_ERROR,
        of_the_role=NOT_ASSUMABLE,
    ),
    Kind(
        "of another account",
        changed(strangers.of_another_account),
        ReasonCode.MALFORMED_ANSWER,
        of_the_role=NOT_ASSUMABLE,
        concerns=NAME_THEIR_ACCOUNT.__contains__,
    ),
    Kind(
        "unknown once",
        unknown_once,
        ReasonCode.AWS_ERROR,
        of_the_role=NOT_ASSUMABLE,
        concerns=lambda operation: operation not in ABSENCE_IS_DOCUMENTED,
    ),
    Kind("items repeated", changed(strangers.doubled)),
    Kind("pages repeated", strangers.ONCE_MORE),
    Kind(
        "the same page for ever",
        strangers.THE_SAME_AGAIN,
        ReasonCode.MALFORMED_ANSWER,
        concerns=lambda operation: bool(strangers.paging_of(operation)),
    ),
    Kind(
        "pages in a circle",
        strangers.IN_A_CIRCLE,
        ReasonCode.MALFORMED_ANSWER,
        concerns=lambda operation: bool(strangers.paging_of(operation)),
    ),
    Kind(
        "more, and not where",
        changed(strangers.cut_off),
        ReasonCode.MALFORMED_ANSWER,
        concerns=lambda operation: "more_results" in strangers.paging_of(operation),
    ),
    Kind(
        "empty list",
        changed(strangers.emptied_list),
        ReasonCode.MALFORMED_ANSWER,
        concerns=strangers.NEVER_EMPTY.__contains__,
    ),
)
