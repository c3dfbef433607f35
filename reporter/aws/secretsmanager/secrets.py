"""Secrets of Secrets Manager, and who may use them; their values are never read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.shared.identity import tags_of
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact
from reporter.model.subjects import Region, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret(Resource):
    """A secret that is not scheduled for deletion, or its replica in another region."""

    kind: ClassVar[str] = "AWS::SecretsManager::Secret"


@dataclass(frozen=True, slots=True)
class SecretPolicy(Fact):
    """Who may use a secret; None where it has no policy."""

    document: PolicyDocument | None


@collects("secretsmanager:ListSecrets")
def secrets(aws: Aws, region: Region) -> Listing[Secret]:
    """The secrets of a region."""
    found = aws.items("secretsmanager", "list_secrets", "SecretList", page_size=100, region=region.region)
    return each(region, found, partial(_who, region), lambda who, _: Secret(**who))


def _who(region: Region, item: Mapping[str, Any]) -> Identity:
    return Identity(
        account_id=region.account_id, region=region.region, arn=item["ARN"], name=item["Name"], tags=tags_of(item)
    )


@collects("secretsmanager:GetResourcePolicy")
def secret_policy(aws: Aws, secret: Secret) -> SecretPolicy:
    """The policy, which AWS leaves out where there is none."""
    answer = aws.call("secretsmanager", "get_resource_policy", region=secret.region, SecretId=secret.arn)
    policy = answer.get("ResourcePolicy")
    return SecretPolicy(parse_policy(policy) if policy else None)
