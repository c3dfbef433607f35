"""The expected form of an answer; another root element in XML, or other members in JSON, indicate a proxy's page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from botocore.model import OperationModel, Shape, StructureShape

JSON = frozenset({"json", "rest-json"})
XML = frozenset({"ec2", "query", "rest-xml"})
ROOT = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
"""Matches the first tag, after everything that may precede it, and without its namespace."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
S3 = {
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketCors": "CORSConfiguration",
    "GetBucketLifecycle": "LifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLocation": "LocationConstraint",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketNotification": "NotificationConfiguration",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketRequestPayment": "RequestPaymentConfiguration",
    "GetBucketTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketWebsite": "WebsiteConfiguration",
    "GetObjectAcl": "AccessControlPolicy",
    "GetObjectTagging": "Tagging",
    "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
    "ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult",
    "ListBucketMetricsConfigurations": "ListMetricsConfigurationsResult",
    "ListBuckets": "ListAllMyBucketsResult",
    "ListDirectoryBuckets": "ListAllMyDirectoryBucketsResult",
    "ListMultipartUploads": "ListMultipartUploadsResult",
    "ListObjectVersions": "ListVersionsResult",
    "ListObjects": "ListBucketResult",
    "ListObjectsV2": "ListBucketResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "DeleteObjects": "DeleteResult",
}
"""Root elements that AWS documents, and that botocore's model of S3 lacks; others have the name of their operation."""
EMULATED = {"GetBucketNotificationConfiguration": "GetBucketNotificationResponse"}
"""Root elements that emulators use in place of AWS's."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known in advance about the answer to one operation."""

    operation: str
    speaks_xml: bool
    speaks_json: bool
    has_body: bool
    """Whether the answer has more than headers."""
    is_text: bool
    """Whether the body is a text, such as a policy, or bytes, which may have any form."""
    is_stream: bool
    """Whether the body is a stream, which the caller reads."""
    is_head: bool
    is_of_s3: bool
    has_status_errors: bool
    """Whether an error may consist of its HTTP status alone."""
    roots: frozenset[str]
    """The names that the XML root element may have."""
    members: frozenset[str]
    """The names of members that a JSON object may have."""


@cache
def expected(model: OperationModel) -> Expected:
    """The expected form of the answer to an operation, computed once."""
    shape = model.output_shape
    members = shape.members if shape else {}
    payload = shape.serialization.get("payload") if shape else None
    protocol = model.service_model.resolved_protocol
    return Expected(
        operation=model.name,
        speaks_xml=protocol in XML,
        speaks_json=protocol in JSON,
        has_body=any("location" not in member.serialization for member in members.values()),
        is_text=payload is not None and members[payload].type_name in {"blob", "string"},
        is_stream=model.has_streaming_output or model.has_event_stream_output,
        is_head=model.http.get("method") == "HEAD",
        has_status_errors=protocol in {"rest-xml", *JSON},
        is_of_s3=model.service_model.service_name == "s3",
        roots=_roots(model),
        members=_names(members, payload),
    )


def root_of(body: bytes) -> str:
    """The name of the root element; empty where there is none."""
    found = ROOT.match(body.removeprefix(BYTE_ORDER_MARK))
    return found[1].decode() if found else ""


def _roots(model: OperationModel) -> frozenset[str]:
    name = model.name
    if model.service_model.resolved_protocol != "rest-xml":
        return frozenset({f"{name}Response"})
    named = {f"{name}Response", f"{name}Result", f"{name}Output"} | _of_payload(model)
    if model.service_model.service_name == "s3":
        # Botocore turns an error that comes with a status of success into an error.
        named |= {"Error", *(table[name] for table in (S3, EMULATED) if name in table)}
    return frozenset(named)


def _names(members: Mapping[str, Shape], payload: str | None) -> frozenset[str]:
    """The names of members in an answer; an answer that is one member has the names inside that member."""
    whole = members[payload] if payload else None
    if isinstance(whole, StructureShape):
        members = whole.members
    return frozenset(member.serialization.get("name", name) for name, member in members.items())


def _of_payload(model: OperationModel) -> set[str]:
    """The root names of an answer that is one member: the name of the member, or of its shape."""
    shape = model.output_shape
    payload = shape.serialization.get("payload") if shape else None
    if not shape or not payload:
        return set()
    member = shape.members[payload]
    return {member.name, member.serialization.get("name", payload)}
