"""The commands for lambda: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping

from reporter.demo.services.lambda_ import package
from tests.remediation.shared import NAMES, Scenario, case
from tests.world import ACCOUNT_ID, World


def functions(world: World) -> Mapping[str, str]:
    role = world.client("iam").create_role(RoleName="functions", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    client = world.client("lambda")
    for name in NAMES:
        code = {"ZipFile": package()}
        client.create_function(FunctionName=name, Role=role, Runtime="python3.13", Handler="main.handle", Code=code)
        what = {"FunctionName": name, "Action": "lambda:InvokeFunction"}
        client.add_permission(StatementId="own", Principal="s3.amazonaws.com", SourceAccount=ACCOUNT_ID, **what)
        client.add_permission(StatementId="open", Principal="*", **what)
    return {"SID": "open"}


SCENARIOS: tuple[Scenario, ...] = (case("lambda-function-not-public", functions, "FunctionPolicies", about=":orders"),)
TO_FILL_IN = frozenset({"SID"})
