"""Answers as they come in: half ones are refused, and text that is no text is made harmless."""

from __future__ import annotations

import json
import re
from typing import Any

from botocore.model import OperationModel
from botocore.parsers import ResponseParserError

JSON = frozenset({"json", "rest-json"})
FIRST_ERROR = 300
REQUEST_ID = ("x-amzn-requestid", "x-amz-request-id")
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half a character: JSON can spell it, but no file can hold it."""


class HalfAnswerError(ResponseParserError):
    """A body that is broken off or missing."""

    def __init__(self, problem: str, request_id: str) -> None:
        super().__init__(problem)
        self.request_id = request_id


def refuse_half_answers(**event: Any) -> None:
    """A botocore handler for `before-parse`: raises `HalfAnswerError`.

    Botocore notices in XML only; of anything else it makes an answer without fields, which reads like an empty one.
    """
    operation_model, body = event["operation_model"], event["response_dict"]["body"]
    headers = event["response_dict"]["headers"]
    if event["response_dict"]["status_code"] >= FIRST_ERROR or not _has_body(operation_model):
        return
    request_id = next((headers[name] for name in REQUEST_ID if name in headers), "")
    if not body:
        raise HalfAnswerError(f"the answer to {operation_model.name} is empty", request_id)
    if operation_model.service_model.resolved_protocol in JSON:
        try:
            json.loads(body)
        except ValueError as error:
            raise HalfAnswerError(f"the answer to {operation_model.name} is no JSON: {error}", request_id) from error


def readable(answer: Any) -> Any:
    """The same answer, with lone surrogates spelled out (`[U+D800]`): they would stop every file we write."""
    if isinstance(answer, str):
        return answer if answer.isascii() else LONE_SURROGATE.sub(_spelled, answer)
    if isinstance(answer, dict):
        return {readable(key): readable(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [readable(value) for value in answer]
    return answer


def _spelled(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def _has_body(operation_model: OperationModel) -> bool:
    shape = operation_model.output_shape
    return shape is not None and any("location" not in member.serialization for member in shape.members.values())
