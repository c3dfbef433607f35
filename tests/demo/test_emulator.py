"""The emulator answers like AWS where moto does not, and keeps the user's own AWS out of the way."""

import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest

from reporter.config.settings import AssumedRole, Settings
from reporter.demo.emulator import emulated_aws
from reporter.demo.services.accessanalyzer import AnalyzerState
from reporter.demo.services.account import ContactState
from reporter.demo.services.iam.answers import root_features
from reporter.demo.services.iam.state import IamState, RootUser
from reporter.demo.services.macie import MacieState, discovery_configuration
from reporter.demo.services.organizations import OrganizationState, resource_policy
from reporter.demo.services.s3.state import S3State
from reporter.demo.state import AccountState, Question, Refusal
from reporter.model.answers import ReasonCode
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.sessions import Sessions
from reporter.sessions.reader import Reader
from tests.world import ACCOUNT_ID, World, asker, deny

READS = asker(
    "accessanalyzer:ListAnalyzers", "account:GetContactInformation", "ec2:DescribeInstances", "ec2:DescribeRegions",
    "ec2:GetEbsEncryptionByDefault", "iam:GenerateCredentialReport", "iam:GetAccountAuthorizationDetails",
    "iam:GetAccountSummary", "iam:GetCredentialReport", "iam:ListServerCertificates", "iam:ListVirtualMFADevices",
    "s3:GetBucketVersioning", "s3:ListBuckets",
)  # fmt: skip
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


@pytest.fixture
def reader(world: World) -> Reader:
    return Sessions(Settings(), prepare=world.emulator.prepare).enter(
        Account.of(ACCOUNT_ID), AssumedRole(), askers=[READS]
    )


def report_of(reader: Reader) -> list[dict[str, str]]:
    reader.call("iam", "generate_credential_report")
    header, *rows = reader.call("iam", "get_credential_report")["Content"].decode().split("\n")
    return [dict(zip(header.split(","), row.split(","), strict=True)) for row in rows]


def test_the_credential_report_begins_with_the_root_user(world: World, reader: Reader) -> None:
    used = datetime(2026, 1, 5, tzinfo=UTC)
    world.state().of(IamState).root = RootUser(mfa=True, access_keys=1, last_used=used)

    [root] = report_of(reader)

    assert (root["user"], root["mfa_active"], root["access_key_1_active"]) == ("<root_account>", "true", "true")
    assert root["password_last_used"] == "2026-01-05T00:00:00+00:00"
    assert root["access_key_2_last_rotated"] == "N/A"


def test_the_credential_report_tells_of_passwords_and_keys(world: World, reader: Reader) -> None:
    iam = world.client("iam")
    iam.create_user(UserName="anna")
    iam.create_login_profile(UserName="anna", Password="made up")
    iam.create_access_key(UserName="anna")

    [_, anna] = report_of(reader)

    assert (anna["password_enabled"], anna["password_last_used"]) == ("true", "no_information")
    assert (anna["access_key_1_active"], anna["access_key_1_last_used_date"]) == ("true", "N/A")
    assert anna["access_key_2_active"] == "false"


def test_the_summary_tells_what_credentials_root_has(world: World, reader: Reader) -> None:
    world.state().of(IamState).root = RootUser(password=False, access_keys=2)

    summary = reader.call("iam", "get_account_summary")["SummaryMap"]

    assert (summary["AccountPasswordPresent"], summary["AccountAccessKeysPresent"]) == (0, 1)


@pytest.mark.parametrize(("virtual", "listed"), [(True, 1), (False, 0)])
def test_only_a_virtual_mfa_device_of_root_is_listed(
    world: World,
    reader: Reader,
    virtual: bool,  # noqa: FBT001 - a case of a test
    listed: int,
) -> None:
    world.state().of(IamState).root = RootUser(mfa=True, virtual_mfa=virtual)
    assert len(reader.call("iam", "list_virtual_mfa_devices")["VirtualMFADevices"]) == listed


