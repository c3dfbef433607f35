"""Buckets under the default names of services: whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.session import Session

from checks.s3.shadow import predictable_bucket_is_our_own
from reporter.aws.s3.data import BucketRegions
from reporter.aws.s3.shadow import PREDICTABLE_NAMES, NamePattern, PredictableBucket, predictable_buckets
from reporter.demo.emulator import refuse
from reporter.demo.services.s3.state import S3State
from reporter.demo.state import Refusal
from reporter.engine.inventory_file import restore_inventory, save_inventory
from reporter.engine.judge import judge, plan_for, rule
from reporter.model.answers import ReasonCode
from reporter.model.gaps import Known
from reporter.model.subjects import Account, Region
from reporter.model.verdicts import Status
from tests.doors import FakeAws
from tests.sessions.wire import wire
from tests.world import ACCOUNT_ID, World, deny

GLUE = f"aws-glue-assets-{ACCOUNT_ID}-us-east-1"
SAGEMAKER = f"sagemaker-eu-west-1-{ACCOUNT_ID}"


def found(world: World, *regions: str) -> dict[str, bool]:
    inventory = world.read(PredictableBucket, regions=regions)
    return {bucket.name: bucket.is_own for bucket in inventory.subjects(PredictableBucket)}


def test_where_no_name_is_taken_there_is_nothing_to_judge(world: World) -> None:
    assert found(world) == {}
    [finding] = world.judge(predictable_bucket_is_our_own)
    assert finding.status is Status.NOT_APPLICABLE


def test_our_own_buckets_are_known_without_asking(world: World) -> None:
    world.client("s3").create_bucket(Bucket=GLUE)
    assert found(world, "us-east-1") == {GLUE: True}
    assert Counter(world.calls)["s3:HeadBucket"] == 6


def test_our_own_bucket_in_a_region_that_is_not_scanned_is_still_our_own(world: World) -> None:
    world.client("s3").create_bucket(Bucket=SAGEMAKER)
    assert found(world, "eu-west-1") == {SAGEMAKER: True}


def test_a_bucket_that_answers_forbidden_is_of_another_account(world: World) -> None:
    world.state().of(S3State).foreign_buckets.add(SAGEMAKER)
    assert found(world) == {SAGEMAKER: False}


def test_where_every_name_is_forbidden_it_is_we_who_may_not_ask(world: World) -> None:
    """Broken on purpose: take each 403 for a bucket of another account."""
    prepare = deny("s3:HeadBucket", "403", "Forbidden", 403)
    findings = world.judge(predictable_bucket_is_our_own, regions=["us-east-1"], prepare=prepare)
    [finding] = findings
    assert (finding.status, finding.reason_code, finding.action) == (
        Status.NOT_ASSESSED, ReasonCode.DENIED_BY_IAM, "s3:ListBucket",
    )  # fmt: skip
    assert finding.operation == "s3:HeadBucket"


def test_one_more_name_is_asked_for_where_a_bucket_is_of_another_account(world: World) -> None:
    world.state().of(S3State).foreign_buckets.add(SAGEMAKER)
    found(world, "eu-west-1", "us-east-1")
    assert Counter(world.calls)["s3:HeadBucket"] == 7 + 7 + 1


def test_a_refusal_is_not_taken_for_a_bucket_of_another_account(world: World) -> None:
    findings = world.judge(predictable_bucket_is_our_own, prepare=deny("s3:HeadBucket"))
    assert {finding.status for finding in findings} == {Status.NOT_ASSESSED}


def test_buckets_are_named_after_their_partition() -> None:
    account = Account.of(ACCOUNT_ID, partition="aws-cn")
    names = {pattern.format(account=ACCOUNT_ID, region="cn-north-1") for pattern in PREDICTABLE_NAMES}
    own, region = BucketRegions(dict.fromkeys(names, "cn-north-1")), Region.of(account, "cn-north-1")
    buckets = predictable_buckets(FakeAws({}), region, account, Known((region,)), own)
    assert {bucket.arn for bucket in buckets} == {f"arn:aws-cn:s3:::{name}" for name in names}


OURS, THEIRS = frozenset({"acme-logs-{account}-{region}"}), frozenset({"acme-{account}"})


def verdicts(findings: Any) -> set[tuple[str, str, str]]:
    return {(one.status, one.region, one.resource_name) for one in findings}


def test_names_of_ones_own_replace_those_that_are_known(world: World) -> None:
    world.state().of(S3State).foreign_buckets |= {SAGEMAKER, f"acme-logs-{ACCOUNT_ID}-eu-west-1"}
    findings = world.judge(predictable_bucket_is_our_own, regions=["eu-west-1"], predictable_names=OURS)
    assert verdicts(findings) == {("FAIL", "eu-west-1", f"acme-logs-{ACCOUNT_ID}-eu-west-1")}
    assert Counter(world.calls)["s3:HeadBucket"] == 1 + 1


def test_a_name_without_a_region_is_asked_for_once(world: World) -> None:
    world.state().of(S3State).foreign_buckets.add(f"acme-{ACCOUNT_ID}")
    regions = ["eu-west-1", "us-east-1"]
    findings = world.judge(predictable_bucket_is_our_own, regions=regions, predictable_names=THEIRS)
    assert verdicts(findings) == {("FAIL", "global", f"acme-{ACCOUNT_ID}")}
    assert Counter(world.calls)["s3:HeadBucket"] == 1 + 1


def test_a_name_in_the_namespace_of_the_account_is_not_asked_for(world: World) -> None:
    """Broken on purpose: take it for a name like others."""
    world.state().of(S3State).foreign_buckets.add(f"acme-{ACCOUNT_ID}-eu-west-1-an")
    findings = world.judge(
        predictable_bucket_is_our_own,
        regions=["eu-west-1"],
        predictable_names=frozenset({"acme-{account}-{region}-an", "acme-{region}-{account}-an"}),
    )
    assert [finding.status for finding in findings] == [Status.NOT_APPLICABLE]
    assert Counter(world.calls)["s3:HeadBucket"] == 1


def test_two_rules_of_one_check_are_each_judged_by_their_own_names_and_ask_together(world: World) -> None:
    world.state().of(S3State).foreign_buckets |= {f"acme-{ACCOUNT_ID}", f"acme-logs-{ACCOUNT_ID}-eu-west-1"}
    rules = [rule(predictable_bucket_is_our_own, predictable_names=names) for names in (OURS, OURS | THEIRS)]
    inventory = world.read(rules=rules, regions=["eu-west-1"])
    assert Counter(world.calls)["s3:HeadBucket"] == 2 + 1, "each name once, and one that no account has"
    ours, both = (judge(inventory, [each]) for each in rules)
    assert verdicts(ours) == {
        ("FAIL", "eu-west-1", f"acme-logs-{ACCOUNT_ID}-eu-west-1"),
        ("NOT_APPLICABLE", "global", f"acme-{ACCOUNT_ID}"),
    }
    assert verdicts(both) == {
        ("FAIL", "eu-west-1", f"acme-logs-{ACCOUNT_ID}-eu-west-1"),
        ("FAIL", "global", f"acme-{ACCOUNT_ID}"),
    }


IN_VIRGINIA = f"x-{ACCOUNT_ID}-us-east-1"
TWICE = frozenset({"x-{account}-us-east-1"}), frozenset({"x-{account}-{region}"})


def test_a_bucket_whose_name_two_rules_look_for_in_their_own_ways_fails_both(world: World) -> None:
    """Broken on purpose: keep one pattern for a name."""
    world.state().of(S3State).foreign_buckets.add(IN_VIRGINIA)
    rules = [rule(predictable_bucket_is_our_own, predictable_names=names) for names in TWICE]
    inventory = world.read(rules=rules, regions=["us-east-1"])
    findings = [finding for each in rules for finding in judge(inventory, [each])]
    assert [(one.status, one.resource_name) for one in findings] == [("FAIL", IN_VIRGINIA)] * 2


def test_a_bucket_whose_name_two_patterns_give_in_two_regions_is_one_resource(world: World) -> None:
    world.state().of(S3State).foreign_buckets.add(IN_VIRGINIA)
    findings = world.judge(
        predictable_bucket_is_our_own,
        regions=["us-east-1", "eu-west-1"],
        predictable_names=frozenset().union(*TWICE),
    )
    assert [(one.status, one.region, one.resource_name) for one in findings] == [("FAIL", "global", IN_VIRGINIA)]
    assert Counter(world.calls)["s3:HeadBucket"] == 2 + 1


def test_a_name_that_s3_refuses_blinds_no_other(world: World) -> None:
    """Broken on purpose: let the refusal of one name stand for the whole region."""
    world.state().of(S3State).foreign_buckets.add(IN_VIRGINIA)

    def refuse_one(session: Session) -> None:
        def answer(params: dict[str, Any], **_: Any) -> Any:
            return refuse(Refusal("400", "Bad Request", 400)) if "odd-" in params["url"] else None

        session.get_component("event_emitter").register_first("before-call.s3.HeadBucket", answer)

    findings = world.judge(
        predictable_bucket_is_our_own,
        regions=["us-east-1"],
        prepare=refuse_one,
        predictable_names=frozenset({"odd-{account}", *TWICE[0]}),
    )
    assert verdicts(findings) == {
        ("FAIL", "global", IN_VIRGINIA),
        ("NOT_ASSESSED", "global", f"odd-{ACCOUNT_ID}"),
    }


def test_what_was_looked_for_is_kept_and_what_was_not_is_not_assessed(world: World) -> None:
    """Broken on purpose: say `none exist` of names that the scan did not look for."""
    asked = rule(predictable_bucket_is_our_own, predictable_names=OURS)
    read = world.read(rules=[asked], regions=["eu-west-1"])
    evidence = save_inventory(read)
    kept = restore_inventory(evidence, plan_for([asked]))
    assert save_inventory(kept) == evidence
    assert judge(kept, [asked]) == judge(read, [asked])
    other = rule(predictable_bucket_is_our_own, predictable_names=OURS | THEIRS)
    [finding] = judge(restore_inventory(evidence, plan_for([other])), [other])
    assert (finding.status, finding.reason) == (
        Status.NOT_ASSESSED,
        "the scan did not look for what the setting predictable_names says: acme-{account}",
    )


class Stream(BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


class Elsewhere:
    """S3 for a bucket of another account in another region: every other endpoint sends us there."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.asked: list[str] = []

    def send(self, request: Any, **_: Any) -> AWSResponse:
        self.asked.append(urlsplit(request.url).netloc)
        headers = HTTPHeaders()
        headers["x-amz-request-id"] = "4711"
        headers["x-amz-bucket-region"] = "ap-south-1"
        status = 404 if "no-bucket-" in request.url else 403 if ".ap-south-1." in request.url else self.status
        return AWSResponse(request.url, status, headers, Stream())


