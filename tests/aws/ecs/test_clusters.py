"""The ECS clusters of the management account, each with what runs in it, or with the reason why that is not known."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.ecs.clusters import ManagementCluster
from reporter.demo.place import Place
from reporter.demo.services import ecs
from reporter.model.answers import ReasonCode
from tests.aws.recorded import REGION, Heard, read_recorded
from tests.world import ACCOUNT_ID, NOW, World, cut_pages

LIST = f"ecs:list_clusters/{REGION}"
ORGANIZATION = "organizations:describe_organization"


def arn(name: str) -> str:
    return f"arn:aws:ecs:{REGION}:{ACCOUNT_ID}:cluster/{name}"


def a_cluster(name: str, **more: Any) -> dict[str, Any]:
    counts = {"activeServicesCount": 0, "runningTasksCount": 0, "registeredContainerInstancesCount": 0}
    return {"clusterArn": arn(name), "clusterName": name, **counts, **more}


def describe(*names: str) -> str:
    return f"ecs:describe_clusters/{REGION}/{[arn(name) for name in names]}"


def organization(manager: str = ACCOUNT_ID) -> dict[str, Any]:
    return {ORGANIZATION: {"Organization": {"Id": "o-1", "MasterAccountId": manager, "FeatureSet": "ALL"}}}


def read(*names: str, **answer: Any) -> Heard:
    listed = {LIST: {"clusterArns": [arn(name) for name in names]}}
    return read_recorded({**organization(), **listed, describe(*names): answer}, ManagementCluster)


def test_clusters_are_described_with_what_runs_in_them() -> None:
    counts = {"activeServicesCount": 1, "runningTasksCount": 2, "registeredContainerInstancesCount": 3}
    heard = read("ci", "idle", clusters=[a_cluster("idle"), a_cluster("ci", **counts)], failures=[])
    busy, idle = heard.of(ManagementCluster)
    assert (busy.name, busy.arn, busy.region) == ("ci", arn("ci"), REGION)
    assert (busy.services, busy.tasks, busy.instances, busy.in_use) == (1, 2, 3, True)
    assert (idle.name, idle.in_use) == ("idle", False)
    assert heard.asked == (ORGANIZATION, LIST, describe("ci", "idle"))


def test_a_region_without_clusters_takes_one_request() -> None:
    heard = read()
    assert (heard.of(ManagementCluster), heard.gaps(ManagementCluster)) == ((), {})
    assert heard.asked == (ORGANIZATION, LIST)


def test_other_accounts_are_not_asked() -> None:
    heard = read_recorded(organization("999988887777"), ManagementCluster)
    assert (heard.of(ManagementCluster), heard.gaps(ManagementCluster)) == ((), {})
    assert heard.asked == (ORGANIZATION,)


def test_where_it_is_not_known_who_manages_the_organization_nothing_is_known() -> None:
    heard = read_recorded({}, ManagementCluster)
    assert list(heard.gaps(ManagementCluster).values()) == ["no"]


IDLE = a_cluster("idle")


@pytest.mark.parametrize(
    ("failure", "why"), [({"reason": "MISSING"}, "MISSING"), ({"detail": "what else there is to say"}, "no reason")]
)
def test_a_cluster_that_ecs_does_not_describe_is_a_gap(failure: dict[str, str], why: str) -> None:
    heard = read("ci", "idle", clusters=[IDLE], failures=[{"arn": arn("ci"), **failure}])
    assert [one.name for one in heard.of(ManagementCluster)] == ["idle"]
    assert heard.gaps(ManagementCluster) == {arn("ci"): f"ECS lists the cluster ci, but does not describe it: {why}"}
    [(_, gap)] = heard.inventory.gaps(ManagementCluster)
    assert (gap.reason, gap.operation, gap.region) == (ReasonCode.AWS_ERROR, "ecs:DescribeClusters", REGION)


@pytest.mark.parametrize(
    "answer",
    [
        {"clusters": [IDLE]},
        {"clusters": [IDLE, {"clusterName": "ci"}], "failures": []},
        {"clusters": [IDLE], "failures": [{"reason": "MISSING"}]},
    ],
)
def test_a_cluster_that_the_answer_lacks_is_a_gap(answer: dict[str, Any]) -> None:
    heard = read("ci", "idle", **answer)
    assert [one.name for one in heard.of(ManagementCluster)] == ["idle"]
    [(place, gap)] = heard.inventory.gaps(ManagementCluster)
    assert (place.arn, gap.reason) == (arn("ci"), ReasonCode.MALFORMED_ANSWER)


def test_a_cluster_without_a_number_is_a_gap() -> None:
    odd = a_cluster("ci")
    del odd["runningTasksCount"]
    heard = read("ci", "idle", clusters=[odd, a_cluster("idle")])
    assert [one.name for one in heard.of(ManagementCluster)] == ["idle"]
    assert "runningTasksCount" in heard.gaps(ManagementCluster)[arn("ci")]


def test_a_hundred_clusters_are_described_with_one_request() -> None:
    names = [f"c-{number}" for number in range(201)]
    batches = [names[:100], names[100:200], names[200:]]
    described = {describe(*batch): {"clusters": list(map(a_cluster, batch))} for batch in batches}
    listed = {LIST: {"clusterArns": [arn(name) for name in (*names, "c-0")]}}
    heard = read_recorded({**organization(), **listed, **described}, ManagementCluster)
    assert [one.name for one in heard.of(ManagementCluster)] == names
    assert heard.asked == (ORGANIZATION, LIST, *described)


def test_clusters_are_listed_page_by_page(world: World) -> None:
    world.client("organizations").create_organization(FeatureSet="ALL")
    ecs.seed(Place(world.emulator, ACCOUNT_ID, NOW.at), "shop-prod")
    found = world.read(ManagementCluster, prepare=cut_pages(1)).subjects(ManagementCluster)
    assert {one.name: (one.region, one.in_use) for one in found} == {
        "shop": ("eu-central-1", True),
        "experiments": ("eu-central-1", False),
    }
