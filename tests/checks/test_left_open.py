"""What is proven by what could be read is said, and what is not is left open: no verdict rests on half a list."""

from dataclasses import replace
from typing import Any

import pytest

from checks.accessanalyzer.analyzers import external_access_is_analyzed
from checks.cloudtrail.trails import object_reads_are_recorded
from checks.ec2.instances import instance_has_no_public_address, instance_requires_imdsv2
from checks.ec2.network import admin_ports_are_closed_to_ipv4, elastic_ip_is_in_use
from checks.iam.account import (
    password_policy_demands_length,
    password_policy_prevents_reuse,
    people_sign_in_through_federation,
)
from checks.iam.groups import group_has_members
from checks.iam.policies import aws_managed_policy_makes_no_administrators, cloudshell_full_access_is_not_held
from checks.iam.roles import support_role_exists
from checks.iam.root import root_user_has_hardware_mfa
from checks.iam.users import user_holds_no_policies
from checks.s3.replication import bucket_replicates_to_trusted_accounts
from checks.vpc.networks import peering_routes_are_narrow, subnet_assigns_no_public_address, vpc_records_its_traffic
from reporter.api import Account, Everywhere, Known, Organization, Status, Unavailable, failed, not_assessed, passed
from reporter.aws.cloudtrail.objects import ObjectTrails
from reporter.aws.ec2.instances import Instance
from reporter.aws.ec2.interfaces import InterfaceUse
from reporter.aws.ec2.security_groups import ListedRules
from reporter.aws.iam.account import AccountSummary, PasswordPolicy
from reporter.aws.iam.credentials import RootRemoval
from reporter.aws.iam.documents import AwsManagedPolicyDocument, PolicyHolders
from reporter.aws.iam.federation import SignIn
from reporter.aws.iam.principals import InlineText
from reporter.aws.policy import parse_policy
from reporter.aws.s3.data import BucketRegions
from reporter.model.answers import ReasonCode
from tests.checks.accessanalyzer.test_analyzers import NOTHING_SHARED, REGION, analyzer
from tests.checks.ec2.test_network import address
from tests.checks.ec2.test_network import group as security_group
from tests.checks.iam.builders import ADMIN_ARN, aws_managed_policy, group, role, user
from tests.checks.iam.credential_builders import console_user
from tests.checks.iam.test_root import OF_ANNA, OF_ROOT
from tests.checks.s3.test_public import BUCKET
from tests.checks.s3.test_replication import copies
from tests.checks.vpc.test_networks import LOG, NO_IPV6, NO_LISTS, PEERING, VPC, routes, subnet

ACCOUNT = Account.of("111122223333")
WHY = Unavailable(ReasonCode.MALFORMED_ANSWER, "odd")
ODD = {"odd": WHY}
OPEN = not_assessed(WHY)
ADMIN = AwsManagedPolicyDocument(parse_policy('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'))
READ = AwsManagedPolicyDocument(parse_policy('{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'))
SUPPORT = "arn:aws:iam::aws:policy/AWSSupportAccess"
CLOUDSHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
SAFE = AccountSummary(root_mfa=True, root_access_keys=0, root_password=True)
UNSEEN = PolicyHolders({}, WHY)


def test_one_flow_log_that_does_its_work_is_enough_whatever_others_do() -> None:
    assert vpc_records_its_traffic(VPC, Known((LOG,), ODD), None) == passed()
    assert vpc_records_its_traffic(VPC, Known((replace(LOG, active=False),), ODD), None) == OPEN
    assert vpc_records_its_traffic(VPC, Known((), ODD), None) == OPEN


def test_one_wide_route_is_enough_whatever_is_in_other_tables() -> None:
    wide, narrow = routes(("0.0.0.0/0",)), routes(("10.1.2.0/24",))
    verdict = failed("routes to a whole VPC or more: 0.0.0.0/0")
    assert peering_routes_are_narrow(PEERING, replace(wide, unread=WHY), NO_LISTS) == verdict
    assert peering_routes_are_narrow(PEERING, replace(narrow, unread=WHY), NO_LISTS) == OPEN


def test_an_interface_that_could_not_be_read_may_be_the_one_in_use() -> None:
    odd = InterfaceUse(unread=WHY)
    assert vpc_records_its_traffic(VPC, Known(), odd, in_use_only=True) == OPEN
    assert subnet_assigns_no_public_address(subnet(ipv4=True), NO_IPV6, odd, in_use_only=True) == OPEN
    assert admin_ports_are_closed_to_ipv4(security_group(), ListedRules(), odd, in_use_only=True) == OPEN
    assert elastic_ip_is_in_use(address(associated=True), odd, strict_eni=True) == OPEN


def test_one_analyzer_at_work_is_enough_whatever_others_do() -> None:
    assert external_access_is_analyzed(REGION, Known((analyzer("ACCOUNT"),), ODD), NOTHING_SHARED) == passed("account")
    assert external_access_is_analyzed(REGION, Known((), ODD), NOTHING_SHARED) == OPEN


def test_trails_of_a_single_region_may_be_in_regions_that_were_not_looked_at() -> None:
    none = ObjectTrails((), elsewhere=("eu-north-1",))
    reason = "trails of single regions were not looked for in eu-north-1"
    assert object_reads_are_recorded(ACCOUNT, none, require_multi_region=False) == not_assessed(reason)
    assert object_reads_are_recorded(ACCOUNT, none).status is Status.FAIL


