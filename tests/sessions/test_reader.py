import json
import socket
from collections.abc import Callable, Iterator
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

from reporter.config.settings import AssumedRole, Limits, RegionChoice, Settings
from reporter.demo.state import Refusal
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Gone, Refused
from reporter.model.subjects import GLOBAL
from reporter.sessions import Reader
from tests.sessions.wire import ACCOUNT, READS, denied, expired, nothing, wire
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
        ("AccessDenied", "with an explicit deny in a resource-based policy", ReasonCode.DENIED_BY_RESOURCE_POLICY),
        ("InvalidToken", "malformed or otherwise invalid", ReasonCode.CREDENTIALS_EXPIRED),
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


@pytest.mark.parametrize("code", ["AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId"])
def test_credentials_that_only_one_region_rejects_mean_that_it_is_disabled(code: str) -> None:
    reader = wire(s3__GetBucketPolicy=lambda _: Refusal(code, "not valid", 401)).enter()
    with pytest.raises(Refused) as refused:
        reader.call("s3", "get_bucket_policy", region="ap-east-1", Bucket="acme")
    assert refused.value.unavailable.reason is ReasonCode.REGION_DISABLED


def nowhere(errno: int) -> Exception:
    """What botocore raises where the name servers give no address."""
    error = EndpointConnectionError(endpoint_url="https://s3")
    error.__cause__ = socket.gaierror(errno, "no address")
    return error


def refusal(reader: Reader, region: str) -> Unavailable:
    with pytest.raises(Refused) as refused:
        reader.call("s3", "get_bucket_policy", region=region, Bucket="acme")
    return refused.value.unavailable


@pytest.mark.parametrize(
    ("region", "errno", "expected"),
    [
        ("mars-north-1", socket.EAI_NONAME, ReasonCode.NOT_OFFERED),
        ("mars-north-1", socket.EAI_AGAIN, ReasonCode.UNSUPPORTED),
        ("eu-west-1", socket.EAI_NONAME, ReasonCode.TIMEOUT),
    ],
)
def test_a_service_is_not_offered_where_neither_botocore_nor_dns_knows_it(
    region: str, errno: int, expected: ReasonCode
) -> None:
    assert refusal(raising(nowhere(errno)), region).reason is expected


@pytest.mark.parametrize("code", ["UnrecognizedClientException", "UnknownOperationException"])
def test_a_service_is_not_offered_where_botocore_does_not_know_it_and_aws_rejects_the_request(code: str) -> None:
    found = refusal(refusing(code), "mars-north-1")
    assert (found.reason, found.detail) == (ReasonCode.NOT_OFFERED, "AWS does not offer s3 in mars-north-1")
    assert refusal(refusing(code), "eu-west-1").reason is not ReasonCode.NOT_OFFERED
    assert refusal(refusing("AccessDenied"), "mars-north-1").reason is ReasonCode.DENIED_BY_IAM


def test_an_answer_nested_beyond_measure_is_malformed() -> None:
    assert reason(raising(RecursionError("maximum recursion depth exceeded"))) is ReasonCode.MALFORMED_ANSWER


def body(content: bytes, status: int = 200, **headers: str) -> Callable[..., AWSResponse]:
    """A handler that puts these bytes on the wire, whatever was asked."""
    sent = HTTPHeaders()
    for name, value in headers.items():
        sent[name.replace("_", "-")] = value

    def send(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, status, sent, Stream(content))

    return send


