"""Fits the AWS CLI commands of a check to a finding, so that they name the real account, region and resource."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from reporter.model.finding import Finding
from reporter.model.subjects import GLOBAL
from reporter.model.text import visible

_FIELD = re.compile(r"\{([a-z_]+)\}")
_ARN_PARTS = 6


def fitted(template: str, finding: Finding) -> str:
    """The commands for one finding; what it does not say stays in capitals, for a person to fill in."""
    return _filled(template, _fields(finding))


def general(template: str) -> str:
    """The commands for any finding, with the names of its fields in capitals."""
    return _filled(template, dict.fromkeys(FIELDS, ""))


def _fields(finding: Finding) -> Mapping[str, str]:
    parts = finding.arn.split(":", _ARN_PARTS - 1)
    partition, place = (parts[1], parts[-1]) if len(parts) == _ARN_PARTS else ("", "")
    return {
        "account_id": finding.account_id,
        "region": "" if finding.region == GLOBAL else finding.region,
        "partition": partition,
        "kind": place.partition("/")[0],
        "id": re.split("[/:]", place)[-1],
        "name": finding.resource_name,
        "arn": finding.arn,
        "part": finding.part,
    }


FIELDS = ("account_id", "region", "partition", "kind", "id", "name", "arn", "part")
"""What a command may name of a finding: `{name}`; `id` is the end of the ARN, `kind` the word before it."""


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: _word(found[1], fields[found[1]]) if found[1] in fields else found[0], template)


def _word(field: str, value: str) -> str:
    """The value as one word of a POSIX shell; strangers name resources, and the AWS CLI reads `file://` values."""
    if not value or value.startswith("-") or "://" in value:
        return field.upper()
    return shlex.quote(visible(value))
