"""How an organisation is ordered and limited: guardrails, organisational units and delegated administrators."""

from __future__ import annotations

from collections.abc import Sequence

from reporter.api import (
    Account,
    Attestation,
    Everywhere,
    ScanTime,
    Severity,
    Verdict,
    check,
    decided,
    failed,
    first_of,
    not_applicable,
    passed,
)
from reporter.aws.organizations.delegates import Delegate, Delegates
from reporter.aws.organizations.guardrails import Guardrails, Policy
from reporter.aws.organizations.tree import Member, OrganizationTree

NAMED = 20
"""A reason stays readable, whatever the size of the organisation."""
IN_MANAGEMENT = "# in the management account of the organisation\n"


@check(
    "organizations-guardrails-attached",
    title="Organisation members should be covered by an authorisation guardrail",
    finding="Organisation has member accounts without an authorisation guardrail",
    severity=Severity.MEDIUM,
    remediation="Attach service or resource control policies to the organisational units of the accounts named. Try "
    "each on one test account first: a policy can lock out workloads.",
    cli=f"{IN_MANAGEMENT}# check first: on one test account, what the policy denies\n"
    "# POLICY: the id of a policy. UNIT: the id of an organisational unit\n"
    "aws organizations attach-policy --policy-id POLICY --target-id UNIT",
)
def members_are_covered_by_guardrails(  # noqa: PLR0913 - each is a fact or a setting
    account: Account,
    guardrails: Guardrails,
    elsewhere: Everywhere[Guardrails],
    now: ScanTime,
    *,
    accept_presence: bool = False,
    attestation_days: int = 365,
    attestations: tuple[Attestation, ...] = (),
) -> Verdict:
    """A policy of the organisation is the only limit that an administrator of a member account cannot lift."""
    hidden = guardrails.hidden or _judged_by_another(account, guardrails, elsewhere)
    if hidden:
        return not_applicable(hidden)
    if not guardrails.all_features:
        return failed("the organisation has consolidated billing only, and so no policies")
    if guardrails.uncovered:
        return failed(f"no policy covers {_listed(guardrails.uncovered)}")
    evidence = "; ".join(map(_attached, guardrails.policies)) or "no member accounts, and no policies"
    if accept_presence:
        return passed(evidence)
    return decided(evidence, attestations, account.account_id, now, attestation_days)


def _judged_by_another(account: Account, guardrails: Guardrails, elsewhere: Everywhere[Guardrails]) -> str:
    """Which account judges, where the management account is not scanned and AWS answers to several."""
    if account.account_id == guardrails.management_id:
        return ""
    answered = (id_ for id_, one in elsewhere.by_account.items() if isinstance(one, Guardrails) and not one.hidden)
    first = min(answered, default=account.account_id)
    return "" if first == account.account_id else f"judged in account {first}"


def _attached(policy: Policy) -> str:
    return f"{policy.type} {policy.name} at {_listed(policy.targets) or 'no target'}"


@check(
    "organizations-ou-structure-reviewed",
    title="Organisational units should follow environment and sensitivity",
    finding="Organisation has member accounts outside organisational units",
    severity=Severity.LOW,
    remediation="Create organisational units by environment and sensitivity, and move the accounts. A move changes the "
    "policies that apply: compare those of both parents first.",
    cli=f"{IN_MANAGEMENT}# check first: the policies of both parents\n"
    "# MEMBER: the id of the account. ROOT and UNIT: the ids of its parents, before and after\n"
    "aws organizations move-account --account-id MEMBER --source-parent-id ROOT --destination-parent-id UNIT",
)
def units_follow_environment(
    account: Account,
    tree: OrganizationTree,
    now: ScanTime,
    *,
    attestation_days: int = 365,
    attestations: tuple[Attestation, ...] = (),
) -> Verdict:
    """Guardrails attach to organisational units, so accounts of different sensitivity should not share one."""
    hidden = tree.hidden_from(account)
    if hidden or not tree.members:
        return not_applicable(hidden or "no active member account")
    at_top = [one.name for one in tree.members if not one.unit.path]
    if at_top:
        return failed(f"directly under the root: {_listed(at_top)}")
    return decided(_drawn(tree.members), attestations, account.account_id, now, attestation_days)


def _drawn(members: Sequence[Member]) -> str:
    units: dict[str, list[str]] = {}
    for one in members:
        units.setdefault(one.unit.path, []).append(one.name)
    return "; ".join(f"{path}: {_listed(sorted(names))}" for path, names in sorted(units.items()))


@check(
    "organizations-delegated-admins-trusted",
    title="Delegated administrators should be known and should manage policies and services",
    finding="Organisation has unknown, inactive or no delegated administrators",
    severity=Severity.MEDIUM,
    remediation="Register a delegated administrator for each service, and deregister those that are not known. Use the "
    "console or command of the service where it has one: deregistering can remove its settings.",
    cli=f"{IN_MANAGEMENT}# check first: what the service loses. Many have a command of their own\n"
    "# MEMBER: the id of the delegate. SERVICE: a service principal\n"
    "aws organizations list-delegated-services-for-account --account-id MEMBER\n"
    "aws organizations deregister-delegated-administrator --account-id MEMBER --service-principal SERVICE",
)
def delegates_are_trusted(
    account: Account,
    found: Delegates,
    now: ScanTime,
    *,
    trusted_delegates: frozenset[str] = frozenset(),
    attestation_days: int = 365,
    attestations: tuple[Attestation, ...] = (),
) -> Verdict:
    """Delegation keeps daily work out of the management account; a forgotten delegate administers all accounts."""
    if found.hidden or found.alone:
        return not_applicable(found.hidden or "the organisation has only the management account")
    problems = _problems(found.delegates, trusted_delegates)
    if problems:
        return failed("; ".join(problems))
    evidence = "; ".join(map(_described, found.delegates))
    if trusted_delegates == {one.id for one in found.delegates}:
        return passed(evidence)
    policy = f"the delegation policy {found.delegation}" if found.delegation else "no delegation policy"
    return decided(f"{evidence}; {policy}", attestations, account.account_id, now, attestation_days)


def _problems(delegates: Sequence[Delegate], trusted: frozenset[str]) -> list[str]:
    if not delegates:
        return ["no account is a delegated administrator"]
    inactive = [f"{_described(one)} is not active" for one in delegates if not one.active]
    unknown = [f"{_described(one)} is not trusted" for one in delegates if trusted and one.id not in trusted]
    return [*inactive, *unknown]


def _described(delegate: Delegate) -> str:
    return f"{delegate.name} ({delegate.id}) for {_listed(delegate.services) or 'no service'}"


def _listed(names: Sequence[str]) -> str:
    return first_of(names, NAMED)
