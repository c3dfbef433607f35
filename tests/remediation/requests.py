"""Translates a line of the AWS CLI into the request that botocore would send."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.model import OperationModel

from tests.remediation.shorthand import read_shorthand, typed

SERVICES = {"configservice": "config", "s3api": "s3"}
"""What the CLI calls otherwise."""
NOT_SENT = {"create-virtual-mfa-device": ("outfile", "bootstrap-method")}
"""Options of the CLI's own."""
MEANT = {("create-network-acl-entry", "ingress"): ("Egress", False)}
"""Flags that the CLI translates."""
SESSION = botocore.session.get_session()


@dataclass(frozen=True)
class Request:
    """One line of the CLI."""

    service: str
    operation: str
    """As a client's method."""
    parameters: Mapping[str, Any]
    model: OperationModel
    options: Mapping[str, str] = field(default_factory=dict)
    """`region`, `query` and `output`."""


def read_request(words: Sequence[str], folder: Path) -> Request:
    """The request of a line; `folder` has the files that it names. Raises KeyError for what AWS does not know."""
    service = SERVICES.get(words[1], words[1])
    api = SESSION.get_service_model(service)
    name = {xform_name(one, "-"): one for one in api.operation_names}[words[2]]
    model = api.operation_model(name)
    parameters: dict[str, Any] = {}
    options: dict[str, str] = {}
    for option, values in _options(words[3:]):
        if option in ("region", "query", "output"):
            [options[option]] = values
        elif option == "cli-input-json":
            parameters |= json.loads(_text(values[0], folder))
        elif option not in NOT_SENT.get(words[2], ()):
            parameters |= [_parameter(words[2], model, option, values, folder)]
    return Request(service, xform_name(name), parameters, model, options)


def _options(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    starts = [place for place, word in enumerate(words) if word.startswith("--")]
    if not words:
        return
    if starts[:1] != [0]:
        raise KeyError(f"{words[0]} belongs to no option")
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield words[start][2:], list(words[start + 1 : end])


def _parameter(
    command: str, model: OperationModel, option: str, values: Sequence[str], folder: Path
) -> tuple[str, Any]:
    if (command, option) in MEANT:
        return MEANT[command, option]
    members = {xform_name(name, "-"): name for name in members_of(model)}
    on = option in members
    name = members[option] if on else members[option.removeprefix("no-")]
    shape = members_of(model)[name]
    if not values:
        return name, on if shape.type_name == "boolean" else {"Value": on}
    return name, _converted(shape, values, folder)


def _converted(shape: Any, values: Sequence[str], folder: Path) -> Any:
    if shape.type_name == "list" and not _is_json(values[0]):
        return [_converted(shape.member, [value], folder) for value in values]
    [value] = values
    text = _text(value, folder)
    if shape.type_name in ("structure", "list", "map"):
        return json.loads(text) if _is_json(value) else typed(read_shorthand(text), shape)
    return typed(text, shape)


def _is_json(value: str) -> bool:
    return value.startswith(("{", "[", "file://"))


def _text(value: str, folder: Path) -> str:
    return (folder / value.removeprefix("file://")).read_text() if value.startswith("file://") else value


def members_of(model: OperationModel) -> Mapping[str, Any]:
    """The parameters of an operation; some take none."""
    return model.input_shape.members if model.input_shape else {}
