"""What is read of users, groups, roles and policies, and what is derived from it."""

import json
from collections.abc import Callable
from typing import Any

import botocore.session
import pytest

from checks.iam.groups import group_has_members
from checks.iam.policies import inline_policy_makes_no_administrator
from checks.iam.roles import role_cannot_be_assumed_by_everyone
from reporter.aws.iam.documents import (
    AwsManagedPolicyDocument,
    InlinePolicy,
    InlinePolicyDocument,
    ManagedPolicyDocument,
    PolicyHolders,
    TrustPolicy,
    UniqueIds,
)
from reporter.aws.iam.principals import AuthorizationDetails, AwsManagedPolicy, Group, ManagedPolicy, Role, User
from reporter.aws.policy import parse_policy
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite_last
from tests.world import ACCOUNT_ID, Prepare, World, cut_pages, deny

READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT_ID}}],
}
DETAILS = "iam:GetAccountAuthorizationDetails"
SUPPORT_ARN = "arn:aws:iam::aws:policy/AWSSupportAccess"
MINE_ARN = f"arn:aws:iam::{ACCOUNT_ID}:policy/team/mine"


def seed(world: World) -> None:
    """A user in a group, a role with a boundary, a policy of the account's own and one of AWS's."""
    iam = world.client("iam")
    iam.create_policy(PolicyName="mine", Path="/team/", PolicyDocument=json.dumps(READ))
    iam.create_user(UserName="anna", Path="/staff/", Tags=[{"Key": "team", "Value": "data"}])
    iam.create_group(GroupName="readers")
    iam.add_user_to_group(GroupName="readers", UserName="anna")
    iam.create_role(RoleName="support", AssumeRolePolicyDocument=json.dumps(TRUST), PermissionsBoundary=MINE_ARN)
    iam.put_user_policy(UserName="anna", PolicyName="own", PolicyDocument=json.dumps(ADMIN))
    iam.attach_group_policy(GroupName="readers", PolicyArn=MINE_ARN)
    iam.attach_role_policy(RoleName="support", PolicyArn=SUPPORT_ARN)


def one(world: World, kind: type) -> Any:
    [found] = world.read(kind).subjects(kind)
    return found


def test_a_user_is_read_with_path_tags_groups_and_policies(world: World) -> None:
    seed(world)

    anna = one(world, User)

    assert (anna.name, anna.arn) == ("anna", f"arn:aws:iam::{ACCOUNT_ID}:user/staff/anna")
    assert (anna.path, anna.tags, anna.groups, anna.attached) == ("/staff/", {"team": "data"}, ("readers",), ())
    assert [(policy.name, json.loads(policy.text)) for policy in anna.inline] == [("own", ADMIN)]


def test_a_group_is_read_with_the_number_of_its_members(world: World) -> None:
    seed(world)

    readers = one(world, Group)

    assert (readers.name, readers.members, readers.attached) == ("readers", 1, (MINE_ARN,))


def test_a_role_is_read_with_its_trust_policy(world: World) -> None:
    seed(world)

    support = one(world, Role)

    assert (support.name, json.loads(support.trust), support.attached) == ("support", TRUST, (SUPPORT_ARN,))
    assert not support.is_service_linked
    assert not support.is_from_identity_center


def test_a_policy_of_the_account_is_distinguished_from_one_of_aws(world: World) -> None:
    seed(world)

    mine, of_aws = one(world, ManagedPolicy), one(world, AwsManagedPolicy)

    assert (mine.name, mine.arn, mine.attachments, mine.is_boundary) == ("mine", MINE_ARN, 1, True)
    assert (of_aws.name, of_aws.arn, of_aws.attachments, of_aws.is_boundary) == (
        "AWSSupportAccess",
        SUPPORT_ARN,
        1,
        False,
    )


def test_the_default_version_is_the_one_that_counts(world: World) -> None:
    seed(world)
    world.client("iam").create_policy_version(PolicyArn=MINE_ARN, PolicyDocument=json.dumps(ADMIN), SetAsDefault=True)

    assert json.loads(one(world, ManagedPolicy).text) == ADMIN


def test_everything_comes_from_one_request(world: World) -> None:
    seed(world)

    world.read(User, Group, Role, ManagedPolicy, AwsManagedPolicy, InlinePolicyDocument, PolicyHolders, TrustPolicy)

    assert world.calls == ["iam:GetAccountAuthorizationDetails"]


