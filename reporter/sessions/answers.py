"""Verifies answers as they arrive: those that AWS did not send or that are incomplete are refused.

A proxy that wants a login, a firewall that shows a page, or a broken connection may stand between AWS and the product.
Lone surrogates in answers are made harmless.
"""

from __future__ import annotations

import json
import re
from typing import Any

import botocore.session
from botocore.parsers import ResponseParserError

from reporter.sessions.expected import JSON, Expected, expected, root_of

__all__ = ["JSON", "NoAnswerError", "readable", "refuse_what_is_no_answer"]

FIRST_ERROR = 300
FIRST_SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429
TOO_MANY = "<ErrorResponse><Error><Code>429</Code></Error><RequestId>{}</RequestId></ErrorResponse>"
"""The form in which an overloaded server would report throttling in XML."""
ERROR_ROOTS = frozenset({"Error", "ErrorResponse", "Response"})
"""The name of the root element of an error: of S3, of most services, of EC2."""
CODES = frozenset({"__type", "code", "Code"})
ERROR_TYPE = "x-amzn-errortype"
"""The header with the code of an error in JSON."""
REQUEST_ID = ("x-amzn-requestid", "x-amz-request-id")
STRANGE = "does not come from AWS: "
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a surrogate pair, which JSON can express but UTF-8 cannot."""


class NoAnswerError(ResponseParserError):
    """The answer is incomplete, missing, or not from AWS."""

    def __init__(self, problem: str, request_id: str) -> None:
        super().__init__(problem)
        self.request_id = request_id


def refuse_what_is_no_answer(session: botocore.session.Session) -> None:
    """Make a session raise `NoAnswerError` for incomplete answers, and for answers that AWS did not send.

    Botocore detects few of them in XML and none in JSON: it returns an answer without fields, which looks like an empty
    one.
    """
    session.register("before-parse", _refuse)


def readable(answer: Any) -> Any:
    """The answer with lone surrogates replaced (`[U+D800]`), since no file could be written with them."""
    if isinstance(answer, str):
        return answer if answer.isascii() else LONE_SURROGATE.sub(_spelled, answer)
    if isinstance(answer, dict):
        return {readable(key): readable(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [readable(value) for value in answer]
    return answer


def _spelled(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def _refuse(**event: Any) -> None:
    """A handler of botocore for `before-parse`; raises `NoAnswerError`."""
    wanted, response = expected(event["operation_model"]), event["response_dict"]
    if wanted.is_stream:
        return
    problem = _problem_of_error if response["status_code"] >= FIRST_ERROR else _problem
    found = problem(wanted, response)
    if found:
        raise NoAnswerError(f"the answer to {wanted.operation} {found}", _request_id(response))


def _problem(wanted: Expected, response: dict[str, Any]) -> str:
    """Why the body is no answer of AWS; empty if it may be one."""
    body = response["body"]
    if not wanted.has_body:
        return f"{STRANGE}it has no request id" if wanted.is_head and not _request_id(response) else ""
    if not body:
        return "is empty"
    if wanted.speaks_json:
        return _problem_of_json(wanted, body)
    root = root_of(body)
    if wanted.is_text:
        return f"{STRANGE}it begins with <{root}>" if root else ""
    return "" if root in wanted.roots or not wanted.speaks_xml else f"{STRANGE}it begins with <{root}>"


def _problem_of_json(wanted: Expected, body: bytes) -> str:
    try:
        parsed = json.loads(body)
    except ValueError as error:
        return f"is no JSON: {error}"
    if not isinstance(parsed, dict):
        return f"{STRANGE}it is no JSON object"
    if parsed and not wanted.members & parsed.keys():
        return f"{STRANGE}it has none of {', '.join(sorted(wanted.members))}"
    return ""


def _problem_of_error(wanted: Expected, response: dict[str, Any]) -> str:
    """Why an error is not from AWS; empty if it may be.

    Overloaded servers of AWS send HTML pages too: then the body is replaced, so that botocore sees only the status.
    """
    body, status = response["body"], response["status_code"]
    parsed = {} if wanted.speaks_xml else _object(body)
    if _has_code(wanted, response, parsed):
        return ""
    is_half = wanted.speaks_xml and root_of(body) in wanted.roots
    if status == TOO_MANY_REQUESTS:
        response["body"] = TOO_MANY.format(_request_id(response)).encode() if wanted.speaks_xml else b""
        return ""
    if status == FIRST_SERVER_ERROR and wanted.is_of_s3 and body and not is_half:
        # Botocore takes any page, and an incomplete answer, for an error of S3.
        return f"{STRANGE}it begins with <{root_of(body)}>"
    if status >= FIRST_SERVER_ERROR:
        response["body"] = body if is_half or (parsed and not wanted.speaks_xml) else b""
        return ""
    problem = f"it has the HTTP status {status} and no error code"
    if not _request_id(response):
        return f"{STRANGE}{problem}"
    is_short = parsed is not None and not (body and wanted.speaks_xml)
    return "" if is_short and wanted.has_status_errors else f"is no error of AWS: {problem}"


def _has_code(wanted: Expected, response: dict[str, Any], parsed: dict[str, Any] | None) -> bool:
    if wanted.speaks_xml:
        return root_of(response["body"]) in ERROR_ROOTS
    return parsed is not None and bool(CODES & parsed.keys() or ERROR_TYPE in response["headers"])


def _object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in a body, an empty one for an empty body; None for anything else."""
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _request_id(response: dict[str, Any]) -> str:
    headers = response["headers"]
    return next((headers[name] for name in REQUEST_ID if name in headers), "")
