"""What one more bucket costs: the table in docs/requests.md, measured."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

import pytest

from reporter.config.settings import CheckChoice
from reporter.engine.check import AnyCheck
from reporter.rules.catalogue import Catalogue, load_catalogue
from reporter.rules.selection import select_checks
from tests.conftest import Golden
from tests.world import World

EMPTY, MANAGEMENT = "222233334444", "333344445555"
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
service. Each list is asked once, whichever checks need it; a service whose resources have two APIs takes two. Only the
account that manages the organisation is asked for clusters of ECS and EKS, and each 100 of ECS take one request more.

{regions}
"""
REGIONS = ("us-east-1", "eu-west-1")


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
    regions = {
        "all checks": requests_of_a_region(world, every),
        "CIS 7.0 alone": requests_of_a_region(world, of_cis),
        "all checks, management account": requests_of_a_region(world, every, MANAGEMENT),
        "CIS 7.0 alone, management account": requests_of_a_region(world, of_cis, MANAGEMENT),
    }
    golden("../../docs/requests.md", PAGE.format(table=table(measured), regions=table(regions, "service")))


def requests_of_a_region(world: World, checks: Iterable[AnyCheck], account_id: str = EMPTY) -> Counter[str]:
    """The requests of an account with two empty regions that it does not make for one, by service."""
    kinds = [kind for check in checks for kind in check.signature.kinds]
    counts = []
    for regions in (REGIONS, REGIONS[:1]):
        inventory = world.read(*kinds, account_id=account_id, regions=regions)
        counts.append(Counter(call.operation.partition(":")[0] for call in inventory.calls))
    return counts[0] - counts[1]


def table(measured: dict[str, Counter[str]], what: str = "request") -> str:
    operations = sorted({operation for counts in measured.values() for operation in counts})
    rows = [[f"`{each}`", *(str(counts[each] or "") for counts in measured.values())] for each in operations]
    sums = ["**in all**", *(f"**{counts.total()}**" for counts in measured.values())]
    lines = [[what, *measured], ["---"] * (1 + len(measured)), *rows, sums]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def test_nothing_about_a_bucket_is_asked_twice(world: World, catalogue: Catalogue) -> None:
    world.client("s3").create_bucket(Bucket=BUCKET)
    assert set(requests_for(world, catalogue.checks.values()).values()) == {1}
