"""A small organisation in which two accounts own resources for all: one a trail, the other analyzers."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from checks.cloudwatch.watched import WATCHED
from reporter.accounts import Accounts, Target
from reporter.aws.cloudwatch.events import pattern_of
from reporter.config.settings import AssumedRole, Limits, Settings
from reporter.demo.emulator import Emulator
from reporter.demo.place import HOME, Place
from reporter.demo.services.accessanalyzer import AnalyzerState
from reporter.demo.state import Refusal
from reporter.engine.check import AnyCheck
from reporter.engine.judge import Rule, rule, shared_kinds
from reporter.engine.loader import load_checks
from reporter.model.finding import Finding
from reporter.model.given import Organization
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from reporter.runs import RunFolder
from reporter.scan import Scan
from reporter.sessions import CallerIdentity, Sessions
from tests.street import Watcher

MANAGEMENT = "900000000001"
ANALYZERS = "access-analyzer.amazonaws.com"
REGIONS = ("eu-central-1", "us-east-1")
STARTED = datetime(2026, 11, 21, 7, tzinfo=UTC)
DENIED = Refusal("AccessDeniedException", "not authorized", 403)


def sharing_checks() -> list[AnyCheck]:
    """Every registered check that needs what other accounts own."""
    return [check for check in load_checks() if shared_kinds([rule(check)])]


@dataclass(frozen=True)
class FourAccounts:
    """The management account, the administrator of Access Analyzer, and two accounts that own nothing."""

    emulator: Emulator
    tooling: str
    members: tuple[str, str]

    @classmethod
    def founded(cls, emulator: Emulator) -> FourAccounts:
        api = emulator.client("organizations", "us-east-1", MANAGEMENT)
        api.create_organization(FeatureSet="ALL")
        opened = [
            api.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]["AccountId"]
            for name in ("tooling", "shop", "payments")
        ]
        four = cls(emulator, opened[0], (opened[1], opened[2]))
        for account_id in four.ids:
            emulator.state(account_id).regions = REGIONS
        seed_trail(Place(emulator, MANAGEMENT, STARTED))
        emulator.state(four.tooling).of(AnalyzerState).analyzers = {
            region: [analyzer(region, four.tooling)] for region in REGIONS
        }
        return four

    @property
    def ids(self) -> tuple[str, ...]:
        return (MANAGEMENT, self.tooling, *self.members)

    def accounts(self, left_out: Collection[str] = (), dice: random.Random | None = None) -> Accounts:
        """The accounts as AWS Organizations lists them; in random order with `dice`."""
        ids = [id_ for id_ in self.ids if id_ not in left_out]
        targets = [Target(Account.of(id_), AssumedRole(), "", "in the organisation", member=True) for id_ in ids]
        if dice:
            dice.shuffle(targets)
        administrators = {ANALYZERS: (self.tooling,), "cloudtrail.amazonaws.com": ()}
        organization = Organization(frozenset(self.ids), "o-four", MANAGEMENT, administrators=administrators)
        return Accounts(
            tuple(targets), (), organization, CallerIdentity(f"arn:aws:sts::{MANAGEMENT}:user/me", MANAGEMENT)
        )

    def scan(self, runs: Path, accounts: Accounts, in_flight: int = 2) -> RunFolder:
        """The run folder of a scan of these accounts."""
        settings = Settings(runs=runs, limits=Limits(processes=1, accounts_in_flight=in_flight, calls_in_flight=4))
        sessions = Sessions(settings, prepare=self.emulator.prepare, sleep=lambda _: None)
        rules: tuple[Rule, ...] = tuple(rule(check) for check in sharing_checks())
        scan = Scan(settings, rules, (), sessions, accounts, Watcher(), clock=lambda: STARTED, run_id="four")
        return scan.run().folder


def seed_trail(management: Place) -> None:
    """Create an organisation trail that records the events of all objects."""
    management.client("s3").create_bucket(
        Bucket="four-trails", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    client = management.client("cloudtrail")
    client.create_trail(Name="all", S3BucketName="four-trails", IsMultiRegionTrail=True, IsOrganizationTrail=True)
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [objects]}
    client.put_event_selectors(TrailName="all", EventSelectors=[selector])
    client.start_logging(Name="all")
    seed_alarms(management)


def seed_alarms(management: Place) -> None:
    """Have the trail deliver to a log group, and each kind of its events raise an alarm."""
    logs, sns = management.client("logs"), management.client("sns")
    logs.create_log_group(logGroupName="all")
    group = f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:all:*"
    role = f"arn:aws:iam::{MANAGEMENT}:role/all"
    management.client("cloudtrail").update_trail(
        Name="all", CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role
    )
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="audit@example.com")
    metric = {"metricName": "Events", "metricNamespace": "Audit", "metricValue": "1"}
    for watched in WATCHED:
        pattern = pattern_of(watched.match, watched.allowed_narrowing)
        logs.put_metric_filter(
            logGroupName="all", filterName=watched.name, filterPattern=pattern, metricTransformations=[metric]
        )
    management.client("cloudwatch").put_metric_alarm(
        AlarmName="events",
        MetricName="Events",
        Namespace="Audit",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        AlarmActions=[topic],
    )


def analyzer(region: str, account_id: str) -> dict[str, Any]:
    arn = f"arn:aws:access-analyzer:{region}:{account_id}:analyzer/all"
    return {"arn": arn, "name": "all", "type": "ORGANIZATION", "status": "ACTIVE", "createdAt": STARTED}


def findings(folder: RunFolder, account_ids: Iterable[str]) -> dict[str, list[Finding]]:
    """The findings about these accounts, by check id."""
    found: dict[str, list[Finding]] = {}
    for account_id in account_ids:
        for line in folder.findings_of(account_id).splitlines():
            finding = msgspec.json.decode(line, type=Finding)
            found.setdefault(finding.check_id, []).append(finding)
    return found


def statuses(found: Iterable[Finding]) -> set[Status]:
    return {finding.status for finding in found}
