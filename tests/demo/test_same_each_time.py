"""Two demos of the same moment cannot be told apart; nothing of the first is left when the second begins."""

from reporter.aws.ec2 import Instance, Volume
from reporter.aws.s3 import Bucket
from reporter.aws.security_groups import SecurityGroup
from reporter.demo import embedded_organization
from reporter.inventory import Inventory
from reporter.model import Resource
from tests.demo.company import NOW, Company

KINDS = (Bucket, SecurityGroup, Instance, Volume)


def resources_of(inventory: Inventory) -> list[Resource]:
    return [resource for kind in KINDS for resource in inventory.subjects(kind)]


def visit() -> list[str]:
    with embedded_organization(NOW) as demo:
        company = Company.visited(demo)
        read = [company.read(name, *KINDS) for name in ("shop-prod", "sandbox-onboarding")]
        return [resource.arn for inventory in read for resource in resources_of(inventory)]


def test_the_company_is_the_same_each_time() -> None:
    first = visit()
    assert len(first) > 20
    assert visit() == first
