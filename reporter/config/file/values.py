"""The types of single values in configuration files, and the base of all mappings, which refuses unknown keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

ACCOUNT_ID = r"^[0-9]{12}$"
REGION = r"^[a-z]{2,}(-[a-z]+)+-[0-9]+$"
ROLE_ARN = r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$"
ROLE_ARN_TEMPLATE = (
    r"^arn:(aws[a-z-]*|\{partition\}):iam::([0-9]{12}|\{account\}):role"
    r"([A-Za-z0-9_+=,.@/-]|\{(partition|account|path|name)\})+$"
)
ROLE_NAME = r"^[A-Za-z0-9_+=,.@-]{1,64}$"
ROLE_PATH = r"^/([!-z|}~]+/)*$"
EXTERNAL_ID = r"^[A-Za-z0-9_+=,.@:/-]{2,1224}$"
SESSION_NAME = r"^[A-Za-z0-9_+=,.@-]{2,64}$"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN_ADDRESS = rf"{_ATOM}(\.{_ATOM})*@[\w-]+(\.[\w-]+)*"
ADDRESS = rf"^({_PLAIN_ADDRESS}|[^<>@\r\n]+ <{_PLAIN_ADDRESS}>)$"
ENVIRONMENT_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
KEY_ARN = r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+$"
S3_URL = r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\s]*)?$"
TOPIC_ARN = r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$"

FORMS = {
    ACCOUNT_ID: ("an account id", "write its 12 digits in quotes, because YAML reads 012345678901 as a number"),
    REGION: ("a region", "write a name such as eu-central-1"),
    ROLE_ARN: ("the ARN of a role", "write arn:aws:iam::111122223333:role/Name"),
    ROLE_ARN_TEMPLATE: (
        "a template of a role's ARN",
        "write arn:{partition}:iam::{account}:role/Name; only {partition}, {account}, {path} and {name} are filled in",
    ),
    ROLE_NAME: ("the name of a role", "write up to 64 letters, digits or +=,.@_- (no path, no ARN)"),
    ROLE_PATH: ("the path of a role", "begin and end it with a slash, for example /audit/"),
    EXTERNAL_ID: ("an external id", "write 2 to 1224 letters, digits or +=,.@:/_-"),
    SESSION_NAME: ("a name that STS accepts", "write 2 to 64 letters, digits or +=,.@_-"),
    ADDRESS: ("a mail address", "write audit@example.com, or Audit <audit@example.com>"),
    ENVIRONMENT_NAME: ("the name of an environment variable", "write the name only, for example SMTP_PASSWORD"),
    KEY_ARN: ("the ARN of a KMS key", "write arn:aws:kms:eu-central-1:111122223333:key/..."),
    S3_URL: ("a place in S3", "write s3://bucket/prefix"),
    TOPIC_ARN: ("the ARN of an SNS topic", "write arn:aws:sns:eu-central-1:111122223333:name"),
}
"""By pattern: a description of texts that match it, and how to write one."""

AccountId = Annotated[str, Field(pattern=ACCOUNT_ID)]
RegionName = Annotated[str, Field(pattern=REGION)]
Address = Annotated[str, Field(pattern=ADDRESS)]
EnvironmentName = Annotated[str, Field(pattern=ENVIRONMENT_NAME)]
KeyArn = Annotated[str, Field(pattern=KEY_ARN)]
S3Url = Annotated[str, Field(pattern=S3_URL)]
TopicArn = Annotated[str, Field(pattern=TOPIC_ARN)]
Text = Annotated[str, Field(min_length=1)]
Patterns = tuple[Text, ...]


class Shape(BaseModel):
    """A mapping in the file; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, defer_build=True)

    @property
    def given(self) -> dict[str, Any]:
        """The values that the file sets; the others keep the defaults of the settings."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def inside(folder: Path, paths: Iterable[Path]) -> tuple[Path, ...]:
    """Paths of a file; relative ones are resolved against the folder of the file."""
    return tuple(folder / path.expanduser() for path in paths)


def is_url(place: str) -> bool:
    """Whether a place is a URL and not a path on this machine."""
    return "://" in place


def place_in(folder: Path, place: str) -> str | Path:
    """A URL as it is, or a path; a relative one is resolved against the folder of the file."""
    return place if is_url(place) else inside(folder, [Path(place)])[0]


def is_address(text: str) -> bool:
    """Whether a text is a mail address, with or without a display name."""
    return re.fullmatch(ADDRESS, text) is not None
