"""What an answer has to look like: another first element in XML, other members in JSON are a page of a proxy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from botocore.model import OperationModel

JSON = frozenset({"json", "rest-json"})
XML = frozenset({"ec2", "query", "rest-xml"})
ROOT = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
"""The first tag, after all that may stand before it, and without its namespace."""
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
"""What AWS documents, and botocore's model of S3 does not know; all others are called after their operation."""
EMULATED = {"GetBucketNotificationConfiguration": "GetBucketNotificationResponse"}
"""What emulators call it in the place of AWS."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known beforehand of the answer to one operation."""

    operation: str
    speaks_xml: bool
    speaks_json: bool
    has_body: bool
    """Whether more than headers is expected."""
    is_text: bool
    """Whether the body is one text, such as a policy, or bytes: then it may look like anything."""
    is_stream: bool
    """Whether the body is still to be read by whoever asked for it."""
    is_head: bool
    is_of_s3: bool
    has_status_errors: bool
    """Whether an error may be told by its HTTP status alone."""
    roots: frozenset[str]
    """The names that the first element of XML may have."""
    members: frozenset[str]
    """The names of what JSON may hold."""


@cache
def expected(model: OperationModel) -> Expected:
    """What an answer to an operation looks like, found out once."""
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
        members=frozenset(member.serialization.get("name", name) for name, member in members.items()),
    )


def root_of(body: bytes) -> str:
    """The name of the first element; empty where there is none."""
    found = ROOT.match(body.removeprefix(BYTE_ORDER_MARK))
    return found[1].decode() if found else ""


def _roots(model: OperationModel) -> frozenset[str]:
    name = model.name
    if model.service_model.resolved_protocol != "rest-xml":
        return frozenset({f"{name}Response"})
    named = {f"{name}Response", f"{name}Result", f"{name}Output"} | _of_payload(model)
    if model.service_model.service_name == "s3":
        # Botocore makes an error of an error that comes as an answer.
        named |= {"Error", *(table[name] for table in (S3, EMULATED) if name in table)}
    return frozenset(named)


def _of_payload(model: OperationModel) -> set[str]:
    """Where the answer is one member, its root is called after that member, or after its shape."""
    shape = model.output_shape
    payload = shape.serialization.get("payload") if shape else None
    if not shape or not payload:
        return set()
    member = shape.members[payload]
    return {member.name, member.serialization.get("name", payload)}
