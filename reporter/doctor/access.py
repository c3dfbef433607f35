"""Examines access: the base credentials, AWS Organizations, and the role of each account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from reporter.accounts import Accounts, AccountsUnknown, Target, find_accounts
from reporter.config.settings import Settings
from reporter.doctor.diagnosis import Diagnosis, DiagnosisState
from reporter.doctor.remedies import Cause, cause_for_role
from reporter.doctor.reporting import advice_for
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import DENIALS
from reporter.sessions import CredentialsMissing, Sessions
from reporter.sessions.vitals import Lifetime, lifetime

THROUGH_ROLE = (
    "set accounts.through_role: true to enter these accounts through the role as well; then AWS limits the session to "
    "reads; otherwise there is nothing to do"
)
SHORT = timedelta(hours=1)
"""A scan of a large organisation may take this long."""
LOG_IN = "log in again, or name other credentials under credentials.profile or in AWS_PROFILE"
LOOKED_FOR = (
    "what one account owns for all is looked for in every account, and no account can be judged before all are read"
)
LIST_ADMINISTRATORS = f"allow organizations:ListDelegatedAdministrators to the base credentials: otherwise {LOOKED_FOR}"
NO_SUCH_PRINCIPAL = (
    "nothing has to be allowed, and the scan is complete: AWS Organizations knows no such service principal here, so "
    f"{LOOKED_FOR}"
)
PASSING = {
    ReasonCode.THROTTLED: "try again later: others use this account heavily at the moment",
    ReasonCode.TIMEOUT: "check the network, the proxy and the VPC endpoints between this machine and AWS",
    ReasonCode.CREDENTIALS_EXPIRED: LOG_IN,
}
"""Remedies for errors that are not caused by the role."""
PASSING_STS = {
    **PASSING,
    ReasonCode.MALFORMED_ANSWER: "see whether a proxy answers in the place of AWS",
    ReasonCode.AWS_ERROR: "try again later: AWS had trouble of its own",
}
"""The same for errors of STS."""


def profiles_of(settings: Settings) -> tuple[str, ...]:
    """The profiles of all base credentials that account sources use; empty for the credentials of the environment."""
    sources = settings.accounts
    base = ("",) if sources.listed or sources.organization or sources.current else ()
    return (*base, *sources.profiles)


def examine_credentials(profile: str, settings: Settings, sessions: Sessions, now: datetime) -> Diagnosis:
    """The identity and the lifetime of base credentials."""
    chosen = profile or settings.credentials.profile
    subject, question = f"profile {chosen}" if chosen else "base credentials", "credentials are valid"
    try:
        caller = sessions.caller(profile)
    except CredentialsMissing as error:
        return Diagnosis(subject, question, DiagnosisState.BROKEN, error.what, error.remedy)
    life = lifetime(chosen)
    answer = f"{caller.arn}, {_lifetime_text(life)}"
    if life.until and not life.renewed and life.until - now < SHORT:
        return Diagnosis(subject, question, DiagnosisState.WARNING, answer, "log in again before a long scan")
    return Diagnosis(subject, question, DiagnosisState.OK, answer)


def _lifetime_text(life: Lifetime) -> str:
    if not life.temporary:
        return "long-lived keys"
    if life.until is None:
        return "temporary, end unknown"
    return f"until {life.until.astimezone(UTC):%Y-%m-%d %H:%M} UTC{', then renewed' if life.renewed else ''}"


def examine_accounts(
    settings: Settings, sessions: Sessions, services: Iterable[str] = ()
) -> tuple[Accounts | None, Diagnosis]:
    """The accounts and the delegated administrators of services, as far as they can be found.

    Raises `CredentialsMissing`.
    """
    subject = "organisation" if settings.accounts.organization else "accounts"
    question, unlisted = "accounts can be listed", dict[str, Unavailable]()
    try:
        found = find_accounts(settings, sessions, services, unlisted.__setitem__)
    except AccountsUnknown as error:
        remedy = "fix that, then run `reporter accounts` to see which accounts are found"
        return None, Diagnosis(subject, question, DiagnosisState.BROKEN, str(error), remedy)
    answer = f"{len(found.targets)} in scope, {len(found.left_out)} excluded"
    if unlisted:
        why = next(iter(unlisted.values()))
        unknown = f"who administers {', '.join(unlisted)} for the organisation is not known: {why.detail}"
        return found, Diagnosis(
            subject, question, DiagnosisState.WARNING, f"{unknown} ({answer})", _to_list_administrators(why)
        )
    return found, Diagnosis(subject, question, DiagnosisState.OK, answer)


def _to_list_administrators(why: Unavailable) -> str:
    if why.reason in DENIALS:
        return LIST_ADMINISTRATORS
    if why.error_code == "InvalidInputException":
        return NO_SUCH_PRINCIPAL
    return f"{PASSING.get(why.reason) or advice_for(why.reason)}; meanwhile {LOOKED_FOR}"


def not_entered(target: Target, caller_arn: str, why: Unavailable, question: str = "role can be assumed") -> Diagnosis:
    """The diagnosis of an account, or of one of its sessions, that could not be entered."""
    passing = PASSING_STS.get(why.reason)
    cause = Cause(f"{why.reason}", passing) if passing else cause_for_role(target, caller_arn, why)
    answer = f"{why.reason}: {why.detail}"
    return Diagnosis(name_of(target), question, DiagnosisState.BROKEN, answer, cause.remedy, cause=cause.title)


def entered(target: Target, caller_arn: str) -> Diagnosis:
    """The diagnosis of an account that was entered."""
    return Diagnosis(name_of(target), "role can be assumed", DiagnosisState.OK, f"as {caller_arn}")


def held_to_plan(target: Target, *, narrowed: bool) -> list[Diagnosis]:
    """A warning without a session policy, which AWS takes only when a role is assumed; nothing with one."""
    answer = (
        "no session policy: these credentials may do more than read, and only the guard of this program limits them to "
        "the operations of the plan"
    )
    subject, question = name_of(target), "session policy applies"
    warning = Diagnosis(subject, question, DiagnosisState.WARNING, answer, THROUGH_ROLE, cause="no session policy")
    return [] if narrowed else [warning]


def name_of(target: Target) -> str:
    """The id and the name of an account."""
    account = target.account
    known = account.name != account.account_id
    return f"{account.account_id} ({account.name})" if known else account.account_id
