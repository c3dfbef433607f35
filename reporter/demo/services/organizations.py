"""The demo's guardrails and delegation policy, which moto does not describe."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import Answers, Question, Refusal

SCP = "SERVICE_CONTROL_POLICY"
NO_LEAVING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}],
}


@dataclass(slots=True)
class OrganizationState:
    """What AWS Organizations has for the management account."""

    delegation: str = ""
    """The delegation policy as JSON; empty for none."""


def seed_guardrail(management: Place, target: str) -> None:
    """Attach a service control policy to a unit or account, and let delegates manage policies."""
    api = management.client("organizations", "us-east-1")
    root = api.list_roots()["Roots"][0]
    api.enable_policy_type(RootId=root["Id"], PolicyType=SCP)
    content = json.dumps(NO_LEAVING)
    made = api.create_policy(Name="no-leaving", Description="Members stay", Type=SCP, Content=content)
    api.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)
    allow = {"Effect": "Allow", "Principal": "*", "Action": "organizations:AttachPolicy", "Resource": "*"}
    state = management.state.of(OrganizationState)
    state.delegation = json.dumps({"Version": "2012-10-17", "Statement": [allow]})


def resource_policy(question: Question) -> dict[str, Any] | Refusal:
    """The delegation policy, or the refusal where there is none."""
    content = question.state.of(OrganizationState).delegation
    if not content:
        return Refusal("ResourcePolicyNotFoundException", "No resource policy was found.")
    return {"ResourcePolicy": {"Content": content}}


ANSWERS: Answers = {"organizations:DescribeResourcePolicy": resource_policy}
