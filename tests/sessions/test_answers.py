"""What did not come from AWS is no answer, in whatever shape it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.sessions.expected import root_of
from reporter.sessions.pressure import Pressure
from tests.sessions.wire import wire

HTML = b"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Log in</title><body><p>Log in"
XHTML = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Log in</p></body></html>"
JSON = b'{"error": "log in", "url": "https://proxy.example/login"}'
NUMBER = {"x-amzn-RequestId": "7"}
BUCKET = {"Bucket": "acme"}

ONE_OF_EACH_PROTOCOL = [
    ("ec2", "describe_vpcs", {}),
    ("iam", "get_account_summary", {}),
    ("s3", "get_bucket_versioning", BUCKET),
    ("s3", "get_bucket_policy", BUCKET),
    ("s3", "get_public_access_block", BUCKET),
    ("s3control", "list_access_points", {"AccountId": "111122223333"}),
    ("cloudtrail", "describe_trails", {}),
    ("accessanalyzer", "list_analyzers", {}),
]


class Stream(BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


class Page:
    """What comes in the place of every answer."""

    def __init__(self, content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.sent = 0
        self._given = content, status, headers or {}

    def send(self, request: Any) -> AWSResponse:
        self.sent += 1
        content, status, headers = self._given
        sent = HTTPHeaders()
        for name, value in headers.items():
            sent[name] = value
        return AWSResponse(request.url, status, sent, Stream(content))


class Proxy:
    """Between a reader and AWS; clients are dear, so all tests have one."""

    def __init__(self) -> None:
        self._reader = wire().enter()
        self._page = Page(b"")
        emitter = self._reader.clients.session.get_component("event_emitter")
        emitter.register_first("before-send", lambda request, **_: self._page.send(request))

    def read(self, page: Page, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        self._page = page
        reader = replace(self._reader, pressure=Pressure(8, lambda _: None))
        return reader.call(service, operation, **parameters)

    def refusal(self, page: Page, service: str, operation: str, **parameters: Any) -> Unavailable:
        with pytest.raises(Refused) as refused:
            self.read(page, service, operation, **parameters)
        return refused.value.unavailable


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made-up")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield Proxy()


@pytest.mark.parametrize("content", [HTML, XHTML, JSON, b"[]", b'"login"', b"<Error/>x"])
@pytest.mark.parametrize(("service", "operation", "parameters"), ONE_OF_EACH_PROTOCOL)
def test_a_page_of_a_proxy_is_no_answer(
    proxy: Proxy, service: str, operation: str, parameters: dict[str, str], content: bytes
) -> None:
    if operation == "get_bucket_policy" and not content.startswith(b"<"):
        pytest.skip("a policy is any text; what is none is found out when it is read")
    why = proxy.refusal(Page(content), service, operation, **parameters)
    assert why.reason in {ReasonCode.MALFORMED_ANSWER, ReasonCode.AWS_ERROR}
    if content in {HTML, XHTML, JSON}:
        assert why.reason is ReasonCode.MALFORMED_ANSWER


@pytest.mark.parametrize("status", [302, 400, 403, 404, 407, 451])
@pytest.mark.parametrize("content", [HTML, XHTML, JSON, b"", b"null"])
@pytest.mark.parametrize(("service", "operation", "parameters"), ONE_OF_EACH_PROTOCOL[:7:2])
def test_what_a_proxy_refuses_is_no_refusal_of_aws(
    proxy: Proxy, service: str, operation: str, parameters: dict[str, str], content: bytes, status: int
) -> None:
    why = proxy.refusal(Page(content, status), service, operation, **parameters)
    assert why.reason is ReasonCode.MALFORMED_ANSWER
    assert f"HTTP status {status} and no error code" in why.detail


@pytest.mark.parametrize("content", [HTML, XHTML, b"Bad Gateway", b""])
@pytest.mark.parametrize(("service", "operation", "parameters"), ONE_OF_EACH_PROTOCOL)
def test_a_page_of_a_broken_server_is_tried_again(
    proxy: Proxy, service: str, operation: str, parameters: dict[str, str], content: bytes
) -> None:
    page = Page(content, 502)
    why = proxy.refusal(page, service, operation, **parameters)
    assert (why.reason, why.error_code) == (ReasonCode.AWS_ERROR, "502")
    assert page.sent == 4


@pytest.mark.parametrize("content", [b"", HTML, JSON, b"<Error><Code>NewWord</Code></Error>", b'{"__type": "NewWord"}'])
@pytest.mark.parametrize(("service", "operation", "parameters"), ONE_OF_EACH_PROTOCOL)
def test_too_many_requests_is_throttling_whatever_it_is_called(
    proxy: Proxy, service: str, operation: str, parameters: dict[str, str], content: bytes
) -> None:
    page = Page(content, 429, NUMBER)
    assert proxy.refusal(page, service, operation, **parameters).reason is ReasonCode.THROTTLED
    assert page.sent > 4


@pytest.mark.parametrize(
    ("content", "headers", "code"),
    [
        (b'{"message": "no"}', NUMBER, "403"),
        (b"", NUMBER, "403"),
        (b'{"__type": "a#AccessDeniedException"}', {}, "AccessDeniedException"),
        (b'{"message": "no"}', {"x-amzn-ErrorType": "AccessDeniedException"}, "AccessDeniedException"),
    ],
)
def test_a_refusal_has_a_code_or_the_number_of_the_request(
    proxy: Proxy, content: bytes, headers: dict[str, str], code: str
) -> None:
    why = proxy.refusal(Page(content, 403, headers), "accessanalyzer", "list_analyzers")
    assert (why.reason, why.error_code) == (ReasonCode.DENIED_BY_IAM, code)


@pytest.mark.parametrize("status", [200, 403, 404])
def test_an_answer_in_the_headers_alone_has_the_number_of_the_request(proxy: Proxy, status: int) -> None:
    why = proxy.refusal(Page(b"", status), "s3", "head_bucket", Bucket="acme")
    assert why.reason is ReasonCode.MALFORMED_ANSWER
    assert "does not come from AWS" in why.detail
    answer = proxy.read(Page(b"", 200, NUMBER), "s3", "head_bucket", Bucket="acme")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "content"),
    [
        ("s3", "get_bucket_versioning", BUCKET, b"<VersioningConfiguration xmlns='http://s3.amazonaws.com/doc/'/>"),
        (
            "s3",
            "get_bucket_versioning",
            BUCKET,
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- > -->\n<VersioningConfiguration/>",
        ),
        ("s3", "get_bucket_location", BUCKET, b"<LocationConstraint>eu-west-1</LocationConstraint>"),
        ("s3", "list_buckets", {}, b"<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"),
        ("s3", "get_public_access_block", BUCKET, b"<PublicAccessBlockConfiguration/>"),
        ("s3", "get_bucket_policy", BUCKET, b"{}"),
        ("s3control", "list_access_points", {"AccountId": "111122223333"}, b"<ListAccessPointsResult/>"),
        ("ec2", "describe_vpcs", {}, b"<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>"),
        ("cloudtrail", "describe_trails", {}, b"{}"),
        ("glacier", "get_vault_access_policy", {"accountId": "-", "vaultName": "archive"}, b'{"Policy": "{}"}'),
    ],
)
def test_what_aws_documents_is_an_answer(
    proxy: Proxy, service: str, operation: str, parameters: dict[str, str], content: bytes
) -> None:
    assert proxy.read(Page(content), service, operation, **parameters)


def test_an_error_that_s3_sends_as_an_answer_is_an_error(proxy: Proxy) -> None:
    page = Page(b"<Error><Code>InternalError</Code><Message>Try again</Message></Error>", 200, NUMBER)
    why = proxy.refusal(page, "s3", "get_bucket_versioning", Bucket="acme")
    assert (why.reason, why.error_code, page.sent) == (ReasonCode.AWS_ERROR, "InternalError", 4)


@pytest.mark.parametrize("body", [b"", b"{}", b"no tags", b"<", b"<!-- <a/> -->"])
def test_what_has_no_element_has_no_root(body: bytes) -> None:
    assert root_of(body) == ""
