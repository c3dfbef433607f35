"""An organisation of twelve accounts: every verdict of the detective services, written down by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from reporter.accounts import Accounts, Target
from reporter.config.settings import AssumedRole, Limits, Settings
from reporter.demo.emulator import Emulator, emulated_aws
from reporter.demo.place import Place
from reporter.demo.services.accessanalyzer import AnalyzerState
from reporter.demo.services.macie import MacieState
from reporter.demo.services.organizations import seed_guardrail
from reporter.demo.services.securityhub import FOUNDATIONAL, HubState
from reporter.engine.judge import rule
from reporter.engine.loader import load_checks
from reporter.model.finding import Finding
from reporter.model.given import Organization
from reporter.model.subjects import Account
from reporter.runs import RunFolder
from reporter.scan import Scan
from reporter.sessions import CallerIdentity, Sessions
from tests.four_accounts import ANALYZERS, DENIED, seed_trail
from tests.street import Watcher

MANAGEMENT, OUTSIDE = "900000000001", "999988887777"
STARTED = datetime(2026, 11, 21, 7, tzinfo=UTC)
EU, US = REGIONS = ("eu-central-1", "us-east-1")
NAMES = ("management", "tooling", "refused", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9")
"""The order of the letters below: Pass, Fail, Not applicable, Unseen and Manual."""
LETTERS = {"PASS": "P", "FAIL": "F", "NOT_APPLICABLE": "N", "NOT_ASSESSED": "U", "MANUAL": "M"}
OF_ACCOUNTS = {
    "account-part-of-organization": "PPUPPPPPPPPP",
    "cloudtrail-s3-object-write-events-logged": "PPUPPPPPPPPP",
    "organizations-delegated-admins-trusted": "MNUNNNNNNNNN",
    "organizations-guardrails-attached": "FNUNNNNNNNNN",
    "organizations-ou-structure-reviewed": "MNUNNNNNNNNN",
}
OF_REGIONS = {
    "accessanalyzer-external-analyzer-enabled": ("PPUPPPPPPPPP", "FFUFFPFFFFFF"),
    "accessanalyzer-findings-resolved": ("PFUFPPPPPPPP", "NNUNNPNNNNNN"),
    "config-recorder-enabled": ("PPUPPPPFPPFP", "PPUPPPFPPPFP"),
    "guardduty-detector-enabled": ("PPUPPPPPPPFP", "PPUPPPPPPPFF"),
    "guardduty-s3-protection-enabled": ("PPUPPPPPPFNP", "PPUPPPPPPFNN"),
    "inspector-ec2-scanning-enabled": ("FPUFFFFFFFFF", "FFUFFFFFFFFF"),
    "macie-automated-discovery-enabled": ("NFUPNNNNNNNN", "NNUNNNNNNNNN"),
    "macie-session-enabled": ("FNUPFFNNNNNN", "NNUNNNNNNNNN"),
    "securityhub-hub-enabled": ("PPUPPPPPFPFP", "PPUPPPPPFPFP"),
}


class Twelve:
    """The organisation while it is seeded: what is usual everywhere, and what single accounts have instead."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.api = emulator.client("organizations", US, MANAGEMENT)
        self.api.create_organization(FeatureSet="ALL")
        self.root = self.api.list_roots()["Roots"][0]["Id"]
        self.ids = {"management": MANAGEMENT} | {name: self._open(name) for name in NAMES[1:]}
        for id_ in self.ids.values():
            emulator.state(id_).regions = REGIONS

    def _open(self, name: str) -> str:
        status = self.api.create_account(AccountName=name, Email=f"{name}@acme.example")["CreateAccountStatus"]
        return str(status["AccountId"])

    def client(self, name: str, service: str, region: str = EU) -> Any:
        return self.emulator.client(service, region, self.ids[name])

    def everywhere(self, seed: Callable[[str, str], None], *without: str) -> None:
        """Seed all accounts in both regions, except accounts and their regions as in `m9 us-east-1`."""
        for name in NAMES:
            for region in REGIONS:
                if not {name, f"{name} {region}"} & set(without):
                    seed(name, region)


