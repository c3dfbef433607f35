"""What runs in the management account, by kind and region, unless its name is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from checks.organizations.workloads import NONE, management_account_runs_no_workloads
from reporter.api import Known, Unavailable, Verdict, failed, not_applicable, not_assessed, passed
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.ec2.instances import Instance
from reporter.aws.ecs.clusters import ManagementCluster as EcsCluster
from reporter.aws.eks.clusters import ManagementCluster as EksCluster
from reporter.aws.lambda_.functions import Function
from reporter.demo.place import Place
from reporter.demo.services import ecs, eks
from reporter.model.answers import ReasonCode
from reporter.model.verdicts import Status
from tests.checks.iam.credential_builders import ACCOUNT
from tests.checks.rds.test_databases import CLUSTER, INSTANCE
from tests.world import ACCOUNT_ID, NOW, World, deny

MANAGER = OrganizationMembership("o-1", ACCOUNT.account_id, all_features=True)
PARTS = ("instances", "db_instances", "db_clusters", "ecs_clusters", "eks_clusters", "functions")
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
UNREAD: Known[Any] = Known(gaps={"eu-west-1": DENIED})


def place(name: str, region: str = "eu-west-1") -> dict[str, Any]:
    return {"account_id": ACCOUNT.account_id, "region": region, "arn": f"{region}/{name}", "name": name}


def instance(name: str, region: str = "eu-west-1") -> Instance:
    addresses: dict[str, Any] = {"public_ipv4": (), "ipv6": ()}
    where = place(name, region)
    return Instance(**where, metadata_tokens="", metadata_endpoint="", profile_arn="", **addresses)


def ecs_cluster(name: str, services: int = 0, tasks: int = 0, instances: int = 0) -> EcsCluster:
    return EcsCluster(**place(name), services=services, tasks=tasks, instances=instances)


def function(name: str, region: str = "eu-west-1") -> Function:
    return Function(**place(name, region))


def judged(membership: OrganizationMembership = MANAGER, allowed: frozenset[str] | None = None, **of: Any) -> Verdict:
    known = [one if isinstance(one, Known) else Known(tuple(one)) for one in (of.get(part, ()) for part in PARTS)]
    settings: Any = {} if allowed is None else {"allowed_names": allowed}
    return management_account_runs_no_workloads(ACCOUNT, membership, *known, **settings)


def test_an_account_that_runs_nothing_passes() -> None:
    assert judged() == passed(NONE)


def test_what_runs_is_counted_by_kind_and_region() -> None:
    found = judged(
        instances=[instance("b", "us-east-1"), instance("a"), instance("c", "us-east-1")],
        db_instances=[INSTANCE],
        db_clusters=[CLUSTER],
        ecs_clusters=[ecs_cluster("ci", services=1), ecs_cluster("idle")],
        eks_clusters=[EksCluster(**place("shop"))],
        functions=[function("resize", "us-east-1"), function("resize")],
    )
    assert found == failed(
        "EC2 instances: 1 in eu-west-1, 2 in us-east-1; DB instances: 1 in eu-west-1; DB clusters: 1 in eu-west-1; "
        "ECS clusters: 1 in eu-west-1; EKS clusters: 1 in eu-west-1; Lambda functions: 1 in eu-west-1, 1 in us-east-1"
    )


@pytest.mark.parametrize("use", [{"services": 1}, {"tasks": 1}, {"instances": 1}])
def test_a_cluster_of_ecs_is_a_workload_if_something_runs_in_it_or_can(use: dict[str, int]) -> None:
    assert judged(ecs_clusters=[ecs_cluster("ci", **use)]) == failed("ECS clusters: 1 in eu-west-1")
    assert judged(ecs_clusters=[ecs_cluster("ci")]) == passed(NONE)


def test_the_regions_of_a_kind_are_cut_where_they_are_many() -> None:
    found = judged(functions=[function("f", f"region-{number:02}") for number in range(22)])
    assert found.reason.endswith("1 in region-19 and 2 more")


def test_names_may_be_allowed_by_patterns() -> None:
    landing_zone = [function("aws-controltower-NotificationForwarder"), function("AWSAccelerator-Attach")]
    assert judged(functions=landing_zone) == passed("allowed by configuration: Lambda functions: 2 in eu-west-1")
    assert judged(functions=[*landing_zone, function("shop")]) == failed("Lambda functions: 1 in eu-west-1")
    assert judged(allowed=frozenset(), functions=landing_zone) == failed("Lambda functions: 2 in eu-west-1")
    assert judged(allowed=frozenset({"Bill?"}), functions=[function("Bills")]).status is Status.PASS
    assert judged(allowed=frozenset({"Bill?"}), functions=[function("bills")]).status is Status.FAIL


@pytest.mark.parametrize("part", PARTS)
def test_what_could_not_be_read_is_not_assessed_unless_something_else_runs(part: str) -> None:
    alone: dict[str, Any] = {part: UNREAD}
    assert judged(**alone) == not_assessed(DENIED)
    assert judged(**{"functions": [function("aws-controltower-x")], **alone}) == not_assessed(DENIED)
    other = "functions" if part == "instances" else "instances"
    running: dict[str, Any] = {other: [function("shop") if other == "functions" else instance("shop")], part: UNREAD}
    assert judged(**running).status is Status.FAIL


def test_other_accounts_are_not_judged() -> None:
    member = OrganizationMembership("o-1", "999988887777")
    assert judged(member, functions=[function("shop")]) == not_applicable(
        "judged in the management account 999988887777"
    )
    alone = OrganizationMembership()
    assert judged(alone, functions=[function("shop")]) == not_applicable("the account is in no organisation")


def found_in(world: World, **more: Any) -> tuple[Status, str, str]:
    [found] = world.judge(management_account_runs_no_workloads, **more)
    return found.status, found.reason, found.operation


def test_databases_of_all_engines_count_and_each_list_is_asked_once(world: World) -> None:
    world.client("organizations").create_organization(FeatureSet="ALL")
    names = {"DBClusterIdentifier": "papers", "MasterUsername": "shop", "MasterUserPassword": "made-up-0"}
    world.client("rds").create_db_cluster(Engine="neptune", **names)
    assert found_in(world, regions=("us-east-1",))[:2] == (Status.FAIL, "DB clusters: 1 in us-east-1")
    assert sorted(world.calls) == [
        "ec2:DescribeInstances", "ec2:DescribeRegions", "ecs:ListClusters", "eks:ListClusters", "lambda:ListFunctions",
        "organizations:DescribeOrganization", "rds:DescribeDBClusters", "rds:DescribeDBInstances",
    ]  # fmt: skip


def test_the_shop_runs_containers(world: World) -> None:
    world.client("organizations").create_organization(FeatureSet="ALL")
    for service in (ecs, eks):
        service.seed(Place(world.emulator, ACCOUNT_ID, NOW.at), "shop-prod")
    assert found_in(world)[:2] == (
        Status.FAIL,
        "ECS clusters: 1 in eu-central-1; EKS clusters: 2 in eu-central-1",
    )


def test_members_are_not_asked_for_clusters(world: World) -> None:
    assert found_in(world)[:2] == (Status.NOT_APPLICABLE, "the account is in no organisation")
    assert not [call for call in world.calls if call.startswith(("ecs:", "eks:"))]


@pytest.mark.parametrize(
    "operation",
    ["organizations:DescribeOrganization", "ec2:DescribeInstances", "rds:DescribeDBInstances", "rds:DescribeDBClusters",
     "ecs:ListClusters", "eks:ListClusters", "lambda:ListFunctions"],
)  # fmt: skip
def test_a_refusal_is_reported(world: World, operation: str) -> None:
    world.client("organizations").create_organization(FeatureSet="ALL")
    status, _, refused = found_in(world, prepare=deny(operation))
    assert (status, refused) == (Status.NOT_ASSESSED, operation)


@pytest.mark.parametrize("operation", ["ecs:ListClusters", "eks:ListClusters"])
def test_a_service_that_aws_does_not_offer_is_no_obstacle(world: World, operation: str) -> None:
    world.client("organizations").create_organization(FeatureSet="ALL")
    lacking = deny(operation, "UnsupportedOperation", "The functionality is not available in this region.", 400)
    assert found_in(world, prepare=lacking)[:2] == (Status.PASS, NONE)
