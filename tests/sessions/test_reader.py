from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import (
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    PaginationError,
    ReadTimeoutError,
    SSOTokenLoadError,
)

from reporter.demo.state import Refusal
from reporter.model import GLOBAL, ReasonCode
from reporter.refusals import Gone, Refused
from reporter.sessions import Reader
from reporter.settings import RegionChoice, Role, Settings
from tests.sessions.wire import ACCOUNT, denied, expired, nothing, wire
from tests.world import cut_pages

pytestmark = pytest.mark.usefixtures("world")

REQUEST_ID = "5ca1ab1e-0000-4000-8000-000000000000"


def refusing(code: str, message: str = "no") -> Reader:
    return wire(s3__GetBucketPolicy=lambda _: Refusal(code, message, 400)).enter()


def raising(error: Exception) -> Reader:
    def reply(_: dict[str, Any]) -> dict[str, Any]:
        raise error

    return wire(s3__GetBucketPolicy=reply).enter()


def reason(reader: Reader) -> ReasonCode:
    with pytest.raises(Refused) as refused:
        reader.call("s3", "get_bucket_policy", Bucket="acme")
    return refused.value.unavailable.reason


def test_what_is_not_configured_is_none() -> None:
    reader = refusing("NoSuchBucketPolicy")
    assert reader.find("s3", "get_bucket_policy", absent="NoSuchBucketPolicy", Bucket="acme") is None
    assert reader.find("s3", "get_bucket_policy", absent={"Other", "NoSuchBucketPolicy"}, Bucket="acme") is None


def test_what_is_configured_is_found() -> None:
    reader = wire(s3__GetBucketPolicy=lambda _: {"Policy": "{}"}).enter()
    answer = reader.find("s3", "get_bucket_policy", absent="NoSuchBucketPolicy", Bucket="acme")
    assert answer is not None
    assert answer["Policy"] == "{}"


def test_a_denial_is_not_an_absence() -> None:
    with pytest.raises(Refused):
        refusing("AccessDenied").find("s3", "get_bucket_policy", absent="NoSuchBucketPolicy", Bucket="acme")


def test_what_was_deleted_meanwhile_is_gone() -> None:
    with pytest.raises(Gone):
        refusing("NoSuchBucket").call("s3", "get_bucket_policy", Bucket="acme")


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("AccessDenied", "no identity-based policy allows it", ReasonCode.DENIED_BY_IAM),
        ("AccessDenied", "with an explicit deny in a service control policy", ReasonCode.DENIED_BY_SCP),
        ("ThrottlingException", "Rate exceeded", ReasonCode.THROTTLED),
        ("ExpiredToken", "expired", ReasonCode.CREDENTIALS_EXPIRED),
        ("OptInRequired", "not subscribed", ReasonCode.REGION_DISABLED),
        ("NotImplemented", "unknown here", ReasonCode.UNSUPPORTED),
        ("InternalError", "try again", ReasonCode.AWS_ERROR),
    ],
)
def test_error_codes_have_meanings(code: str, message: str, expected: ReasonCode) -> None:
    assert reason(refusing(code, message)) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (EndpointConnectionError(endpoint_url="https://s3"), ReasonCode.TIMEOUT),
        (ConnectTimeoutError(endpoint_url="https://s3"), ReasonCode.TIMEOUT),
        (ReadTimeoutError(endpoint_url="https://s3"), ReasonCode.TIMEOUT),
        (NoCredentialsError(), ReasonCode.CREDENTIALS_EXPIRED),
        (SSOTokenLoadError(error_msg="log in again"), ReasonCode.CREDENTIALS_EXPIRED),
        (PaginationError(message="the same token twice"), ReasonCode.MALFORMED_ANSWER),
    ],
)
def test_no_answer_has_a_meaning_too(error: Exception, expected: ReasonCode) -> None:
    assert reason(raising(error)) is expected