def test_answers_in_pages_hold_the_same_as_whole_ones(world: World) -> None:
    seed(world)
    whole = world.read(AuthorizationDetails).answers[AuthorizationDetails]

    cut = world.read(AuthorizationDetails, prepare=cut_pages(2)).answers[AuthorizationDetails]

    assert cut == whole
    assert len(world.calls) > 1


def test_an_inline_policy_stands_under_its_owner(world: World) -> None:
    seed(world)

    policy = one(world, InlinePolicy)

    assert (policy.arn, policy.name, policy.part) == (f"arn:aws:iam::{ACCOUNT_ID}:user/staff/anna", "anna", "own")
    assert policy.tags == {"team": "data"}


def test_inline_policies_of_groups_and_roles_are_found_but_not_of_service_linked_roles(world: World) -> None:
    seed(world)
    iam = world.client("iam")
    linked = iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]["RoleName"]
    for name in ("support", linked):
        iam.put_role_policy(RoleName=name, PolicyName="role's", PolicyDocument=json.dumps(READ))
    iam.put_group_policy(GroupName="readers", PolicyName="group's", PolicyDocument=json.dumps(READ))

    parts = [policy.part for policy in world.read(InlinePolicy).subjects(InlinePolicy)]

    assert parts == ["own", "group's", "role's"]


def test_the_holders_of_a_policy_are_known(world: World) -> None:
    seed(world)

    holders = world.read(PolicyHolders).answers[PolicyHolders][ACCOUNT_ID]

    assert isinstance(holders, PolicyHolders)
    assert [str(identity) for identity in holders.of(MINE_ARN)] == ["group readers"]
    assert [str(identity) for identity in holders.of(SUPPORT_ARN)] == ["role support"]
    assert holders.of("arn:aws:iam::aws:policy/AdministratorAccess") == ()


@pytest.mark.parametrize(
    ("kind", "document"),
    [(ManagedPolicyDocument, READ), (InlinePolicyDocument, ADMIN), (TrustPolicy, TRUST)],
)
def test_each_document_is_read_into_its_normal_form(
    world: World, kind: type[ManagedPolicyDocument | InlinePolicyDocument | TrustPolicy], document: dict[str, Any]
) -> None:
    seed(world)

    [fact] = world.read(kind).answers[kind].values()

    assert fact == kind(parse_policy(document))


def test_what_a_policy_of_aws_says_is_read_too(world: World) -> None:
    seed(world)

    [fact] = world.read(AwsManagedPolicyDocument).answers[AwsManagedPolicyDocument].values()

    assert isinstance(fact, AwsManagedPolicyDocument)
    assert any(statement.concerns_action("support:CreateCase") for statement in fact.document.statements)


def test_users_and_roles_are_known_by_the_ids_that_iam_gave_them(world: World) -> None:
    seed(world)
    role, user = one(world, Role), one(world, User)

    ids = world.read(UniqueIds).answers[UniqueIds][ACCOUNT_ID]

    assert ids == UniqueIds({role.unique_id: ACCOUNT_ID, user.unique_id: ACCOUNT_ID})
    assert role.unique_id.startswith("AROA")


def test_an_identity_without_an_id_is_known_by_none(world: World) -> None:
    seed(world)

    def strip(answer: dict[str, Any]) -> None:
        del answer["UserDetailList"][0]["UserId"], answer["RoleDetailList"][0]["RoleId"]

    assert world.read(UniqueIds, prepare=edit(strip)).answers[UniqueIds] == {ACCOUNT_ID: UniqueIds({})}


def test_an_account_without_anything_has_empty_lists(world: World) -> None:
    details = world.read(AuthorizationDetails).answers[AuthorizationDetails][ACCOUNT_ID]

    assert details == AuthorizationDetails(users=(), groups=(), roles=(), policies=(), aws_policies=())


def edit(change: Callable[[dict[str, Any]], object]) -> Prepare:
    """Edit the answer before anything reads it."""

    def apply(**event: Any) -> None:
        change(event["parsed"])

    def prepare(session: botocore.session.Session) -> None:
        session.register("after-call.iam.GetAccountAuthorizationDetails", apply)

    return prepare


