"""Encodes answers and errors as the bytes of each protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from moto.core.model import OperationModel, ServiceModel
from moto.core.serialize import SerializationContext, get_serializer_class

from reporter.sessions.core import service_models

JSON = frozenset({"json", "rest-json"})
XML_ERRORS = {
    "ec2": "<Response><Errors>{error}</Errors><RequestID>benchmark</RequestID></Response>",
    "query": "<ErrorResponse>{error}<RequestId>benchmark</RequestId></ErrorResponse>",
    "rest-xml": "<ErrorResponse>{error}<RequestId>benchmark</RequestId></ErrorResponse>",
}
MESSAGE = "The server of the benchmarks says so"


@cache
def model_of(operation: str) -> OperationModel:
    """The model of an operation, named as `s3:GetBucketPolicy`."""
    service, _, name = operation.partition(":")
    models = ServiceModel(service_models().load_service_model(service, "service-2"), service)
    model: OperationModel = models.operation_model(name)
    return model


def answer(operation: str, value: Mapping[str, Any]) -> tuple[str, bytes]:
    """Content type and body from which botocore parses this answer."""
    service = model_of(operation).service_model
    serializer = get_serializer_class(service.service_name, service.resolved_protocol)(
        model_of(operation), context=SerializationContext("benchmark")
    )
    written = serializer.serialize(dict(value))
    body = written["body"]
    return written["headers"].get("Content-Type", "text/xml"), body.encode() if isinstance(body, str) else body


def error(operation: str, code: str) -> tuple[str, bytes]:
    """Content type and body of an error in the protocol of an operation."""
    service = model_of(operation).service_model
    if service.resolved_protocol in JSON:
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": MESSAGE}).encode()
    inner = f"<Error><Code>{code}</Code><Message>{MESSAGE}</Message></Error>"
    whole = inner if service.service_name == "s3" else XML_ERRORS[service.resolved_protocol].format(error=inner)
    return "text/xml", whole.encode()