def test_policies_of_aws_are_listed_with_their_names_where_they_are_used(world: World, reader: Reader) -> None:
    iam = world.client("iam")
    iam.create_policy(PolicyName="unused", PolicyDocument=json.dumps(READ))
    iam.create_user(UserName="anna")
    for policy in ("ReadOnlyAccess", "job-function/ViewOnlyAccess"):
        iam.attach_user_policy(UserName="anna", PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    iam.detach_user_policy(UserName="anna", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")

    policies = reader.call("iam", "get_account_authorization_details")["Policies"]

    assert {policy["PolicyName"] for policy in policies} == {"ViewOnlyAccess", "unused"}


def test_a_contact_is_reported_where_there_is_one(world: World, reader: Reader) -> None:
    with pytest.raises(Refused, match="No contact information"):
        reader.call("account", "get_contact_information")

    world.state().of(ContactState).contact = {"FullName": "Acme"}

    assert reader.call("account", "get_contact_information")["ContactInformation"] == {"FullName": "Acme"}


def test_analyzers_are_reported_region_by_region(world: World, reader: Reader) -> None:
    world.state().of(AnalyzerState).analyzers["eu-west-1"] = [{"name": "external"}]

    assert reader.call("accessanalyzer", "list_analyzers", region="eu-west-1")["analyzers"] == [{"name": "external"}]
    assert reader.call("accessanalyzer", "list_analyzers", region="us-east-1")["analyzers"] == []


def seed_trail(world: World, management: str, name: str, *, multi_region: bool) -> str:
    world.client("s3", account_id=management).create_bucket(Bucket=f"trail-{name}")
    client = world.client("cloudtrail", "eu-west-1", management)
    options = {"IsMultiRegionTrail": multi_region, "IsOrganizationTrail": True}
    arn = client.create_trail(Name=name, S3BucketName=f"trail-{name}", **options)["TrailARN"]
    client.start_logging(Name=name)
    return str(arn)


def test_members_see_the_trails_of_their_organisation_but_not_what_they_record(world: World) -> None:
    management = "999988887777"
    api = world.client("organizations", account_id=management)
    api.create_organization(FeatureSet="ALL")
    member = api.create_account(AccountName="shop", Email="shop@example.com")["CreateAccountStatus"]["AccountId"]
    everywhere = seed_trail(world, management, "everywhere", multi_region=True)
    ireland = seed_trail(world, management, "ireland", multi_region=False)
    sessions = Sessions(Settings(), prepare=world.emulator.prepare, sleep=lambda _: None)
    asked = asker("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors")
    reader = sessions.enter(Account.of(member), AssumedRole(), askers=[asked])

    def seen(region: str) -> list[str]:
        answer = reader.call("cloudtrail", "describe_trails", region=region, includeShadowTrails=True)
        return [trail["TrailARN"] for trail in answer["trailList"]]

    assert seen("eu-west-1") == [everywhere, ireland]
    assert seen("us-east-1") == [everywhere]
    assert reader.call("cloudtrail", "get_trail_status", region="eu-west-1", Name=everywhere)["IsLogging"] is True
    with pytest.raises(Refused, match="AccountID in ARN is wrong"):
        reader.call("cloudtrail", "get_event_selectors", region="eu-west-1", TrailName=everywhere)


def test_certificates_expire_when_they_are_said_to(world: World, reader: Reader) -> None:
    for name in ("old", "new"):
        world.client("iam").upload_server_certificate(ServerCertificateName=name, CertificateBody="x", PrivateKey="x")
    world.state().of(IamState).certificate_expiry["new"] = datetime(2030, 1, 1, tzinfo=UTC)

    listed = reader.call("iam", "list_server_certificates")["ServerCertificateMetadataList"]

    assert {one["ServerCertificateName"]: one["Expiration"].year for one in listed} == {"old": 2012, "new": 2030}


def test_mfa_delete_is_remembered(world: World, reader: Reader) -> None:
    for name in ("careful", "careless"):
        world.client("s3").create_bucket(Bucket=name)
    world.state().of(S3State).mfa_delete.add("careful")

    assert reader.call("s3", "get_bucket_versioning", Bucket="careful")["MFADelete"] == "Enabled"
    assert "MFADelete" not in reader.call("s3", "get_bucket_versioning", Bucket="careless")


@pytest.mark.parametrize("public", [True, False])
def test_an_interface_has_an_association_only_with_a_public_address(
    world: World,
    reader: Reader,
    public: bool,  # noqa: FBT001 - a case of a test
) -> None:
    interface: dict[str, Any] = {"DeviceIndex": 0, "AssociatePublicIpAddress": public}
    world.client("ec2").run_instances(ImageId="ami-1234abcd", MinCount=1, MaxCount=1, NetworkInterfaces=[interface])

    [reservation] = reader.call("ec2", "describe_instances")["Reservations"]

    assert ("Association" in reservation["Instances"][0]["NetworkInterfaces"][0]) == public


def test_an_account_can_refuse_an_operation(world: World, reader: Reader) -> None:
    world.state().refusals["s3:ListBuckets"] = Refusal("AccessDenied", "explicit deny in a service control policy", 403)

    with pytest.raises(Refused) as refused:
        reader.call("s3", "list_buckets")

    assert refused.value.unavailable.reason is ReasonCode.DENIED_BY_SCP


def test_what_moto_refuses_is_not_corrected(world: World, reader: Reader) -> None:
    with pytest.raises(Refused, match="not present"):
        reader.call("iam", "get_credential_report")


def test_the_base_credentials_can_be_those_of_a_role(world: World) -> None:
    world.emulator.act_as("arn:aws:iam::444455556666:role/auditor", "anna")
    caller = Sessions(Settings(), prepare=world.emulator.prepare).caller()
    assert caller.arn == "arn:aws:sts::444455556666:assumed-role/auditor/anna"


def test_the_environment_is_given_back() -> None:
    os.environ["AWS_PROFILE"] = "the-users-own"
    before = dict(os.environ)
    try:
        with emulated_aws() as emulator:
            emulator.act_as("arn:aws:iam::444455556666:role/auditor", "anna")
            assert "AWS_PROFILE" not in os.environ
        assert dict(os.environ) == before
    finally:
        del os.environ["AWS_PROFILE"]


def test_ids_are_the_same_each_time() -> None:
    def make_vpc() -> str:
        with emulated_aws() as emulator:
            return str(
                emulator.client("ec2", "eu-west-1", ACCOUNT_ID).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            )

    assert make_vpc() == make_vpc()


def test_refusals_of_a_test_come_before_those_of_the_account(world: World) -> None:
    with pytest.raises(Refused, match="the test says no"):
        world.read(prepare=deny("sts:AssumeRole", message="the test says no"))


def question(state: AccountState, account_id: str = ACCOUNT_ID) -> Question:
    return Question(account_id, "us-east-1", {}, state)


def refused(answer: Any) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_only_the_management_account_sees_how_root_users_are_managed(world: World) -> None:
    organizations = world.client("organizations")
    assert refused(root_features(question(world.state()))) == "OrganizationNotFoundException"
    organizations.create_organization()
    created = organizations.create_account(AccountName="shop", Email="shop@example.com")
    member = created["CreateAccountStatus"]["AccountId"]
    asked = root_features(question(world.state(member), member))
    assert refused(asked) == "AccountNotManagementOrDelegatedAdministratorException"
    assert refused(root_features(question(world.state()))) == "ServiceAccessNotEnabledException"


def test_a_member_of_macie_may_not_read_its_discovery(world: World) -> None:
    assert discovery_configuration(question(world.state())) == {"status": "DISABLED"}
    world.state().of(MacieState).administrators["us-east-1"] = "999988887777"
    assert refused(discovery_configuration(question(world.state()))) == "AccessDeniedException"


def test_an_organisation_has_a_delegation_policy_only_once_it_is_put(world: World) -> None:
    assert refused(resource_policy(question(world.state()))) == "ResourcePolicyNotFoundException"
    world.state().of(OrganizationState).delegation = "{}"
    assert resource_policy(question(world.state())) == {"ResourcePolicy": {"Content": "{}"}}