def test_a_list_that_is_missing_from_a_page_is_no_empty_list(world: World) -> None:
    seed(world)

    inventory = world.read(User, Group, prepare=edit(lambda answer: answer.pop("GroupDetailList")))

    [(_, why)] = inventory.gaps(Group)
    assert (why.reason, why.operation) == (ReasonCode.MALFORMED_ANSWER, "iam:GetAccountAuthorizationDetails")


def test_a_user_without_inline_policies_and_tags_may_lack_both_lists(world: World) -> None:
    seed(world)

    def strip(answer: dict[str, Any]) -> None:
        del answer["UserDetailList"][0]["UserPolicyList"], answer["UserDetailList"][0]["Tags"]

    [anna] = world.read(User, prepare=edit(strip)).subjects(User)

    assert (anna.inline, anna.tags) == ((), {})


@pytest.mark.parametrize("missing", ["GroupList", "AttachedManagedPolicies", "Path"])
def test_what_aws_always_tells_may_not_be_missing(world: World, missing: str) -> None:
    seed(world)
    world.client("iam").create_user(UserName="bert")

    inventory = world.read(User, prepare=edit(lambda answer: answer["UserDetailList"][0].pop(missing)))

    [(anna, why)] = inventory.gaps(User)
    assert (anna.name, anna.arn) == ("anna", f"arn:aws:iam::{ACCOUNT_ID}:user/staff/anna")
    assert (why.reason, why.operation) == (ReasonCode.MALFORMED_ANSWER, "iam:GetAccountAuthorizationDetails")
    assert [user.name for user in inventory.subjects(User)] == ["bert"]


def test_an_odd_user_leaves_groups_roles_and_policies_as_they_are(world: World) -> None:
    seed(world)

    inventory = world.read(
        Group, Role, ManagedPolicy, PolicyHolders, prepare=edit(lambda answer: answer["UserDetailList"][0].pop("Path"))
    )

    assert [group.members for group in inventory.subjects(Group)] == [1]
    assert len(inventory.subjects(Role)) == len(inventory.subjects(ManagedPolicy)) == 1
    holders = inventory.answers[PolicyHolders][ACCOUNT_ID]
    assert isinstance(holders, PolicyHolders)
    assert holders.unread
    assert [str(holder) for holder in holders.of(SUPPORT_ARN)] == ["role support"]


def test_a_user_whose_groups_are_not_said_may_be_in_any_of_them(world: World) -> None:
    seed(world)
    world.client("iam").create_group(GroupName="empty")

    findings = world.judge(group_has_members, prepare=edit(lambda answer: answer["UserDetailList"][0].pop("GroupList")))

    assert {(one.resource_name, one.status) for one in findings} == {
        ("readers", Status.NOT_ASSESSED),
        ("empty", Status.NOT_ASSESSED),
    }
    assert {one.operation for one in findings} == {"iam:GetAccountAuthorizationDetails"}


@pytest.mark.parametrize("missing", ["Arn", "AttachmentCount", "DefaultVersionId"])
def test_one_odd_policy_has_a_row_of_its_own(world: World, missing: str) -> None:
    seed(world)
    arn = world.client("iam").create_policy(PolicyName="other", PolicyDocument=json.dumps(READ))["Policy"]["Arn"]

    def spoil(answer: dict[str, Any]) -> None:
        [other] = [policy for policy in answer["Policies"] if policy["Arn"] == arn]
        del other[missing]

    inventory = world.read(ManagedPolicy, AwsManagedPolicy, prepare=rewrite_last(DETAILS, spoil))

    assert [policy.name for policy in inventory.subjects(ManagedPolicy)] == ["mine"]
    assert [policy.name for policy in inventory.subjects(AwsManagedPolicy)] == ["AWSSupportAccess"]
    [(place, _)] = inventory.gaps(ManagedPolicy)
    assert place.arn == (f"arn:aws:iam::{ACCOUNT_ID}:root" if missing == "Arn" else arn)
    assert len(list(inventory.gaps(AwsManagedPolicy))) == (1 if missing == "Arn" else 0)


def test_a_policy_without_its_document_is_not_assessed_for_that_alone(world: World) -> None:
    seed(world)

    def forget(answer: dict[str, Any]) -> None:
        for policy in answer["Policies"]:
            for version in policy["PolicyVersionList"]:
                version.pop("Document", None)
        del answer["RoleDetailList"][0]["AssumeRolePolicyDocument"]

    inventory = world.read(ManagedPolicyDocument, TrustPolicy, prepare=edit(forget))

    for kind in (ManagedPolicyDocument, TrustPolicy):
        [why] = inventory.answers[kind].values()
        assert isinstance(why, Unavailable)
        assert (why.reason, why.operation) == (ReasonCode.MALFORMED_ANSWER, "iam:GetAccountAuthorizationDetails")


