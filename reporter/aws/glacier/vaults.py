"""Vaults of the Glacier service, and who may use them; storage classes of S3 have no vaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.shared.closed import is_closed
from reporter.aws.shared.identity import by_arn
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import each
from reporter.model.answers import Fact, ReasonCode
from reporter.model.refusals import Refused
from reporter.model.subjects import Region, Resource

OWN = "-"
"""How Glacier calls the account of the credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault(Resource):
    """A vault."""

    kind: ClassVar[str] = "AWS::Glacier::Vault"


@dataclass(frozen=True, slots=True)
class VaultPolicy(Fact):
    """Who may use a vault; None where it has no policy."""

    document: PolicyDocument | None


@collects("glacier:ListVaults")
def vaults(aws: Aws, region: Region) -> Listing[Vault]:
    """The vaults of a region."""
    return each(region, _listed(aws, region), by_arn(region, "VaultARN", "VaultName"), lambda who, _: Vault(**who))


def _listed(aws: Aws, region: Region) -> Iterator[Mapping[str, Any]]:
    """The items of the list. AWS has closed the service to accounts without vaults, and refuses them."""
    try:
        yield from aws.items("glacier", "list_vaults", "VaultList", page_size=50, region=region.region, accountId=OWN)
    except Refused as refused:
        if not is_closed(refused):
            raise
        detail = "AWS offers vaults only to accounts that have some"
        raise Refused(replace(refused.unavailable, reason=ReasonCode.NOT_OFFERED, detail=detail)) from refused


@collects("glacier:GetVaultAccessPolicy")
def vault_policy(aws: Aws, vault: Vault) -> VaultPolicy:
    """The access policy, which Glacier does not find where there is none."""
    answer = aws.find(
        "glacier",
        "get_vault_access_policy",
        region=vault.region,
        absent="ResourceNotFoundException",
        accountId=OWN,
        vaultName=vault.name,
    )
    return VaultPolicy(parse_policy(answer["policy"]["Policy"]) if answer else None)