@pytest.mark.parametrize("status", [301, 400])
@pytest.mark.usefixtures("credentials")
def test_a_bucket_in_another_region_is_looked_for_there(status: int) -> None:
    """Broken on purpose: take the client's way of following S3 away."""
    reader, s3 = wire().enter(), Elsewhere(status)
    reader.clients.session.get_component("event_emitter").register_first("before-send", s3.send)
    account = Account.of(ACCOUNT_ID)
    region = Region.of(account, "eu-west-1")
    [found] = predictable_buckets(reader, region, account, Known((region,)), BucketRegions({}), predictable_names=OURS)
    assert isinstance(found, PredictableBucket)
    assert (found.name, found.is_own) == (f"acme-logs-{ACCOUNT_ID}-eu-west-1", False)
    assert s3.asked[:2] == [f"{found.name}.s3.{region}.amazonaws.com" for region in ("eu-west-1", "ap-south-1")]


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.mark.parametrize(
    ("pattern", "holds"),
    [
        ("acme-{account}", True),
        ("{region}.{account}", True),
        ("acme-{region}", False),
        ("Acme-{account}", False),
        ("acme-{account}-{partition}", False),
        ("-{account}", False),
        ("acme-{account}-", False),
        ("acme_{account}", False),
        (f"{'a' * 45}{{account}}", True),
        (f"{'a' * 46}{{account}}", False),
        ("{account}-{account}", False),
        ("{region}-{account}-{region}", False),
        ("a..{account}", False),
        ("a.-{account}", False),
        ("{account}-.a", False),
        ("10.0.0.{account}", False),
        ("{account}.0.0", True),
        ("xn--{account}", False),
        ("sthree-{account}", False),
        ("amzn-s3-demo-{account}", False),
        ("{account}-s3alias", False),
        ("{account}--ol-s3", False),
        ("{account}.mrap", False),
        ("{account}--x-s3", False),
        ("{account}--table-s3", False),
    ],
)
def test_a_pattern_makes_the_name_of_a_bucket_of_the_account(pattern: str, *, holds: bool) -> None:
    if holds:
        assert msgspec.convert([pattern], frozenset[NamePattern]) == {pattern}
    else:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert([pattern], frozenset[NamePattern])
