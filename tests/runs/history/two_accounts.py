"""Two accounts that were scanned by code that named kinds by module path, and are scanned again by today's code.

Nothing may be added here: a run in `module-paths` holds what was found in them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reporter.config.settings import AccountSources, CheckChoice, FrameworkChoice, ListedAccount, Settings
from reporter.demo.emulator import Emulator
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import select_job
from reporter.scan import Scan
from reporter.sessions import Sessions
from reporter.workflow.scanning import new_scan
from tests.street import Watcher

THEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = ("111122223333", "444455556666")
[OLD_RUN] = (Path(__file__).parent / "module-paths" / "two-accounts").glob("*/run.json")
TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
})  # fmt: skip
EVERYTHING = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
})  # fmt: skip


def seed(emulator: Emulator) -> None:
    """Seed a resource of every service that was read then."""
    for id_ in IDS:

        def client(service: str, account: str = id_) -> Any:
            return emulator.client(service, "us-east-1", account)

        _seed_identities(client("iam"))
        _seed_buckets(client("s3"), id_)
        _seed_network(client("ec2"))
        trail = {"Name": "main", "S3BucketName": f"logs-of-{id_}"}
        client("cloudtrail").create_trail(**trail, IsMultiRegionTrail=True)


def _seed_identities(iam: Any) -> None:
    iam.create_user(UserName="ada")
    iam.create_login_profile(UserName="ada", Password="made-up-17")
    iam.create_access_key(UserName="ada")
    iam.create_group(GroupName="admins")
    iam.add_user_to_group(GroupName="admins", UserName="ada")
    policy = iam.create_policy(PolicyName="everything", PolicyDocument=EVERYTHING)["Policy"]
    iam.attach_group_policy(GroupName="admins", PolicyArn=policy["Arn"])
    iam.create_role(RoleName="open", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="open", PolicyName="all", PolicyDocument=EVERYTHING)


def _seed_buckets(s3: Any, id_: str) -> None:
    for name in ("data", "logs"):
        s3.create_bucket(Bucket=f"{name}-of-{id_}")
    s3.put_bucket_versioning(Bucket=f"data-of-{id_}", VersioningConfiguration={"Status": "Enabled"})


def _seed_network(ec2: Any) -> None:
    [vpc] = ec2.describe_vpcs()["Vpcs"]
    group = ec2.create_security_group(GroupName="open", Description="-", VpcId=vpc["VpcId"])["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0")
    ec2.create_volume(AvailabilityZone="us-east-1a", Size=1, Encrypted=False)


def scan_of_all(emulator: Emulator, runs: Path) -> Scan:
    """A scan of both accounts by every check that there was then, with the start time of the old run."""
    catalogue = load_catalogue()
    of_then = tuple(rule["check_id"] for rule in json.loads(OLD_RUN.read_text("utf-8"))["rules"])
    settings = Settings(
        accounts=AccountSources(listed=tuple(ListedAccount(id=id_) for id_ in IDS)),
        checks=CheckChoice(include=of_then),
        frameworks=FrameworkChoice(include=()),
        runs=runs,
    )
    settings = replace(settings, regions=replace(settings.regions, include=("us-east-1",)))
    sessions = Sessions(settings, prepare=emulator.prepare, sleep=lambda _: None)
    scan = new_scan(select_job(settings, catalogue), sessions, Watcher())
    scan.clock = lambda: THEN
    return scan
