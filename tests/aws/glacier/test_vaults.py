"""Vaults, as Glacier lists them, and their policies."""

from __future__ import annotations

import json

from checks.glacier.vaults import vault_is_not_public
from reporter.aws.glacier.vaults import Vault, VaultPolicy
from reporter.engine.judge import judge, rule
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.model.verdicts import Status
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
ARN = f"arn:aws:glacier:{REGION}:{ACCOUNT_ID}:vaults"
LIST, GET = f"glacier:list_vaults/{REGION}/-", f"glacier:get_vault_access_policy/{REGION}/-"


def test_vaults_are_listed_with_their_policy_or_without_one() -> None:
    answers = {
        LIST: {"VaultList": [{"VaultARN": f"{ARN}/{name}", "VaultName": name} for name in ("a", "b")]},
        f"{GET}/a": {"policy": {"Policy": POLICY}},
        f"{GET}/b": None,
    }
    heard = read_recorded(answers, VaultPolicy)
    assert [(one.name, one.arn) for one in heard.of(Vault)] == [("a", f"{ARN}/a"), ("b", f"{ARN}/b")]
    assert len(heard.about(VaultPolicy, f"{ARN}/a").document.statements) == 1
    assert heard.about(VaultPolicy, f"{ARN}/b") == VaultPolicy(None)


def refused(reason: ReasonCode, code: str) -> Status:
    why = Unavailable(reason, "no", "glacier:ListVaults", region=REGION, error_code=code)
    inventory = read_recorded({LIST: Refused(why)}, VaultPolicy).inventory
    [found] = judge(inventory, [rule(vault_is_not_public)])
    return found.status


def test_an_account_that_may_have_no_vaults_has_none() -> None:
    assert refused(ReasonCode.AWS_ERROR, "NoLongerSupportedException") is Status.NOT_APPLICABLE
    assert refused(ReasonCode.DENIED_BY_IAM, "AccessDeniedException") is Status.NOT_ASSESSED
