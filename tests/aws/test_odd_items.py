"""Items that AWS lists in a way of their own: read as its documentation says, and else the only ones not assessed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from checks.ec2.storage import volume_is_encrypted
from checks.iam.root import root_user_has_hardware_mfa
from checks.s3.access_points import access_point_blocks_the_public, multi_region_access_point_blocks_the_public
from checks.s3.buckets import bucket_access_is_logged, bucket_is_versioned
from checks.s3.directory import directory_bucket_has_a_lifecycle
from checks.s3.replication import bucket_replicates_to_trusted_accounts
from reporter.aws.ec2.security_groups import ListedRules, PrefixList, SecurityGroup
from reporter.aws.iam.account import ServerCertificate, VirtualMfaDevice
from reporter.aws.iam.federation import IdentityCenter, SamlProviders, SignIn
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketRegions
from reporter.aws.s3.shadow import PredictableBucket
from reporter.demo.services.iam.state import IamState, RootUser
from reporter.demo.services.s3.state import S3State
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.finding import Finding
from reporter.model.given import Organization
from reporter.model.subjects import GLOBAL, Region
from reporter.model.verdicts import Status
from tests.aws.rewriting import answer_with, rewrite_last
from tests.world import ACCOUNT_ID, Prepare, World, deny, together

REGION = "eu-west-1"
BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
MALFORMED = (Status.NOT_ASSESSED, "malformed-answer")
OURS = Organization(frozenset({ACCOUNT_ID}), "o-acme")


def by_name(findings: list[Finding]) -> dict[str, tuple[Status, str]]:
    return {one.resource_name: (one.status, str(one.reason_code)) for one in findings}


def spoil(operation: str, key: str, change: Callable[[dict[str, Any]], object]) -> Prepare:
    """Change the first item of a list."""

    def edit(answer: dict[str, Any]) -> None:
        if answer[key]:
            change(answer[key][0])

    return rewrite_last(operation, edit)


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3")
    client.create_bucket(Bucket="acme-photos")
    return client


def put_in(world: World, name: str, region: str) -> None:
    where = {"LocationConstraint": region}
    world.client("s3", region).create_bucket(Bucket=name, CreateBucketConfiguration=where)


def test_a_bucket_that_is_listed_without_its_region_is_asked_for_it(world: World, s3: Any) -> None:
    put_in(world, "acme-europe", "eu-central-1")
    world.state().of(S3State).regionless = {"acme-photos", "acme-europe"}

    inventory = world.read(Bucket)

    assert {bucket.name: bucket.region for bucket in inventory.subjects(Bucket)} == {
        "acme-europe": "eu-central-1",
        "acme-photos": "us-east-1",
    }
    assert world.calls.count("s3:GetBucketLocation") == 2


@pytest.mark.parametrize(
    ("location", "region"), [("EU", "eu-west-1"), (None, "us-east-1"), ("ap-south-1", "ap-south-1")]
)
def test_old_names_of_locations_are_those_of_regions(world: World, s3: Any, location: str | None, region: str) -> None:
    world.state().of(S3State).regionless = {"acme-photos"}
    [bucket] = world.read(
        Bucket, prepare=answer_with("s3:GetBucketLocation", {"LocationConstraint": location})
    ).subjects(Bucket)
    assert bucket.region == region


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (deny("s3:GetBucketLocation"), "denied-by-iam"),
        (answer_with("s3:GetBucketLocation", {"LocationConstraint": "the moon"}), "malformed-answer"),
        (deny("s3:GetBucketLocation", "NoSuchBucket", "it is gone", 404), "aws-error"),
    ],
)
def test_a_bucket_of_which_no_region_is_known_is_the_only_one_not_assessed(
    world: World, s3: Any, prepare: Prepare, reason: str
) -> None:
    put_in(world, "acme-europe", "eu-central-1")
    world.state().of(S3State).regionless = {"acme-photos"}

    findings = world.judge(bucket_is_versioned, prepare=prepare)

    assert by_name(findings) == {"acme-europe": (Status.FAIL, ""), "acme-photos": (Status.NOT_ASSESSED, reason)}
    [photos] = [one for one in findings if one.resource_name == "acme-photos"]
    assert (photos.region, photos.arn, photos.resource_type) == (GLOBAL, "arn:aws:s3:::acme-photos", "AWS::S3::Bucket")
    assert photos.action == ("s3:ListAllMyBuckets, s3:GetBucketLocation" if reason == "denied-by-iam" else "")


def test_a_bucket_of_unknown_region_is_still_known_to_be_our_own(world: World, s3: Any) -> None:
    world.state().of(S3State).regionless = {"acme-photos"}
    inventory = world.read(BucketRegions, prepare=deny("s3:GetBucketLocation"))
    assert inventory.answers[BucketRegions][ACCOUNT_ID] == BucketRegions({"acme-photos": ""})


def test_a_bucket_without_a_name_may_be_any(world: World, s3: Any) -> None:
    s3.create_bucket(Bucket="acme-zoo")
    nameless = spoil("s3:ListBuckets", "Buckets", lambda bucket: bucket.pop("Name"))

    inventory = world.read(BucketRegions, PredictableBucket, prepare=nameless)
    regions = inventory.answers[BucketRegions][ACCOUNT_ID]

    assert isinstance(regions, BucketRegions)
    assert (set(regions.by_name), bool(regions.unread)) == ({"acme-zoo"}, True)
    assert {type(answer) for answer in inventory.answers[PredictableBucket].values()} == {Unavailable}
    assert by_name(world.judge(bucket_is_versioned, prepare=nameless)) == {
        "item 1": MALFORMED,
        "acme-zoo": (Status.FAIL, ""),
    }


def test_a_bucket_that_is_known_to_receive_logs_is_so_whatever_others_do(world: World, s3: Any) -> None:
    for name in ("acme-logs", "acme-odd"):
        s3.create_bucket(Bucket=name)
    source = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject"}
    policy = {"Version": "2012-10-17", "Statement": [source | {"Resource": "arn:aws:s3:::acme-logs/*"}]}
    s3.put_bucket_policy(Bucket="acme-logs", Policy=json.dumps(policy))
    logs = {"TargetBucket": "acme-logs", "TargetPrefix": "photos/"}
    s3.put_bucket_logging(Bucket="acme-photos", BucketLoggingStatus={"LoggingEnabled": logs})
    world.state().of(S3State).regionless = {"acme-odd"}

    findings = by_name(world.judge(bucket_access_is_logged, prepare=deny("s3:GetBucketLocation")))

    assert findings == {
        "acme-logs": (Status.NOT_APPLICABLE, ""),
        "acme-photos": (Status.PASS, ""),
        "acme-odd": (Status.NOT_ASSESSED, "denied-by-iam"),
    }


def replicate_to(world: World, target: str) -> None:
    s3 = world.client("s3")
    s3.put_bucket_versioning(Bucket="acme-photos", VersioningConfiguration={"Status": "Enabled"})
    rule = {
        "ID": "all",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{target}"},
    }
    s3.put_bucket_replication(
        Bucket="acme-photos",
        ReplicationConfiguration={"Role": f"arn:aws:iam::{ACCOUNT_ID}:role/r", "Rules": [rule]},
    )


def test_a_copy_in_a_region_that_is_not_scanned_is_still_our_own(world: World, s3: Any) -> None:
    put_in(world, "acme-copy", "ap-south-1")
    replicate_to(world, "acme-copy")

    [finding] = world.judge(
        bucket_replicates_to_trusted_accounts, regions=["us-east-1"], organization=OURS, strict=True
    )

    assert (finding.resource_name, finding.status) == ("acme-photos", Status.PASS)


def test_the_buckets_of_other_regions_have_no_rows(world: World, s3: Any) -> None:
    put_in(world, "acme-copy", "ap-south-1")
    inventory = world.read(BucketRegions, regions=["us-east-1"])
    assert [bucket.name for bucket in inventory.subjects(Bucket)] == ["acme-photos"]
    assert inventory.answers[BucketRegions][ACCOUNT_ID] == BucketRegions(
        {"acme-photos": "us-east-1", "acme-copy": "ap-south-1"}
    )


@pytest.fixture
def points(world: World, s3: Any) -> None:
    control = world.client("s3control")
    for name in ("first", "second"):
        control.create_access_point(
            AccountId=ACCOUNT_ID, Name=name, Bucket="acme-photos", PublicAccessBlockConfiguration=BLOCK
        )


@pytest.mark.usefixtures("points")
def test_the_arn_of_an_access_point_is_made_of_its_name_where_aws_leaves_it_out(world: World) -> None:
    whole = world.judge(access_point_blocks_the_public)
    without = spoil("s3control:ListAccessPoints", "AccessPointList", lambda point: point.pop("AccessPointArn"))
    assert world.judge(access_point_blocks_the_public, prepare=without) == whole


@pytest.mark.usefixtures("points")
def test_one_odd_access_point_has_a_row_of_its_own(world: World) -> None:
    without = spoil("s3control:ListAccessPoints", "AccessPointList", lambda point: point.pop("Bucket"))
    findings = by_name(world.judge(access_point_blocks_the_public, prepare=without))
    assert findings == {"first": MALFORMED, "second": (Status.PASS, "")}


def test_a_multi_region_access_point_without_an_alias_has_a_row_by_its_name(world: World) -> None:
    points = [
        {"Name": "photos", "Status": "READY", "PublicAccessBlock": BLOCK},
        {"Name": "maps", "Alias": "abc.mrap", "Status": "READY", "PublicAccessBlock": BLOCK},
    ]
    prepare = answer_with("s3-control:ListMultiRegionAccessPoints", {"AccessPoints": points})
    findings = world.judge(multi_region_access_point_blocks_the_public, prepare=prepare)
    assert by_name(findings) == {"photos": MALFORMED, "maps": (Status.PASS, "")}
    assert {one.arn.rpartition("/")[2] for one in findings} == {"photos", "abc.mrap"}


def test_the_arn_of_a_directory_bucket_is_made_of_its_name_where_aws_leaves_it_out(world: World) -> None:
    world.state().of(S3State).directory_buckets["us-east-1"] = {"a--use1-az4--x-s3": [], "b--use1-az4--x-s3": []}
    whole = world.judge(directory_bucket_has_a_lifecycle)
    without = spoil("s3:ListDirectoryBuckets", "Buckets", lambda bucket: bucket.pop("BucketArn"))
    assert world.judge(directory_bucket_has_a_lifecycle, prepare=without) == whole
    nameless = spoil("s3:ListDirectoryBuckets", "Buckets", lambda bucket: bucket.pop("Name"))
    assert by_name(world.judge(directory_bucket_has_a_lifecycle, prepare=nameless)) == {
        "item 1": MALFORMED,
        "b--use1-az4--x-s3": (Status.FAIL, ""),
    }


def seed_devices(world: World, *names: str) -> None:
    iam = world.client("iam")
    for name in names:
        iam.create_user(UserName=name)
        serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
        iam.enable_mfa_device(
            UserName=name, SerialNumber=serial, AuthenticationCode1="111111", AuthenticationCode2="222222"
        )


def drop_user_of_root(answer: dict[str, Any]) -> None:
    for device in answer["VirtualMFADevices"]:
        if device["User"]["Arn"].endswith(":root"):
            del device["User"]


def test_a_device_without_a_user_is_roots_by_its_name(world: World) -> None:
    seed_devices(world, "anna")
    world.state().of(IamState).root = RootUser(mfa=True, virtual_mfa=True)
    nameless = rewrite_last("iam:ListVirtualMFADevices", drop_user_of_root)
    [finding] = world.judge(root_user_has_hardware_mfa, prepare=nameless)
    assert (finding.status, "root-account-mfa-device" in finding.reason) == (Status.FAIL, True)


def test_a_device_of_a_user_is_not_roots_whatever_it_is_called(world: World) -> None:
    seed_devices(world, "root-account-mfa-device", "root")
    world.state().of(IamState).root = RootUser(mfa=True)
    [finding] = world.judge(root_user_has_hardware_mfa)
    assert finding.status is Status.PASS


def test_one_odd_device_leaves_open_only_what_the_others_do_not_prove(world: World) -> None:
    seed_devices(world, "anna", "bert")
    odd = spoil("iam:ListVirtualMFADevices", "VirtualMFADevices", lambda device: device["User"].pop("Arn"))
    world.state().of(IamState).root = RootUser(mfa=True)
    assert by_name(world.judge(root_user_has_hardware_mfa, prepare=odd)) == {ACCOUNT_ID: MALFORMED}
    world.state().of(IamState).root = RootUser(mfa=True, virtual_mfa=True)
    assert by_name(world.judge(root_user_has_hardware_mfa, prepare=odd)) == {ACCOUNT_ID: (Status.FAIL, "")}
    assert len(world.read(VirtualMfaDevice, prepare=odd).subjects(VirtualMfaDevice)) == 2


def test_one_odd_certificate_has_a_row_of_its_own(world: World) -> None:
    for name in ("www", "mail"):
        world.client("iam").upload_server_certificate(
            ServerCertificateName=name, CertificateBody="made up", PrivateKey="made up"
        )
    odd = spoil(
        "iam:ListServerCertificates", "ServerCertificateMetadataList", lambda certificate: certificate.pop("Expiration")
    )
    inventory = world.read(ServerCertificate, prepare=odd)
    assert {place.name for place, _ in inventory.gaps(ServerCertificate)} == {"www"}
    assert [certificate.name for certificate in inventory.subjects(ServerCertificate)] == ["mail"]


def test_providers_without_an_arn_are_there_all_the_same(world: World) -> None:
    prepare = together(
        answer_with("iam:ListSAMLProviders", {"SAMLProviderList": [{"CreateDate": "today"}]}),
        answer_with("sso-admin:ListInstances", {"Instances": [{"Status": "ACTIVE"}]}),
    )
    inventory = world.read(SamlProviders, IdentityCenter, SignIn, prepare=prepare)
    unnamed = ("one that AWS does not name",)
    assert inventory.answers[SamlProviders][ACCOUNT_ID] == SamlProviders(unnamed)
    assert inventory.answers[IdentityCenter][ACCOUNT_ID] == IdentityCenter(unnamed)
    sign_in = inventory.answers[SignIn][ACCOUNT_ID]
    assert isinstance(sign_in, SignIn)
    assert sign_in.federation[0] == "SAML: one that AWS does not name"


def test_an_odd_volume_has_a_row_of_its_own(world: World) -> None:
    ec2 = world.client("ec2", REGION)
    first, second = (
        ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8, Encrypted=True)["VolumeId"] for _ in range(2)
    )

    def forget(answer: dict[str, Any]) -> None:
        [odd] = [volume for volume in answer["Volumes"] if volume["VolumeId"] == first]
        del odd["Encrypted"]

    prepare = rewrite_last("ec2:DescribeVolumes", forget)
    assert by_name(world.judge(volume_is_encrypted, regions=[REGION], prepare=prepare)) == {
        first: MALFORMED,
        second: (Status.PASS, ""),
    }


def test_a_prefix_list_that_cannot_be_read_is_the_matter_of_the_groups_that_name_it(world: World) -> None:
    ec2 = world.client("ec2", REGION)
    lists = [
        ec2.create_managed_prefix_list(
            PrefixListName="acme", MaxEntries=5, AddressFamily="IPv4", Entries=[{"Cidr": "198.51.100.0/24"}]
        )["PrefixList"]["PrefixListId"]
        for _ in range(2)
    ]
    for id_ in lists:
        group = ec2.create_security_group(GroupName=id_, Description="-")["GroupId"]
        source = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{"PrefixListId": id_}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[source])

    inventory = world.read(ListedRules, PrefixList, regions=[REGION], prepare=spoil_list(min(lists)))

    groups = {group.key: group.group_name for group in inventory.subjects(SecurityGroup)}
    answers = {groups[key]: answer for key, answer in inventory.answers[ListedRules].items()}
    odd = answers[min(lists)]
    assert isinstance(odd, Unavailable)
    assert (odd.reason, odd.operation) == (ReasonCode.MALFORMED_ANSWER, "ec2:GetManagedPrefixListEntries")
    assert isinstance(answers[max(lists)], ListedRules)


def spoil_list(id_: str) -> Prepare:
    """Take an address out of the answer about one list."""
    asked: list[str] = []

    def prepare(session: Any) -> None:
        def note(params: dict[str, Any], **_: Any) -> None:
            asked.append(params["PrefixListId"])

        def forget(parsed: dict[str, Any], **_: Any) -> None:
            if asked[-1] == id_:
                del parsed["Entries"][0]["Cidr"]

        session.register("before-parameter-build.ec2.GetManagedPrefixListEntries", note)
        session.register("after-call.ec2.GetManagedPrefixListEntries", forget)

    return prepare


def test_a_region_without_a_name_is_a_gap_of_its_own(world: World) -> None:
    nameless = spoil("ec2:DescribeRegions", "Regions", lambda region: region.pop("RegionName"))
    inventory = world.read(Region, prepare=nameless)
    [(place, why)] = inventory.gaps(Region)
    assert (place.name, why.operation) == ("item 1", "ec2:DescribeRegions")
    assert len(inventory.subjects(Region)) == 2
