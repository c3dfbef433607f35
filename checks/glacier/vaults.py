"""Who may use Glacier vaults."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.glacier.vaults import Vault, VaultPolicy
from reporter.aws.policy import everyone_in, in_words


@check(
    "glacier-vault-not-public",
    title="Glacier vaults should not be public",
    finding="Glacier vault is public",
    severity=Severity.CRITICAL,
    remediation="Take the statement out of the access policy, or limit it to the accounts that need the vault. The "
    "call replaces the whole policy.",
    cli="# check first: who uses the statement, see CloudTrail\n"
    "aws glacier get-vault-access-policy --region {region} --account-id - --vault-name {name} --query policy "
    "> policy.json\n"
    "# edit policy.json: take the statement out, or limit it with aws:PrincipalAccount or aws:PrincipalOrgID\n"
    "# replaces: the whole access policy of the vault\n"
    "aws glacier set-vault-access-policy --region {region} --account-id - --vault-name {name} "
    "--policy file://policy.json",
)
def vault_is_not_public(vault: Vault, policy: VaultPolicy) -> Verdict:
    """Any AWS account can read or delete archives of the vault."""
    everyone = everyone_in(policy.document, vault.account_id)
    return failed(in_words(everyone)) if everyone else passed()
