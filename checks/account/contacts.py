"""The account as AWS knows it: its contacts and its organisation."""

from __future__ import annotations

from reporter.api import (
    Account,
    Attestation,
    ScanTime,
    Severity,
    Verdict,
    check,
    decided,
    failed,
    not_applicable,
    passed,
)
from reporter.aws.account.contacts import ContactInformation, OrganizationMembership, SecurityContact


@check(
    "account-contact-details-current",
    title="The account should have complete and reviewed contact details",
    finding="Account has incomplete contact details",
    severity=Severity.LOW,
    remediation="Review the contact details under Account in the AWS console, correct them, and record the review as "
    "an attestation.",
    cli="# in account {account_id}\n"
    "aws account get-contact-information --query '{ContactInformation: ContactInformation}' > contact.json\n"
    "# edit contact.json\n"
    "# replaces: all contact details\n"
    "aws account put-contact-information --cli-input-json file://contact.json",
)
def contact_details_are_current(
    account: Account,
    contact: ContactInformation,
    now: ScanTime,
    *,
    attestation_days: int = 365,
    attestations: tuple[Attestation, ...] = (),
) -> Verdict:
    """AWS uses these details when the account is abused or about to be closed; out-of-date ones delay the response."""
    details = {"name": contact.full_name, "phone": contact.phone, "address": contact.address}
    missing = [field for field, value in details.items() if not value]
    if missing:
        return failed(f"missing: {', '.join(missing)}")
    evidence = "; ".join(f"{field} {value}" for field, value in details.items())
    return decided(evidence, attestations, account.account_id, now, attestation_days)


@check(
    "account-security-contact-registered",
    title="The account should have a security contact",
    finding="Account has no complete security contact",
    severity=Severity.MEDIUM,
    remediation="Register the shared mailbox and the phone number of the security team as the security contact.",
    cli="# in account {account_id}\n"
    "# replaces: the security contact, where there is one\n"
    "aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE "
    "--email-address EMAIL --phone-number NUMBER",
)
def security_contact_is_registered(account: Account, contact: SecurityContact) -> Verdict:
    """AWS sends reports of abuse to this contact; without one they reach only the mailbox that opened the account."""
    if not contact.registered:
        return failed("no security contact")
    return failed(f"missing: {', '.join(contact.missing)}") if contact.missing else passed()


@check(
    "account-part-of-organization",
    title="The account should belong to an organisation",
    finding="Account does not belong to an organisation with the features required",
    severity=Severity.MEDIUM,
    remediation="Invite the account from the management account of the organisation, then accept the invitation in "
    "the account.",
    cli="# in the management account of the organisation\n"
    "# check first: service control policies of the organisation, which restrict the account once it joins\n"
    "aws organizations invite-account-to-organization --target Id={account_id},Type=ACCOUNT\n"
    "# then in account {account_id}. HANDSHAKE: the id that the invitation returned\n"
    "aws organizations accept-handshake --handshake-id HANDSHAKE",
)
def account_belongs_to_an_organization(
    account: Account, membership: OrganizationMembership, *, require_all_features: bool = False
) -> Verdict:
    """The guardrails and central security services of an organisation do not reach an account outside it."""
    if not membership.organization_id:
        return failed("the account stands alone")
    if require_all_features and not membership.all_features:
        return failed(f"{membership.organization_id} has consolidated billing only, not all features")
    return passed(membership.organization_id)


@check(
    "account-security-questions-registered",
    title="The root user should have security questions, which AWS has withdrawn",
    finding="Root user has no security questions",
    severity=Severity.INFO,
    remediation="There is nothing to do: AWS no longer lets customers set security questions.",
)
def security_questions_are_registered(account: Account) -> Verdict:
    """Old benchmarks ask for security questions; AWS has withdrawn them, and no API shows those of before."""
    return not_applicable("withdrawn-by-provider: AWS no longer has security questions")
