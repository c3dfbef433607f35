"""The subjects of checks: account, region and resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from reporter.model.redact import redacted, redacted_line, redacted_tags

GLOBAL = "global"
"""The region of everything that AWS keeps once per account."""

NO_TAGS: Mapping[str, str] = MappingProxyType({})


def account_in(arn: str) -> str:
    """The account id in an ARN; empty where the ARN has none, as for buckets."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) > 5 and parts[0] == "arn" else ""  # noqa: PLR2004 - the parts of an ARN


def region_in(arn: str) -> str:
    """The region in an ARN; empty where the ARN has none."""
    return arn.split(":")[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A subject that a check can judge; its key is unique within its account."""

    kind: ClassVar[str] = ""
    """The resource type in CloudFormation's spelling, for example `AWS::S3::Bucket`."""
    part_of_kind: ClassVar[str] = ""
    """The resource type that the ARN belongs to, where it differs from `kind`: for an access key, `AWS::IAM::User`."""

    account_id: str
    region: str
    arn: str
    name: str = ""
    part: str = ""
    """Distinguishes subjects that share one ARN, for example the two access keys of a user."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """The tags of the resource; values that look like credentials are replaced."""

    @classmethod
    def kind_at(cls, arn: str) -> str:
        """The resource type of what has this ARN, where resources of a kind are of several types in CloudFormation."""
        del arn
        return cls.kind

    def __post_init__(self) -> None:
        clean = redacted_tags(self.tags)
        if clean != self.tags:
            self._replace({value: clean[key] for key, value in self.tags.items() if value != clean[key]})
            object.__setattr__(self, "tags", clean)

    def _replace(self, secrets: Mapping[str, str]) -> None:
        """Replace secrets in all text fields: name or owner may have been copied from a tag."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, str) and value in secrets:
                object.__setattr__(self, name, secrets[value])

    @property
    def key(self) -> str:
        """The key under which facts about this resource are stored."""
        return f"{self.arn}#{self.part}" if self.part else self.arn


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Resource):
    """An AWS account: a subject of checks, and the parent of everything read in it."""

    kind: ClassVar[str] = "AWS::::Account"

    partition: str = "aws"
    owner: str = ""
    ou: str = ""

    @classmethod
    def of(
        cls,
        account_id: str,
        name: str = "",
        *,
        partition: str = "aws",
        owner: str = "",
        ou: str = "",
        tags: Mapping[str, str] = NO_TAGS,
    ) -> Account:
        """An account with the ARN that AWS gives its root user."""
        return cls(
            account_id=account_id,
            region=GLOBAL,
            arn=f"arn:{partition}:iam::{account_id}:root",
            name=redacted_line(name) or account_id,
            partition=partition,
            owner=redacted_line(owner),
            ou=redacted(ou),
            tags=dict(tags),
        )

    @property
    def key(self) -> str:
        """The account id."""
        return self.account_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Resource):
    """One region of one account; a disabled one is listed only if the configuration names it."""

    kind: ClassVar[str] = "AWS::::Region"
    saved_as: ClassVar[str] = "account:Region"

    enabled: bool = True
    opt_in_status: str = ""
    """`opt-in-not-required` or `opted-in`; empty where AWS or an older version did not say it."""

    @classmethod
    def of(cls, account: Account, name: str, *, enabled: bool = True, opt_in_status: str = "") -> Region:
        """A region of an account, with an ARN made up by this product: AWS has none for regions."""
        return cls(
            account_id=account.account_id,
            region=name,
            arn=f"arn:{account.partition}:ec2:{name}:{account.account_id}:region/{name}",
            name=name,
            enabled=enabled,
            opt_in_status=opt_in_status,
        )

    @property
    def key(self) -> str:
        """The region's name."""
        return self.region
