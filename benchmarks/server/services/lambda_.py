"""The answers of Lambda."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always, regional

SIZES = {"functions": 20}
OWN = {"Condition": {"StringEquals": {"AWS:SourceAccount": ACCOUNT}}}
ALLOW = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "lambda:InvokeFunction", **OWN}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "s3", **ALLOW, "Resource": "*"}]})


def function(number: str) -> dict[str, Any]:
    """A function as it is listed."""
    name = f"function-{number}"
    return {
        "FunctionName": name,
        "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}",
        "Runtime": "python3.13",
        "Version": "$LATEST",
    }


ANSWERS: dict[str, Fixed | Listing] = {
    "lambda:GetPolicy": always({"Policy": POLICY}),
    "lambda:ListAliases": always({"Aliases": []}),
    "lambda:ListFunctions": regional("functions", "Functions", function, most=50, next_page="NextMarker"),
    "lambda:ListVersionsByFunction": always({"Versions": [{"Version": "$LATEST"}]}),
}
