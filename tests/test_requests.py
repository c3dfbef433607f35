"""What one more bucket and an empty account cost: the tables in docs/requests.md, measured."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from reporter.config.settings import CheckChoice
from reporter.engine.check import AnyCheck
from reporter.engine.judge import rule
from reporter.rules.catalogue import Catalogue, load_catalogue
from reporter.rules.selection import select_checks
from tests.busy_account import Requests
from tests.conftest import Golden
from tests.world import World

EMPTY = ("222233334444", "333344445555")
WITHOUT_VPCS = ("555566667777", "666677778888")
MANAGEMENT = "777788889999"
BUCKET, PLAIN = "acme-photos", "acme-plain"
OURS = f"arn:aws:s3:::{BUCKET}/*"
GRANT = {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:*", "Resource": OURS}
PAGE = """\
# Requests per bucket

Measured by `tests/test_requests.py`, which also writes this page (`pytest --update-golden`).

Every request is made once for each bucket, in the region of the bucket, and shared by all checks that need its answer;
what no selected check needs is not asked. The list of buckets itself takes one request for every 10,000.
The first column is a bucket as AWS makes it today: a policy that allows nothing is not public, without versions there
is neither object lock nor replication, and an ACL that is disabled is not read. The others: one with all of these.

{table}

Not in the table, because they are only asked if they are named in full: `s3-bucket-object-acl-public-sample` takes one
`s3:ListObjectsV2` and up to 100 `s3:GetObjectAcl` for each bucket whose ACLs are in force;
`s3-bucket-shadow-resource-owned` takes up to seven `s3:HeadBucket` for each region (as many as `predictable_names`
has entries), and one more where S3 calls any of them forbidden. Access points and directory buckets take one request
each, and their lists one for each region; an access point that nothing restricts takes one more.

Not of buckets: each account takes one `sts:AssumeRole` and one `sts:GetCallerIdentity` with the keys that it gave, and
both again with each renewal.

# Requests per region

What one more region costs an account that has nothing in it, with all checks and with those of CIS 7.0 alone, by
service: as AWS makes it, with a default VPC in each region, and without any VPC. Each list is asked once, whichever
checks need it; a service whose resources have two APIs takes two. Only the account that manages the organisation is
asked for clusters of ECS and EKS, and each 100 of ECS take one request more.

{regions}

Some lists are asked only in regions that have something that needs the answer, or may have
([decision 50](decisions/0050-lists-that-only-some-regions-need.md)). CIS 7.0 asks endpoints, subnets and whether
Incident Manager is used only where there are network interfaces, route tables only where there are network interfaces
or peering connections, flow logs only where there are VPCs, access points only where there are buckets, and alarms only
if a trail delivers to a log group.

# An empty account

All requests for an account in {number} regions that has nothing in it, sessions included.