class Stream(BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


@pytest.mark.parametrize(
    ("service", "operation", "content"),
    [
        ("iam", "get_account_summary", b"<not xml"),
        ("cloudtrail", "describe_trails", b'{"trailList": ['),
        ("accessanalyzer", "list_analyzers", b'{"analyz'),
        ("accessanalyzer", "list_analyzers", b""),
        ("ec2", "describe_vpcs", b""),
    ],
)
def test_half_an_answer_is_malformed_in_every_protocol(service: str, operation: str, content: bytes) -> None:
    reader = wire().enter()
    reader.clients.session.get_component("event_emitter").register_first("before-send", body(content))
    with pytest.raises(Refused) as refused:
        reader.call(service, operation)
    assert refused.value.unavailable.reason is ReasonCode.MALFORMED_ANSWER


def test_an_answer_without_what_botocore_itself_corrects_is_malformed() -> None:
    reader = wire().enter()
    nameless = (
        b"<ListBucketResult><EncodingType>url</EncodingType><Contents><Size>1</Size></Contents></ListBucketResult>"
    )
    reader.clients.session.get_component("event_emitter").register_first("before-send", body(nameless))
    with pytest.raises(Refused) as refused:
        reader.call("s3", "list_objects_v2", Bucket="acme")
    why = refused.value.unavailable
    assert (why.reason, why.operation) == (ReasonCode.MALFORMED_ANSWER, "s3:ListObjectsV2")
    assert why.detail == "the answer lacks 'Key'"


def test_half_an_answer_is_reported_with_the_number_that_aws_gave_it() -> None:
    def send(request: Any, **_: Any) -> AWSResponse:
        headers = HTTPHeaders()
        headers["x-amzn-RequestId"] = REQUEST_ID
        return AWSResponse(request.url, 200, headers, Stream(b'{"trailList": ['))

    reader = wire().enter()
    reader.clients.session.get_component("event_emitter").register_first("before-send", send)
    with pytest.raises(Refused) as refused:
        reader.call("cloudtrail", "describe_trails")
    assert refused.value.unavailable.request_id == REQUEST_ID


def test_an_error_without_a_body_is_an_error() -> None:
    reader = wire().enter()
    reader.clients.session.get_component("event_emitter").register_first(
        "before-send", body(b"", 403, x_amz_request_id="7")
    )
    with pytest.raises(Refused) as refused:
        reader.call("s3", "head_bucket", Bucket="acme")
    assert refused.value.unavailable.reason is ReasonCode.DENIED_BY_IAM


def test_half_a_character_is_spelled_out_wherever_it_stands() -> None:
    reader = wire().enter()
    content = rb'{"trailList": [{"Name": "a\ud800b", "HomeRegion": "\u00fc\ud83d\ude00"}]}'
    reader.clients.session.get_component("event_emitter").register_first("before-send", body(content))
    assert reader.call("cloudtrail", "describe_trails")["trailList"] == [{"Name": "a[U+D800]b", "HomeRegion": "ü😀"}]


def test_a_refusal_says_what_where_and_under_which_number() -> None:
    with pytest.raises(Refused) as refused:
        refusing("InternalError", "try again").call("s3", "get_bucket_policy", region="eu-west-1", Bucket="acme")
    shown = refused.value.unavailable
    assert (shown.operation, shown.region, shown.error_code) == ("s3:GetBucketPolicy", "eu-west-1", "InternalError")
    assert (shown.detail, shown.request_id) == ("try again", REQUEST_ID)


def test_an_error_without_a_message_is_reported_by_its_code() -> None:
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
    cut_pages(2)(reader.clients.session)
    names = [user["UserName"] for user in reader.items("iam", "list_users", "Users", page_size=2)]
    assert names == [f"user-{number}" for number in range(5)]
    assert [call.outcome for call in reader.calls] == ["ok", "ok", "ok"]


def test_a_list_that_is_not_there_is_no_empty_list() -> None:
    with pytest.raises(KeyError, match="Users"):
        list(wire(iam__ListUsers=nothing).enter().items("iam", "list_users", "Users", page_size=100))


def test_the_evidence_tells_the_pages_of_a_list_apart() -> None:
    reader = wire(iam__ListUsers=lambda _: {"Users": [{"UserName": f"user-{n}"} for n in range(5)]}).enter()
    cut_pages(2)(reader.clients.session)
    list(reader.items("iam", "list_users", "Users", page_size=2))
    asked = [json.loads(call.parameters) for call in reader.calls]
    assert [page.get("Marker", "first") for page in asked] == ["first", "page-1", "page-2"]
    assert all(page["MaxItems"] == 2 for page in asked)


def test_the_same_page_again_is_malformed() -> None:
    same = {"Users": [], "IsTruncated": True, "Marker": "again"}
    with pytest.raises(Refused) as refused:
        list(wire(iam__ListUsers=lambda _: same).enter().items("iam", "list_users", "Users", page_size=2))
    assert refused.value.unavailable.reason is ReasonCode.MALFORMED_ANSWER
    assert refused.value.unavailable.operation == "iam:ListUsers"


def pages_of(*pages: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """One page after the other, and the last one again and again."""
    left = list(pages)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    ("pages", "shown"),
    [
        ([{"Users": [], "IsTruncated": True}], "the answer says that there is more, and not where"),
        ([{"Users": [], "IsTruncated": True, "Marker": ""}], "the answer says that there is more, and not where"),
        (
            [{"Users": [], "IsTruncated": True, "Marker": marker} for marker in ("a", "b", "a")],
            "the pages go round in a circle",
        ),
    ],
    ids=["no token", "an empty token", "a circle"],
)
def test_a_list_that_does_not_come_to_an_end_as_it_should_is_malformed(pages: list[dict[str, Any]], shown: str) -> None:
    reader = wire(iam__ListUsers=pages_of(*pages)).enter()
    with pytest.raises(Refused, match=shown) as refused:
        list(reader.items("iam", "list_users", "Users", page_size=2))
    assert refused.value.unavailable.reason is ReasonCode.MALFORMED_ANSWER


def test_a_list_that_botocore_has_no_paginator_for_is_read_by_its_tokens() -> None:
    one, two = ({"AccessPointList": [{"Name": name}]} for name in ("one", "two"))
    line = wire(s3control__ListAccessPoints=pages_of({**one, "NextToken": "more"}, two))
    points = line.enter().items(
        "s3control", "list_access_points", "AccessPointList", page_size=10, region="eu-west-1", AccountId="1" * 12
    )
    found = list(points)
    assert [point["Name"] for point in found] == ["one", "two"]
    first, second = line.requests("s3control:ListAccessPoints")
    assert (first["MaxResults"], second["NextToken"]) == (10, "more")
    assert "NextToken" not in first


def test_a_list_without_a_limit_is_read_by_its_tokens_too() -> None:
    line = wire(s3control__ListStorageLensGroups=pages_of({"StorageLensGroupList": [{"Name": "all"}]}))
    groups = line.enter().items(
        "s3control", "list_storage_lens_groups", "StorageLensGroupList", page_size=0, AccountId="1" * 12
    )
    assert [group["Name"] for group in groups] == ["all"]


def test_what_has_no_pages_is_not_read_in_pages() -> None:
    with pytest.raises(ValueError, match="GetAccountSummary has no pages"):
        list(wire().enter().pages("iam", "get_account_summary", page_size=0))
    with pytest.raises(ValueError, match="GetApps has no pages"):
        list(wire().enter().pages("pinpoint", "get_apps", page_size=0))


@pytest.mark.parametrize(
    ("service", "operation", "bucket", "owner"),
    [
        ("s3", "get_bucket_versioning", "acme", "111122223333"),
        ("s3", "get_bucket_lifecycle_configuration", "scratch--use1-az4--x-s3", None),
    ],
)
def test_a_bucket_is_read_only_while_it_is_the_accounts(
    service: str, operation: str, bucket: str, owner: str | None
) -> None:
    line = wire(s3__GetBucketVersioning=nothing, s3__GetBucketLifecycleConfiguration=nothing)
    line.enter().call(service, operation, Bucket=bucket)
    assert line.asked[-1][1].get("ExpectedBucketOwner") == owner


def test_a_bucket_of_another_account_is_read_if_it_is_asked_for_as_such() -> None:
    line = wire(s3__GetBucketVersioning=nothing)
    line.enter().call("s3", "get_bucket_versioning", Bucket="acme", ExpectedBucketOwner="222233334444")
    assert line.asked[-1][1]["ExpectedBucketOwner"] == "222233334444"


def test_a_question_knows_its_own_last_request() -> None:
    reader = wire(iam__GetAccountSummary=nothing).enter()
    mine, other = reader.for_question(READS), reader.for_question(READS)
    mine.call("iam", "get_account_summary")
    assert mine.last_call == reader.calls[0]
    assert other.last_call is None


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


def test_only_wanted_regions_are_looked_at() -> None:
    settings = Settings(regions=RegionChoice(include=("eu-west-1",)))
    reader = wire().sessions(settings).enter(ACCOUNT, AssumedRole(), askers=[READS])
    assert reader.asked_regions == ("eu-west-1",)
    assert reader.wants("eu-west-1")
    assert not reader.wants("us-east-1")


def test_when_the_time_for_the_account_is_up_nothing_more_is_asked() -> None:
    line = wire(iam__GetAccountSummary=nothing)
    reader = line.sessions(Settings(limits=Limits(account_seconds=0))).enter(ACCOUNT, AssumedRole(), askers=[READS])
    with pytest.raises(Refused) as refused:
        reader.call("iam", "get_account_summary")
    why = refused.value.unavailable
    assert (why.reason, why.operation, why.region) == (ReasonCode.TIMEOUT, "iam:GetAccountSummary", GLOBAL)
    assert not line.requests("iam:GetAccountSummary")
