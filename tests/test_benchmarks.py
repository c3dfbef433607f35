"""The server of the benchmarks answers as AWS does, tells accounts apart, and counts what it is asked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.server import Sizes
from benchmarks.server.handle import Running, running
from reporter.config.settings import AssumedRole, Settings
from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.model.finding import Finding
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from reporter.rules.catalogue import load_catalogue
from reporter.sessions import Sessions
from tests.world import ACCOUNT_ID, NOW, asker

SMALL = Sizes(
    regions=("eu-west-1", "us-east-1"), users=4, groups=2, roles=2, policies=2, certificates=1, buckets=2, objects=1,
    instances=2, volumes=2, addresses=2, security_groups=2, vpcs=2, subnets=2, flow_logs=1, network_acls=2,
    route_tables=101, peerings=2, analyzers=2, trails=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(SMALL) as started:
        yield started


@pytest.fixture(autouse=True)
def talk_to_the_server(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)


def scanned() -> tuple[Inventory, list[Finding]]:
    rules = [rule(check) for check in load_catalogue().checks.values()]
    planned = plan(kind for each in rules for kind in each.kinds)
    inventory = Inventory(Account.of(ACCOUNT_ID), NOW)
    reader = Sessions(Settings()).enter(inventory.account, AssumedRole(), askers=planned.askers)
    with ThreadPoolExecutor(4) as pool:
        collect(planned, reader, inventory, pool)
    inventory.calls = tuple(reader.calls)
    return inventory, judge(inventory, rules)


def test_every_check_can_be_asked_of_it_and_every_request_is_counted(server: Running) -> None:
    server.seen(reset=True)

    inventory, findings = scanned()

    seen = server.seen()
    assert {finding.reason for finding in findings if finding.status is Status.NOT_ASSESSED} == set()
    sessions = seen.by_operation["sts:AssumeRole"]
    assert seen.by_operation["sts:GetCallerIdentity"] == sessions == 3, "each is asked once whose it is"
    assert seen.by_account == {ACCOUNT_ID: len(inventory.calls) + 2 * sessions}
    assert seen.by_operation["ec2:DescribeRouteTables"] == 2
    assert (seen.unknown, seen.repeated, seen.mixed_up) == ({}, {}, 0)


def test_it_notices_a_request_signed_for_another_account_and_one_made_twice(server: Running) -> None:
    server.seen(reset=True)
    reader = Sessions(Settings()).enter(Account.of(ACCOUNT_ID), AssumedRole(), askers=[asker("s3:GetBucketVersioning")])

    for _ in range(2):
        reader.call("s3", "get_bucket_versioning", region="eu-west-1", Bucket="data-444455556666-000002")

    assert server.seen().mixed_up == 2
    assert server.seen().repeated == {"s3:GetBucketVersioning": 1}
