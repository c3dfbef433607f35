"""What botocore raises instead of an answer, and what that means."""

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
"""Everything that botocore raises instead of an answer.

XML's own error where the location of a bucket is broken off; the last two when a policy is nested beyond measure, and
when an answer lacks what botocore itself corrects in it.
"""
NO_CREDENTIALS = (
    NoCredentialsError, CredentialRetrievalError, TokenRetrievalError, NoAuthTokenError, SSOError, LoginError,
    PartialCredentialsError, RefreshWithMFAUnsupportedError, MetadataRetrievalError, InvalidConfigError,
    MissingDependencyException, UnknownCredentialError,
)  # fmt: skip
"""What botocore raises where it has no credentials to sign with, or no more."""
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
"""What it means when botocore has no answer at all."""
TOLD_BY_REASON = frozenset({
    ReasonCode.CREDENTIALS_EXPIRED, ReasonCode.THROTTLED, ReasonCode.TIMEOUT, ReasonCode.MALFORMED_ANSWER,
})  # fmt: skip
"""Why a role could not be assumed, if it is not about the role."""
PASSING = frozenset({"RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "500"})
FIRST_SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429


def unavailable(error: Exception, operation: str, region: str, *, at_home: bool = True) -> Unavailable:
    """What a failed request means; `at_home` as in `reporter.model.refusals.reason_of`."""
    if is_about_the_role(error):
        return not_assumable(error)
    return _unavailable(error, operation, region, at_home=at_home)


def not_assumable(error: Exception, operation: str = "sts:AssumeRole") -> Unavailable:
    """What it means when not a read failed, but the way into the account before it."""
    why = _unavailable(error, operation, GLOBAL, at_home=True)
    is_about_us = why.reason in TOLD_BY_REASON or is_passing(error)
    return why if is_about_us else replace(why, reason=ReasonCode.ROLE_NOT_ASSUMABLE)


def is_about_the_role(error: BaseException) -> bool:
    """Whether the role could not be assumed again, on the way to a read."""
    return isinstance(error, ClientError) and error.operation_name == "AssumeRole"


def is_throttling(error: BaseException) -> bool:
    """Whether AWS had enough of our requests for now, whatever it calls that."""
    return code_of(error) in THROTTLED or _status_of(error) == TOO_MANY_REQUESTS


def is_passing(error: BaseException) -> bool:
    """Whether the same request may well succeed in a moment: AWS was busy or broken, or the line was."""
    if isinstance(error, ClientError):
        return is_throttling(error) or code_of(error) in PASSING or _status_of(error) >= FIRST_SERVER_ERROR
    return is_unanswered(error)


def is_unanswered(error: BaseException) -> bool:
    """Whether the request never got to AWS, or its answer never to us."""
    return isinstance(error, BotoConnectionError | HTTPClientError)


def is_unreachable(error: BaseException) -> bool:
    """Whether nobody answers at the address."""
    return isinstance(error, EndpointConnectionError)


def code_of(error: BaseException | None) -> str:
    """The error code of AWS, or the name of botocore's own error."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    return type(error).__name__


def request_id_of(error: Exception) -> str:
    """The number under which AWS knows the request, if it got there."""
    if isinstance(error, NoAnswerError):
        return error.request_id
    answer: Any = error.response if isinstance(error, ClientError) else {}
    return str(answer.get("ResponseMetadata", {}).get("RequestId", ""))


def _status_of(error: BaseException) -> int:
    answer: Any = error.response if isinstance(error, ClientError) else {}
    return int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _unavailable(error: Exception, operation: str, region: str, *, at_home: bool) -> Unavailable:
    told = _told(error)
    return Unavailable(
        reason=_reason(error, told, at_home=at_home),
        detail=in_short(told) or code_of(error),
        operation=operation,
        region=region,
        error_code=code_of(error),
        request_id=request_id_of(error),
    )


def _told(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Message", ""))
    return f"the answer lacks {error}" if isinstance(error, KeyError) else str(error)


def _reason(error: Exception, message: str, *, at_home: bool) -> ReasonCode:
    if is_throttling(error):
        return ReasonCode.THROTTLED
    if isinstance(error, ClientError):
        return reason_of(code_of(error), message, at_home=at_home)
    return next((reason for kind, reason in PROBLEMS if isinstance(error, kind)), ReasonCode.AWS_ERROR)