def test_an_inline_policy_without_a_name_is_not_assessed_and_those_beside_it_are(world: World) -> None:
    seed(world)
    world.client("iam").put_user_policy(UserName="anna", PolicyName="more", PolicyDocument=json.dumps(READ))

    findings = world.judge(
        inline_policy_makes_no_administrator,
        prepare=edit(lambda answer: answer["UserDetailList"][0]["UserPolicyList"][0].pop("PolicyName")),
    )

    assert {(one.part, one.status) for one in findings} == {
        ("policy 1", Status.NOT_ASSESSED),
        ("more", Status.PASS),
    }


def test_a_boundary_is_one_by_the_count_of_its_uses_too(world: World) -> None:
    seed(world)

    def forget(answer: dict[str, Any]) -> None:
        del answer["RoleDetailList"][0]["PermissionsBoundary"]["PermissionsBoundaryArn"]
        for policy in answer["Policies"]:
            policy["PermissionsBoundaryUsageCount"] = int(policy["Arn"] == MINE_ARN)

    [mine] = world.read(ManagedPolicy, prepare=rewrite_last(DETAILS, forget)).subjects(ManagedPolicy)
    assert mine.is_boundary


@pytest.mark.parametrize(("kind", "missing"), [(Group, "GroupPolicyList"), (Role, "RolePolicyList")])
def test_only_a_user_may_lack_inline_policies(world: World, kind: type, missing: str) -> None:
    seed(world)

    def strip(answer: dict[str, Any]) -> None:
        for each in (*answer["GroupDetailList"], *answer["RoleDetailList"]):
            each.pop(missing, None)

    [(_, why)] = world.read(kind, prepare=edit(strip)).gaps(kind)
    assert (why.reason, why.operation) == (ReasonCode.MALFORMED_ANSWER, "iam:GetAccountAuthorizationDetails")


@pytest.mark.parametrize("document", ["no json", '{"Statement": [{"Effect": "Perhaps"}]}'])
def test_a_trust_policy_that_cannot_be_parsed_leaves_all_else_judged(world: World, document: str) -> None:
    seed(world)
    world.client("iam").create_role(RoleName="broken", AssumeRolePolicyDocument=json.dumps(TRUST))

    def spoil(answer: dict[str, Any]) -> None:
        answer["RoleDetailList"][-1]["AssumeRolePolicyDocument"] = document

    findings = world.judge(role_cannot_be_assumed_by_everyone, prepare=edit(spoil))

    shown = {finding.resource_name: (finding.status, finding.reason_code) for finding in findings}
    assert shown == {"broken": (Status.NOT_ASSESSED, ReasonCode.MALFORMED_ANSWER), "support": (Status.PASS, "")}


def test_a_refusal_is_reported_by_every_check_of_a_policy(world: World) -> None:
    seed(world)

    [finding] = world.judge(inline_policy_makes_no_administrator, prepare=deny("iam:GetAccountAuthorizationDetails"))

    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, ReasonCode.DENIED_BY_IAM)
    assert finding.action == "iam:GetAccountAuthorizationDetails"


def test_the_same_document_is_kept_once(world: World) -> None:
    iam = world.client("iam")
    for name in ("a", "b"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))

    inventory = world.read(TrustPolicy)

    first, second = inventory.subjects(Role)
    assert first.trust is second.trust
    documents = [fact.document for fact in inventory.answers[TrustPolicy].values() if isinstance(fact, TrustPolicy)]
    assert documents[0] is documents[1]


def test_a_role_knows_who_made_it(world: World) -> None:
    iam = world.client("iam")
    center = "/aws-reserved/sso.amazonaws.com/eu-west-1/"
    iam.create_role(RoleName="AWSReservedSSO_Admin", Path=center, AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")

    made = {
        role.path: (role.is_from_identity_center, role.is_service_linked) for role in world.read(Role).subjects(Role)
    }

    assert made == {center: (True, False), "/aws-service-role/ecs.amazonaws.com/": (False, True)}
