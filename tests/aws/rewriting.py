"""Answers as AWS gives them where moto cannot be seeded to."""

from collections.abc import Callable
from typing import Any

import botocore.session

from tests.world import Prepare


def rewrite(operation: str, edit: Callable[[dict[str, Any]], None]) -> Prepare:
    """Edit every answer of one operation (`ec2:DescribeVpcs`) in place."""

    def prepare(session: botocore.session.Session) -> None:
        def edit_it(**event: Any) -> None:
            edit(event["parsed"])

        session.register(f"after-call.{operation.replace(':', '.')}", edit_it)

    return prepare
