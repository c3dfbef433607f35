"""EKS clusters of the account that manages its organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.shared.identity import partition_of
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.subjects import Region, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementCluster(Resource):
    """An EKS cluster of the management account; other accounts are not asked for theirs."""

    kind: ClassVar[str] = "AWS::EKS::Cluster"


@collects("eks:ListClusters")
def clusters(aws: Aws, region: Region, membership: OrganizationMembership) -> Listing[ManagementCluster]:
    """The clusters of a region."""
    found = _named(aws, region) if membership.is_managed_by(region) else ()
    return each(region, found, partial(_who, region), _cluster)


def _named(aws: Aws, region: Region) -> Iterator[Mapping[str, str]]:
    pages = aws.pages("eks", "list_clusters", page_size=100, region=region.region)
    return ({"name": name} for page in pages for name in page["clusters"])


def _who(region: Region, item: Mapping[str, str]) -> Identity:
    where = f"{partition_of(region)}:eks:{region.region}:{region.account_id}"
    arn = f"arn:{where}:cluster/{item['name']}"
    return Identity(account_id=region.account_id, region=region.region, arn=arn, name=item["name"], tags={})


def _cluster(who: Identity, _: Mapping[str, str]) -> ManagementCluster:
    return ManagementCluster(**who)
