"""Changes answers to those of AWS where moto cannot be seeded."""

from collections.abc import Callable
from typing import Any

import botocore.session

from reporter.demo.emulator import answered, operation_name
from tests.world import Prepare


def rewrite(operation: str, edit: Callable[[dict[str, Any]], None]) -> Prepare:
    """Edit every answer of one operation (`ec2:DescribeVpcs`) in place."""

    def prepare(session: botocore.session.Session) -> None:
        def edit_it(**event: Any) -> None:
            edit(event["parsed"])

        session.register(f"after-call.{operation.replace(':', '.')}", edit_it)

    return prepare


def rewrite_last(operation: str, edit: Callable[[dict[str, Any]], None]) -> Prepare:
    """Edit every answer of one operation, after the corrections of the emulator."""

    def prepare(session: botocore.session.Session) -> None:
        def edit_it(**event: Any) -> None:
            if operation_name(event["model"]) == operation:
                edit(event["parsed"])

        session.get_component("event_emitter").register_last("after-call", edit_it)

    return prepare


def answer_with(operation: str, answer: dict[str, Any]) -> Prepare:
    """Give one answer to every call of an operation, instead of moto."""

    def prepare(session: botocore.session.Session) -> None:
        def answer_it(**_: Any) -> Any:
            return answered(dict(answer))

        session.register(f"before-call.{operation.replace(':', '.')}", answer_it)

    return prepare