def seed(twelve: Twelve) -> None:
    seed_trail(Place(twelve.emulator, MANAGEMENT, STARTED))
    seed_units(twelve)
    twelve.everywhere(lambda name, region: seed_detector(twelve, name, region), "m8", f"m9 {US}")
    twelve.everywhere(lambda name, region: seed_recorder(twelve, name, region), "m8", f"m5 {EU}")
    twelve.everywhere(lambda name, region: seed_hub(twelve, name, region), "m8")
    seed_macie(twelve)
    seed_analyzers(twelve)
    twelve.client("tooling", "inspector2").enable(accountIds=[twelve.ids["tooling"]], resourceTypes=["EC2"])
    twelve.emulator.state(twelve.ids["refused"]).refusals["sts:AssumeRole"] = DENIED


def seed_units(twelve: Twelve) -> None:
    """A guardrail for all members but m9, and one delegate for all services."""
    units = {
        name: twelve.api.create_organizational_unit(ParentId=twelve.root, Name=name)["OrganizationalUnit"]["Id"]
        for name in ("Guarded", "Open")
    }
    for name, id_ in list(twelve.ids.items())[1:]:
        unit = units["Open" if name == "m9" else "Guarded"]
        twelve.api.move_account(AccountId=id_, SourceParentId=twelve.root, DestinationParentId=unit)
    seed_guardrail(Place(twelve.emulator, MANAGEMENT, STARTED), units["Guarded"])
    # Moto does not know that Security Hub CSPM can be delegated.
    for service in ("guardduty", "config-multiaccountsetup", "macie", "access-analyzer"):
        twelve.api.register_delegated_administrator(
            AccountId=twelve.ids["tooling"], ServicePrincipal=f"{service}.amazonaws.com"
        )


def seed_detector(twelve: Twelve, name: str, region: str) -> None:
    """The delegated administrator has turned GuardDuty on; m7 lacks a plan."""
    plans = [] if name == "m7" else [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}]
    twelve.client(name, "guardduty", region).create_detector(Enable=True, Features=plans)


def seed_recorder(twelve: Twelve, name: str, region: str) -> None:
    """A recorder of everything; m4 records IAM nowhere."""
    config = twelve.client(name, "config", region)
    group = {"allSupported": True, "includeGlobalResourceTypes": region == US and name != "m4"}
    role = f"arn:aws:iam::{twelve.ids[name]}:role/config"
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group}
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "records"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")


def seed_hub(twelve: Twelve, name: str, region: str) -> None:
    """Security Hub CSPM with a standard; m6 has none."""
    twelve.client(name, "securityhub", region).enable_security_hub()
    standards = {} if name == "m6" else {FOUNDATIONAL: "READY"}
    twelve.emulator.state(twelve.ids[name]).of(HubState).standards[region] = standards


def seed_macie(twelve: Twelve) -> None:
    """Three members have a bucket: Macie is on, paused and off in them. Its administrator has no discovery."""
    for name in ("m1", "m2", "m3"):
        where = {"LocationConstraint": EU}
        twelve.client(name, "s3").create_bucket(Bucket=f"bucket-of-{name}", CreateBucketConfiguration=where)
    states = {name: twelve.emulator.state(twelve.ids[name]).of(MacieState) for name in ("tooling", "m1", "m2")}
    states["tooling"].sessions[EU] = states["m1"].sessions[EU] = "ENABLED"
    states["m2"].sessions[EU] = "PAUSED"
    states["m1"].administrators[EU], states["m1"].discovery[EU] = twelve.ids["tooling"], "ENABLED"


def seed_analyzers(twelve: Twelve) -> None:
    """An analyzer for all in one region, with findings about two members and an account outside the scan."""
    shared = analyzer(EU, twelve.ids["tooling"], "ORGANIZATION")
    state = twelve.emulator.state(twelve.ids["tooling"]).of(AnalyzerState)
    state.analyzers[EU] = [shared]
    state.findings[shared["arn"]] = [
        finding(twelve.ids["m1"], days=40), finding(twelve.ids["m2"], days=3), finding(OUTSIDE, days=40),
    ]  # fmt: skip
    own = twelve.emulator.state(twelve.ids["m3"]).of(AnalyzerState)
    own.analyzers[US] = [analyzer(US, twelve.ids["m3"], "ACCOUNT")]


