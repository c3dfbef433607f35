"""The EKS clusters of the management account."""

from __future__ import annotations

from typing import Any

from reporter.aws.eks.clusters import ManagementCluster
from reporter.demo.place import Place
from reporter.demo.services import eks
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID, NOW, World, cut_pages

LIST = f"eks:list_clusters/{REGION}"
ORGANIZATION = "organizations:describe_organization"


def organization(manager: str = ACCOUNT_ID) -> dict[str, Any]:
    return {ORGANIZATION: {"Organization": {"Id": "o-1", "MasterAccountId": manager, "FeatureSet": "ALL"}}}


def test_clusters_are_known_by_their_name() -> None:
    heard = read_recorded({**organization(), LIST: {"clusters": ["search"]}}, ManagementCluster)
    [found] = heard.of(ManagementCluster)
    assert (found.name, found.region) == ("search", REGION)
    assert found.arn == f"arn:aws:eks:{REGION}:{ACCOUNT_ID}:cluster/search"


def test_other_accounts_are_not_asked() -> None:
    heard = read_recorded(organization("999988887777"), ManagementCluster)
    assert (heard.of(ManagementCluster), heard.gaps(ManagementCluster)) == ((), {})
    assert heard.asked == (ORGANIZATION,)


def test_a_refusal_is_a_gap() -> None:
    heard = read_recorded(organization(), ManagementCluster)
    assert list(heard.gaps(ManagementCluster).values()) == ["no"]


def test_clusters_are_listed_page_by_page(world: World) -> None:
    world.client("organizations").create_organization(FeatureSet="ALL")
    eks.seed(Place(world.emulator, ACCOUNT_ID, NOW.at), "shop-prod")
    found = world.read(ManagementCluster, prepare=cut_pages(1)).subjects(ManagementCluster)
    assert {(one.name, one.region) for one in found} == {("checkout", "eu-central-1"), ("search", "eu-central-1")}
