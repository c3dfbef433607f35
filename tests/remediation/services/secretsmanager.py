"""The commands for secretsmanager: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import NAMES, Scenario, case, open_policy, without_statement
from tests.world import World


def secrets(world: World) -> None:
    client = world.client("secretsmanager")
    for name in NAMES:
        arn = client.create_secret(Name=name, SecretString="made-up")["ARN"]
        client.put_resource_policy(SecretId=arn, ResourcePolicy=open_policy("secretsmanager:GetSecretValue", "*"))


SCENARIOS: tuple[Scenario, ...] = (
    case(
        "secretsmanager-not-public", secrets, "SecretPolicy", edits={"policy.json": without_statement}, about=":orders"
    ),
)