def analyzer(region: str, id_: str, kind: str) -> dict[str, Any]:
    arn = f"arn:aws:access-analyzer:{region}:{id_}:analyzer/all"
    return {"arn": arn, "name": "all", "type": kind, "status": "ACTIVE", "createdAt": STARTED}


def finding(owner: str, *, days: int) -> dict[str, Any]:
    moments = dict.fromkeys(("analyzedAt", "createdAt", "updatedAt"), STARTED - timedelta(days=days))
    named = {"id": f"{owner}-{days}", "resource": "arn:aws:s3:::x", "resourceOwnerAccount": owner, "status": "ACTIVE"}
    return {**named, **moments, "resourceType": "AWS::S3::Bucket"}


def scan(twelve: Twelve, runs: Path) -> RunFolder:
    """A scan of all accounts, with the owners last in the list."""
    listed = [Target(Account.of(id_, name), AssumedRole(), "", "", member=True) for name, id_ in twelve.ids.items()]
    administrators = {ANALYZERS: (twelve.ids["tooling"],)}
    organization = Organization(frozenset(twelve.ids.values()), "o-twelve", MANAGEMENT, administrators=administrators)
    caller = CallerIdentity(f"arn:aws:sts::{MANAGEMENT}:user/me", MANAGEMENT)
    settings = Settings(runs=runs, limits=Limits(processes=1, accounts_in_flight=3, calls_in_flight=4))
    sessions = Sessions(settings, prepare=twelve.emulator.prepare, sleep=lambda _: None)
    rules = tuple(rule(check) for check in load_checks() if check.id in {*OF_ACCOUNTS, *OF_REGIONS})
    accounts = Accounts(tuple(reversed(listed)), (), organization, caller)
    return Scan(settings, rules, (), sessions, accounts, Watcher(), clock=lambda: STARTED, run_id="twelve").run().folder


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Finding]:
    """By account, check and region."""
    with emulated_aws() as emulator:
        twelve = Twelve(emulator)
        seed(twelve)
        folder = scan(twelve, tmp_path_factory.mktemp("runs"))
    found = {}
    for name, id_ in twelve.ids.items():
        for line in folder.findings_of(id_).splitlines():
            one = msgspec.json.decode(line, type=Finding)
            found[name, one.check_id, one.region] = one
    return found


def letters(verdicts: dict[tuple[str, str, str], Finding], check: str, region: str) -> str:
    """The verdicts of all accounts; an account that refused has one row, and none for its regions."""
    rows = (verdicts.get((name, check, region)) or verdicts[name, check, "global"] for name in NAMES)
    return "".join(LETTERS[row.status] for row in rows)


def test_every_account_has_the_verdict_that_was_written_down(verdicts: dict[tuple[str, str, str], Finding]) -> None:
    assert {check: letters(verdicts, check, "global") for check in OF_ACCOUNTS} == OF_ACCOUNTS
    found = {check: tuple(letters(verdicts, check, region) for region in REGIONS) for check in OF_REGIONS}
    assert found == OF_REGIONS


def test_the_account_that_refused_says_so(verdicts: dict[tuple[str, str, str], Finding]) -> None:
    reasons = {row.reason_code for (name, _, _), row in verdicts.items() if name == "refused"}
    assert reasons == {"role-not-assumable"}


def test_the_reasons_name_who_is_concerned(verdicts: dict[tuple[str, str, str], Finding]) -> None:
    assert verdicts["management", "organizations-guardrails-attached", "global"].reason.startswith(
        "no policy covers m9"
    )
    units = verdicts["management", "organizations-ou-structure-reviewed", "global"].reason
    assert units == "Guarded: m1, m2, m3, m4, m5, m6, m7, m8, refused, tooling; Open: m9"
    delegates = verdicts["management", "organizations-delegated-admins-trusted", "global"].reason
    assert "tooling" in delegates
    assert "guardduty.amazonaws.com" in delegates
    assert verdicts["m2", "accessanalyzer-findings-resolved", EU].reason == "open for at most 7 days: 1"
