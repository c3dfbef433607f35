"""The exceptions that botocore raises instead of an answer, and their meaning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import ParseError

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    InvalidConfigError,
    LoginError,
    MetadataRetrievalError,
    MissingDependencyException,
    NoAuthTokenError,
    NoCredentialsError,
    PaginationError,
    PartialCredentialsError,
    RefreshWithMFAUnsupportedError,
    SSOError,
    TokenRetrievalError,
    UnknownCredentialError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError

from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import THROTTLED, in_short, reason_of
from reporter.model.subjects import GLOBAL
from reporter.sessions.answers import NoAnswerError

FAILURES = (BotoCoreError, ClientError, ResponseParserError, ParseError, RecursionError, KeyError)
"""All exceptions that botocore raises instead of an answer. ParseError is raised for an incomplete bucket location,
RecursionError for a policy that is nested too deeply, and KeyError for an answer that lacks a member which botocore
corrects."""
NO_CREDENTIALS = (
    NoCredentialsError, CredentialRetrievalError, TokenRetrievalError, NoAuthTokenError, SSOError, LoginError,
    PartialCredentialsError, RefreshWithMFAUnsupportedError, MetadataRetrievalError, InvalidConfigError,
    MissingDependencyException, UnknownCredentialError,
)  # fmt: skip
"""The exceptions for missing or expired credentials."""
PROBLEMS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], ReasonCode], ...] = (
    (ResponseParserError, ReasonCode.MALFORMED_ANSWER),
    (ParseError, ReasonCode.MALFORMED_ANSWER),
    (RecursionError, ReasonCode.MALFORMED_ANSWER),
    (KeyError, ReasonCode.MALFORMED_ANSWER),
    (PaginationError, ReasonCode.MALFORMED_ANSWER),
    (BotoConnectionError, ReasonCode.TIMEOUT),
    (HTTPClientError, ReasonCode.TIMEOUT),
    (NO_CREDENTIALS, ReasonCode.CREDENTIALS_EXPIRED),
)
"""The reason code of each exception without an answer of AWS."""
NOT_ABOUT_THE_ROLE = frozenset({
    ReasonCode.CREDENTIALS_EXPIRED, ReasonCode.THROTTLED, ReasonCode.TIMEOUT, ReasonCode.MALFORMED_ANSWER,
})  # fmt: skip
"""The reasons why a role could not be assumed that are not about the role itself."""
PASSING = frozenset({"RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "500"})
FIRST_SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429


def unavailable(error: Exception, operation: str, region: str, *, at_home: bool = True) -> Unavailable:
    """The reason for a failed request; `at_home` as in `reporter.model.refusals.reason_of`."""
    if is_about_the_role(error):
        return not_assumable(error)
    return _unavailable(error, operation, region, at_home=at_home)


def not_assumable(error: Exception, operation: str = "sts:AssumeRole") -> Unavailable:
    """The reason for an account that could not be entered, as opposed to a failed read."""
    why = _unavailable(error, operation, GLOBAL, at_home=True)
    is_about_us = why.reason in NOT_ABOUT_THE_ROLE or is_passing(error)
    return why if is_about_us else replace(why, reason=ReasonCode.ROLE_NOT_ASSUMABLE)


def is_about_the_role(error: BaseException) -> bool:
    """Whether the role could not be assumed again, before a read."""
    return isinstance(error, ClientError) and error.operation_name == "AssumeRole"


def is_throttling(error: BaseException) -> bool:
    """Whether AWS throttled the request, under any of its error codes."""
    return code_of(error) in THROTTLED or _status_of(error) == TOO_MANY_REQUESTS


def is_passing(error: BaseException) -> bool:
    """Whether the same request may succeed in a moment, because AWS or the connection failed temporarily."""
    if isinstance(error, ClientError):
        return is_throttling(error) or code_of(error) in PASSING or _status_of(error) >= FIRST_SERVER_ERROR
    return is_unanswered(error)


def is_unanswered(error: BaseException) -> bool:
    """Whether the request did not reach AWS, or the answer did not arrive."""
    return isinstance(error, BotoConnectionError | HTTPClientError)


def is_unreachable(error: BaseException) -> bool:
    """Whether no server answers at the address."""
    return isinstance(error, EndpointConnectionError)


def code_of(error: BaseException | None) -> str:
    """The error code of AWS, or the class name of botocore's own error."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    return type(error).__name__


def request_id_of(error: Exception) -> str:
    """The request id of AWS; empty if the request did not reach AWS."""
    if isinstance(error, NoAnswerError):
        return error.request_id
    answer: Any = error.response if isinstance(error, ClientError) else {}
    return str(answer.get("ResponseMetadata", {}).get("RequestId", ""))


def _status_of(error: BaseException) -> int:
    answer: Any = error.response if isinstance(error, ClientError) else {}
    return int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _unavailable(error: Exception, operation: str, region: str, *, at_home: bool) -> Unavailable:
    message = _message(error)
    return Unavailable(
        reason=_reason(error, message, at_home=at_home),
        detail=in_short(message) or code_of(error),
        operation=operation,
        region=region,
        error_code=code_of(error),
        request_id=request_id_of(error),
    )


def _message(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Message", ""))
    return f"the answer lacks {error}" if isinstance(error, KeyError) else str(error)


def _reason(error: Exception, message: str, *, at_home: bool) -> ReasonCode:
    if is_throttling(error):
        return ReasonCode.THROTTLED
    if isinstance(error, ClientError):
        return reason_of(code_of(error), message, at_home=at_home)
    return next((reason for kind, reason in PROBLEMS if isinstance(error, kind)), ReasonCode.AWS_ERROR)
