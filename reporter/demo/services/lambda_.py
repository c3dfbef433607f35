"""The demo's Lambda functions."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile, ZipInfo

from reporter.demo.place import Place

FUNCTIONS = {"shop-prod": {"resize-images": "s3.amazonaws.com", "partner-webhook": "*"}}
"""By account: for each function, the principal that may invoke it."""


def seed(place: Place, account: str) -> None:
    """Create the functions of the account of this name, each with an alias."""
    client = place.client("lambda")
    for name, principal in FUNCTIONS.get(account, {}).items():
        role = f"arn:aws:iam::{place.account_id}:role/shop-web"
        code = {"ZipFile": package()}
        client.create_function(FunctionName=name, Role=role, Runtime="python3.13", Handler="main.handle", Code=code)
        client.create_alias(FunctionName=name, Name="live", FunctionVersion="$LATEST")
        own: dict[str, Any] = {} if principal == "*" else {"SourceAccount": place.account_id}
        client.add_permission(
            FunctionName=name, StatementId="callers", Action="lambda:InvokeFunction", Principal=principal, **own
        )


def package() -> bytes:
    """The code of a function, the same bytes each time."""
    written = io.BytesIO()
    with ZipFile(written, "w") as file:
        file.writestr(ZipInfo("main.py"), "def handle(event, context): ...")
    return written.getvalue()