def test_a_user_who_could_not_be_read_may_be_the_only_console_user() -> None:
    weak = PasswordPolicy(configured=True, min_length=6, remembered=0)
    anna = Known((console_user(),), ODD)
    for judge in (password_policy_demands_length, password_policy_prevents_reuse):
        assert judge(ACCOUNT, weak, Known((), ODD), skip_without_console_users=True) == OPEN
        assert judge(ACCOUNT, weak, anna, skip_without_console_users=True).status is Status.FAIL
        assert judge(ACCOUNT, weak, Known(), skip_without_console_users=True).status is Status.NOT_APPLICABLE


def test_a_device_that_could_not_be_read_may_be_a_virtual_one_of_root() -> None:
    assert root_user_has_hardware_mfa(ACCOUNT, SAFE, RootRemoval(removed=False), Known((OF_ANNA,), ODD)) == OPEN
    assert (
        root_user_has_hardware_mfa(ACCOUNT, SAFE, RootRemoval(removed=False), Known((OF_ROOT,), ODD)).status
        is Status.FAIL
    )


def test_who_could_not_be_read_may_hold_a_policy() -> None:
    held = PolicyHolders({CLOUDSHELL: (user("anna"),), ADMIN_ARN: (user("anna"),), SUPPORT: (role("help"),)}, WHY)
    assert cloudshell_full_access_is_not_held(ACCOUNT, held) == failed("held by user anna")
    assert cloudshell_full_access_is_not_held(ACCOUNT, UNSEEN) == OPEN
    assert aws_managed_policy_makes_no_administrators(aws_managed_policy(), ADMIN, held).status is Status.FAIL
    assert aws_managed_policy_makes_no_administrators(aws_managed_policy(), ADMIN, UNSEEN) == OPEN
    assert aws_managed_policy_makes_no_administrators(aws_managed_policy(), READ, UNSEEN) == passed()
    assert support_role_exists(ACCOUNT, held) == passed()
    assert support_role_exists(ACCOUNT, UNSEEN) == OPEN
    assert support_role_exists(ACCOUNT, UNSEEN, accept_any_entity=True) == OPEN


def test_a_user_whose_groups_are_not_said_may_be_in_an_empty_group() -> None:
    assert group_has_members(replace(group(members=0), unread=WHY)) == OPEN
    assert group_has_members(replace(group(members=1), unread=WHY)) == passed()


def test_a_user_who_could_not_be_read_may_have_a_password() -> None:
    anna = SignIn(("anna",), unread=WHY)
    assert people_sign_in_through_federation(ACCOUNT, anna) == failed("no federation; console users: anna")
    assert people_sign_in_through_federation(ACCOUNT, anna, max_console_users=1) == OPEN
    assert people_sign_in_through_federation(ACCOUNT, SignIn((), ("SAML: okta",), None, WHY)) == OPEN


def test_a_bucket_whose_name_could_not_be_read_may_be_the_destination() -> None:
    own = BucketRegions({"acme-there": "ap-south-1"}, WHY)
    known = Everywhere(lambda: {BUCKET.account_id: own}), Organization(frozenset({BUCKET.account_id}), "o-acme")
    assert bucket_replicates_to_trusted_accounts(BUCKET, copies("acme-there"), own, *known) == passed()
    assert bucket_replicates_to_trusted_accounts(BUCKET, copies("acme-other"), own, *known, strict=True) == OPEN
    foreign = bucket_replicates_to_trusted_accounts(BUCKET, copies("x", "999988887777"), own, *known)
    assert foreign.status is Status.FAIL


def test_an_inline_policy_that_aws_does_not_name_is_one_all_the_same() -> None:
    holder = replace(user("anna"), inline=(InlineText("", "{}"),))
    assert user_holds_no_policies(holder) == failed("holds one that AWS does not name (inline)")


def instance(**metadata: Any) -> Instance:
    return Instance(
        account_id="111122223333",
        region="eu-west-1",
        arn="arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
        profile_arn="",
        public_ipv4=("198.51.100.7",),
        ipv6=(),
        **{"metadata_tokens": "", "metadata_endpoint": "", **metadata},
    )


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, "HttpTokens"),
        ({"metadata_endpoint": "enabled"}, "HttpTokens"),
        ({"metadata_tokens": "optional"}, "HttpEndpoint"),
    ],
)
def test_an_instance_whose_metadata_options_are_not_said_is_judged_by_the_rest(
    said: dict[str, str], missing: str
) -> None:
    verdict = instance_requires_imdsv2(instance(**said))
    assert verdict.status is Status.NOT_ASSESSED
    assert verdict.why == Unavailable(
        ReasonCode.MALFORMED_ANSWER,
        f"the answer has no MetadataOptions.{missing} of this instance",
        "ec2:DescribeInstances",
        region="eu-west-1",
    )
    assert instance_has_no_public_address(instance(**said)) == failed("public: 198.51.100.7")


def test_an_instance_that_requires_tokens_needs_no_word_about_its_endpoint() -> None:
    assert instance_requires_imdsv2(instance(metadata_tokens="required")) == passed()