{totals}
"""
REGIONS = ("us-east-1", "eu-west-1")
USUAL_REGIONS = 17
"""The regions that AWS enables in each account."""
LIMIT = 500


def requests_for(world: World, checks: Iterable[AnyCheck], bucket: str = BUCKET) -> Counter[str]:
    """The requests that name the bucket."""
    inventory = world.read(*(kind for check in checks for kind in check.signature.kinds))
    return Counter(call.operation for call in inventory.calls if json.loads(call.parameters).get("Bucket") == bucket)


def answering(catalogue: Catalogue, checks: Iterable[AnyCheck], framework_id: str) -> list[AnyCheck]:
    wanted = {answer.check_id for answer in catalogue.frameworks[framework_id].answers}
    return [check for check in checks if check.id in wanted]


def make_buckets(world: World) -> None:
    s3 = world.client("s3")
    for name, ownership in ((BUCKET, "ObjectWriter"), (PLAIN, "BucketOwnerEnforced")):
        s3.create_bucket(Bucket=name, ObjectOwnership=ownership)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Statement": [GRANT]}))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_the_requests_for_one_bucket_are_those_of_the_documentation(
    world: World, catalogue: Catalogue, golden: Golden
) -> None:
    make_buckets(world)
    every = select_checks(catalogue.checks.values(), CheckChoice())
    of_cis = answering(catalogue, every, "cis-7.0")
    measured = {
        "all checks, plain bucket": requests_for(world, every, PLAIN),
        "all checks": requests_for(world, every),
        "FSBP alone": requests_for(world, answering(catalogue, every, "aws-fsbp")),
        "CIS 7.0 alone": requests_for(world, of_cis),
    }
    world.client("organizations", account_id=MANAGEMENT).create_organization(FeatureSet="ALL")
    for account_id in WITHOUT_VPCS:
        delete_vpcs(world, account_id)
    of = {
        "all checks": Empty.measured(world, every, EMPTY[0]),
        "all checks, no VPC": Empty.measured(world, every, WITHOUT_VPCS[0]),
        "CIS 7.0 alone": Empty.measured(world, of_cis, EMPTY[1]),
        "CIS 7.0 alone, no VPC": Empty.measured(world, of_cis, WITHOUT_VPCS[1]),
        "CIS 7.0 alone, management account": Empty.measured(world, of_cis, MANAGEMENT),
    }
    regions = table({name: one.region for name, one in of.items()}, "service")
    totals = rows([["", *of], ["requests", *(f"**{one.total}**" for one in of.values())]])
    page = PAGE.format(table=table(measured), regions=regions, number=USUAL_REGIONS, totals=totals)
    golden("../../docs/requests.md", page)
    assert of["CIS 7.0 alone"].total <= LIMIT


@dataclass(frozen=True)
class Empty:
    """The requests for an account with nothing in it."""

    account: int
    """Those for the account and its first region, sessions included."""
    region: Counter[str]
    """Those for one more region, by service."""

    @property
    def total(self) -> int:
        """All requests in the usual regions."""
        return self.account + (USUAL_REGIONS - 1) * self.region.total()

    @classmethod
    def measured(cls, world: World, checks: Iterable[AnyCheck], account_id: str) -> Empty:
        """The requests in one region, and those that two regions add to them; the account was never read before."""
        rules, heard = [rule(check) for check in checks], []
        for regions in (REGIONS[:1], REGIONS):
            requests = Requests()
            world.read(rules=rules, account_id=account_id, regions=regions, prepare=requests.prepare)
            heard.append(Counter(operation.partition(":")[0] for operation, _ in requests.sent))
        return cls(heard[0].total(), heard[1] - heard[0])


def delete_vpcs(world: World, account_id: str) -> None:
    """Delete the VPC that AWS makes in each region, with all that is in it."""
    for region in REGIONS:
        ec2 = world.client("ec2", region, account_id)
        for subnet in ec2.describe_subnets()["Subnets"]:
            ec2.delete_subnet(SubnetId=subnet["SubnetId"])
        [vpc] = ec2.describe_vpcs()["Vpcs"]
        for gateway in ec2.describe_internet_gateways()["InternetGateways"]:
            ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc["VpcId"])
        ec2.delete_vpc(VpcId=vpc["VpcId"])
        assert not ec2.describe_vpcs()["Vpcs"]


def table(measured: dict[str, Counter[str]], what: str = "request") -> str:
    operations = sorted({operation for counts in measured.values() for operation in counts})
    found = [[f"`{each}`", *(str(counts[each] or "") for counts in measured.values())] for each in operations]
    sums = ["**in all**", *(f"**{counts.total()}**" for counts in measured.values())]
    return rows([[what, *measured], *found, sums])


def rows(cells: list[list[str]]) -> str:
    """A table of Markdown; the first row is its head."""
    lines = [cells[0], ["---"] * len(cells[0]), *cells[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def test_nothing_about_a_bucket_is_asked_twice(world: World, catalogue: Catalogue) -> None:
    world.client("s3").create_bucket(Bucket=BUCKET)
    assert set(requests_for(world, catalogue.checks.values()).values()) == {1}
