"""Two demos of the same moment are equal; nothing of the first is left when the second begins."""

import reporter.aws.ec2.regions  # noqa: F401 - its collector registers itself
from reporter.aws.ec2.instances import Instance, Volume
from reporter.aws.ec2.security_groups import SecurityGroup
from reporter.aws.s3.buckets import Bucket
from reporter.demo.emulator import emulated_aws
from reporter.demo.place import Place
from reporter.demo.plan import seed_account
from reporter.demo.production import SHOP_PROD
from tests.demo.company import NOW
from tests.world import ACCOUNT_ID, World

KINDS = (Bucket, SecurityGroup, Instance, Volume)


def visit() -> list[str]:
    """The ARNs of what the largest account of the company has."""
    with emulated_aws() as emulator:
        seed_account(Place(emulator, ACCOUNT_ID, NOW), SHOP_PROD.contents)
        inventory = World(emulator).read(*KINDS)
        return [resource.arn for kind in KINDS for resource in inventory.subjects(kind)]


def test_the_company_is_the_same_each_time() -> None:
    first = visit()
    assert len(first) > 20
    assert visit() == first
