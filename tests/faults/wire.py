"""Answers and errors as the bytes of each protocol, so that botocore parses them itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.model import OperationModel, ServiceModel
from moto.core.serialize import SerializationContext, get_serializer_class

from reporter.sessions.core import service_models

REQUEST_ID = "5ca1ab1e-0000-4000-8000-000000000000"
ERRORS = {
    "ec2": "<Response><Errors>{error}</Errors><RequestID>{id}</RequestID></Response>",
    "query": "<ErrorResponse>{error}<RequestId>{id}</RequestId></ErrorResponse>",
    "rest-xml": "<ErrorResponse>{error}<RequestId>{id}</RequestId></ErrorResponse>",
}
S3_ERROR = "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{id}</RequestId></Error>"


class Stream(BytesIO):
    """A body as botocore expects it from urllib3."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


@cache
def model_of(operation: str) -> OperationModel:
    """The model of an operation such as `s3:GetBucketPolicy`."""
    service, _, name = operation.partition(":")
    model: OperationModel = ServiceModel(
        service_models().load_service_model(service, "service-2"), service
    ).operation_model(name)
    return model


def answer(operation: str, parsed: dict[str, Any]) -> AWSResponse:
    """The bytes from which botocore parses this answer; members that botocore adds are left out."""
    model = model_of(operation)
    protocol = model.service_model.resolved_protocol
    serializer = get_serializer_class(model.service_model.service_name, protocol)(
        model, context=SerializationContext(REQUEST_ID)
    )
    written = serializer.serialize(parsed)
    body = written["body"]
    content = body.encode() if isinstance(body, str) else body
    return _response(written["status_code"], content, dict(written["headers"]))


def error(operation: str, code: str, message: str, status: int) -> AWSResponse:
    """An error as the service of an operation words it."""
    model = model_of(operation).service_model
    if model.resolved_protocol in {"json", "rest-json"}:
        content = json.dumps({"__type": code, "message": message})
        return _response(status, content.encode(), {"x-amzn-ErrorType": code})
    inner = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    if model.service_name == "s3":
        content = S3_ERROR.format(code=code, message=escape(message), id=REQUEST_ID)
    else:
        content = ERRORS[model.resolved_protocol].format(error=inner, id=REQUEST_ID)
    return _response(status, content.encode(), {})


def page(content: bytes, content_type: str, status: int = 200) -> AWSResponse:
    """The page of a proxy between AWS and us, without a request id of AWS."""
    return _sent(status, content, {"Content-Type": content_type})


def silent_error(status: int) -> AWSResponse:
    """An error of AWS with a status only."""
    return _response(status, b"", {})


def cut(response: AWSResponse) -> AWSResponse:
    """The same response, broken off in the middle."""
    content: bytes = response.content
    return _response(response.status_code, content[: len(content) // 2], dict(response.headers))


def _response(status: int, content: bytes, headers: dict[str, str]) -> AWSResponse:
    return _sent(status, content, {"x-amzn-RequestId": REQUEST_ID, "x-amz-request-id": REQUEST_ID, **headers})


def _sent(status: int, content: bytes, headers: dict[str, str]) -> AWSResponse:
    sent = HTTPHeaders()
    for name, value in headers.items():
        sent[name] = value
    return AWSResponse("https://recorded.invalid/", status, sent, Stream(content))


def encoded(value: Any) -> Any:
    """The value with policy documents encoded as AWS sends them; botocore decodes them."""
    if isinstance(value, list):
        return [encoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    documents = {"PolicyDocument", "AssumeRolePolicyDocument", "Document"}
    return {
        name: quote(json.dumps(each)) if name in documents and isinstance(each, dict) else encoded(each)
        for name, each in value.items()
    }
