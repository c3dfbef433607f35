"""Who may use secrets of Secrets Manager."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.policy import everyone_in, in_words
from reporter.aws.secretsmanager.secrets import Secret, SecretPolicy


@check(
    "secretsmanager-not-public",
    title="Secrets Manager secrets should not be public",
    finding="Secrets Manager secret is public",
    severity=Severity.CRITICAL,
    remediation="Take the statement out of the policy, or limit it to the accounts that need the secret. The call "
    "replaces the whole policy.",
    cli="# check first: who uses the statement, see CloudTrail. Rotate the secret afterwards\n"
    "aws secretsmanager get-resource-policy --region {region} --secret-id {arn} --query ResourcePolicy --output text "
    "> policy.json\n"
    "# edit policy.json: take the statement out, or limit it with aws:PrincipalAccount or aws:PrincipalOrgID\n"
    "# replaces: the whole policy of the secret\n"
    "aws secretsmanager put-resource-policy --region {region} --secret-id {arn} "
    "--resource-policy file://policy.json --block-public-policy",
)
def secret_is_not_public(secret: Secret, policy: SecretPolicy) -> Verdict:
    """Any AWS account can read the secret, and use whatever it opens."""
    everyone = everyone_in(policy.document, secret.account_id)
    return failed(in_words(everyone)) if everyone else passed()