class Stream(BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


def test_an_answer_that_cannot_be_parsed_is_malformed() -> None:
    def garble(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, HTTPHeaders(), Stream(b"<not xml"))

    reader = wire().enter()
    reader.session.get_component("event_emitter").register_first("before-send", garble)
    with pytest.raises(Refused) as refused:
        reader.call("iam", "get_account_summary")
    assert refused.value.unavailable.reason is ReasonCode.MALFORMED_ANSWER


def test_a_refusal_says_what_where_and_under_which_number() -> None:
    with pytest.raises(Refused) as refused:
        refusing("InternalError", "try again").call("s3", "get_bucket_policy", region="eu-west-1", Bucket="acme")
    told = refused.value.unavailable
    assert (told.operation, told.region, told.error_code) == ("s3:GetBucketPolicy", "eu-west-1", "InternalError")
    assert (told.detail, told.request_id) == ("try again", REQUEST_ID)


def test_an_error_without_a_message_is_told_by_its_code() -> None:
    with pytest.raises(Refused, match="InternalError"):
        refusing("InternalError", "").call("s3", "get_bucket_policy", Bucket="acme")


def test_every_request_is_kept_as_evidence_refused_or_not() -> None:
    reader = wire(iam__GetAccountSummary=nothing, s3__GetBucketPolicy=denied).enter()
    reader.call("iam", "get_account_summary")
    with pytest.raises(Refused):
        reader.call("s3", "get_bucket_policy", region="eu-west-1", Bucket="acme")
    kept = [(call.operation, call.region, call.parameters, call.outcome) for call in reader.calls]
    assert kept == [
        ("iam:GetAccountSummary", GLOBAL, "{}", "ok"),
        ("s3:GetBucketPolicy", "eu-west-1", '{"Bucket": "acme"}', "AccessDenied"),
    ]
    assert {call.request_id for call in reader.calls} == {REQUEST_ID}


def test_all_pages_are_read_and_each_is_a_request() -> None:
    reader = wire(iam__ListUsers=lambda _: {"Users": [{"UserName": f"user-{n}"} for n in range(5)]}).enter()
    cut_pages(2)(reader.session)
    names = [user["UserName"] for user in reader.items("iam", "list_users", "Users", page_size=2)]
    assert names == [f"user-{number}" for number in range(5)]
    assert [call.outcome for call in reader.calls] == ["ok", "ok", "ok"]


def test_a_list_that_is_not_there_is_empty() -> None:
    assert not list(wire(iam__ListUsers=nothing).enter().items("iam", "list_users", "Users", page_size=100))


def test_a_page_size_of_zero_is_for_operations_that_take_none() -> None:
    line = wire(organizations__ListTagsForResource=lambda _: {"Tags": []})
    assert not list(
        line.enter().items("organizations", "list_tags_for_resource", "Tags", page_size=0, ResourceId="111122223333")
    )
    assert line.requests("organizations:ListTagsForResource") == [{"ResourceId": "111122223333"}]


def test_a_page_may_be_refused() -> None:
    reader = wire(iam__ListUsers=expired).enter()
    with pytest.raises(Refused) as refused:
        list(reader.items("iam", "list_users", "Users", page_size=100))
    assert refused.value.unavailable.operation == "iam:ListUsers"
    assert [call.outcome for call in reader.calls] == ["ExpiredToken"]


def test_a_client_is_made_once_for_each_region() -> None:
    line = wire(ec2__DescribeRegions=nothing)
    reader = line.enter()
    for region in ("", GLOBAL, "us-east-1", "eu-west-1"):
        reader.call("ec2", "describe_regions", region=region)
    assert len(reader._clients) == 2  # noqa: SLF001 - what a client costs is the point


def test_only_wanted_regions_are_looked_at() -> None:
    settings = Settings(regions=RegionChoice(include=("eu-west-1",)))
    reader = wire().sessions(settings).enter(ACCOUNT, Role())
    assert reader.asked_regions == ("eu-west-1",)
    assert reader.wants("eu-west-1")
    assert not reader.wants("us-east-1")
