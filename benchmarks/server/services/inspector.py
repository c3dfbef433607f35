"""What Amazon Inspector answers: everything is scanned."""

from __future__ import annotations

from benchmarks.server.answer import ACCOUNT, Fixed, Listing, always

SIZES: dict[str, int] = {}
ON = {"status": "ENABLED", "errorCode": "ALREADY_ENABLED", "errorMessage": ""}
STATE = {"accountId": ACCOUNT, "state": ON, "resourceState": {"ec2": ON, "ecr": ON, "lambda": ON, "lambdaCode": ON}}

ANSWERS: dict[str, Fixed | Listing] = {
    "inspector2:BatchGetAccountStatus": always({"accounts": [STATE], "failedAccounts": []}),
}
