"""What doctor advises where a role cannot be assumed follows what AWS said."""

import pytest

from reporter.accounts import Target
from reporter.config.settings import AssumedRole
from reporter.doctor.remedies import cause_for_role
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import GLOBAL, Account
from tests.sessions.wire import ACCOUNT

CALLER = "arn:aws:iam::999900009999:user/auditor"
HUB = "arn:aws:iam::444455556666:role/AuditHub"
TARGET = "arn:aws:iam::111122223333:role/ComplianceAudit"
EVERYWHERE = "arn:aws:iam::*:role/ComplianceAudit"


def remedy(code: str, message: str, role: AssumedRole = AssumedRole()) -> str:  # noqa: B008 - frozen
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, message, "sts:AssumeRole", region=GLOBAL, error_code=code)
    return cause_for_role(Target(ACCOUNT, role, "", ""), CALLER, why).remedy


def refusal(action: str = "sts:AssumeRole", resource: str = TARGET, because: str = "") -> str:
    return f"User: {CALLER} is not authorized to perform: {action} on resource: {resource}{because}"


CAUSES = {
    "chain": (
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        "write 60 or less as role.duration_minutes",
    ),
    "longest": (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        "or let the role allow it: aws iam update-role --role-name ComplianceAudit --max-session-duration 7200",
    ),
    "size": (
        "PackedPolicyTooLarge",
        "Packed policy consumes 111% of allotted space, please use smaller policy.",
        "start from credentials without session tags",
    ),
    "region": (
        "RegionDisabledException",
        "STS is not activated in this region for account:999900009999. Your account administrator can activate STS.",
        "activate STS for that region in the account of the base credentials",
    ),
    "external id": (
        "ValidationError",
        "1 validation error detected: Value at 'externalId' failed to satisfy constraint: Member must satisfy ...",
        "correct role.external_id",
    ),
    "tags": ("AccessDenied", refusal("sts:TagSession"), "allow sts:TagSession in the trust policy of ComplianceAudit"),
    "source": ("AccessDenied", refusal("sts:SetSourceIdentity"), "or drop role.source_identity"),
    "root": ("AccessDenied", "Roles may not be assumed by root accounts.", "the credentials of a user or role"),
    "other": (
        "",
        "the credentials for 111122223333 lead into 222233334444",
        "correct role.arn or the account id",
    ),
    "SCP": (
        "AccessDenied",
        refusal(because=" with an explicit deny in a service control policy"),
        f"change the SCP or RCP of the organisation so that the role or user behind {CALLER} may assume {EVERYWHERE}",
    ),
    "deny": (
        "AccessDenied",
        refusal(because=" with an explicit deny in an identity-based policy"),
        "remove the deny statement that the message names",
    ),
    "own": (
        "AccessDenied",
        refusal(because=" because no identity-based policy allows the sts:AssumeRole action"),
        f"allow the role or user behind {CALLER} the action sts:AssumeRole on {EVERYWHERE}",
    ),
    "boundary": (
        "AccessDenied",
        refusal(because=" because no permissions boundary allows the sts:AssumeRole action"),
        "its own policies do not",
    ),
}


@pytest.mark.parametrize(("code", "message", "expected"), CAUSES.values(), ids=CAUSES)
def test_the_remedy_follows_the_cause(code: str, message: str, expected: str) -> None:
    assert expected in remedy(code, message, AssumedRole(duration_minutes=120))


def test_where_aws_does_not_say_why_the_likely_causes_come_first() -> None:
    shown = remedy("AccessDenied", refusal())
    causes = [
        "(1) the role ComplianceAudit exists in the account",
        f"(2) its trust policy names the role or user behind {CALLER},",
        "(3) it requires an external id and role.external_id is not set",
        "(4) the policies of the role or user",
    ]
    places = [shown.index(cause) for cause in causes]
    assert places == sorted(places)
    assert shown.endswith("`reporter policy --cloudformation` prints the role")


def test_an_external_id_that_is_configured_may_be_another_one() -> None:
    shown = remedy("AccessDenied", refusal(), AssumedRole(external_id="ours"))
    assert "it requires an external id and role.external_id has another value" in shown
    assert f"{CALLER} with the external id of the configuration" in shown
    assert "ours" not in shown.replace("yours", "")


def test_accounts_with_the_same_cause_get_the_same_advice() -> None:
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, refusal(), "sts:AssumeRole", region=GLOBAL)
    here, there = (Target(Account.of(id_), AssumedRole(), "", "") for id_ in ("111122223333", "444455556666"))
    assert cause_for_role(here, CALLER, why) == cause_for_role(there, CALLER, why)


def test_tags_are_shortened_before_checks_are_left_out() -> None:
    assert "shorten or drop role.tags" in remedy("PackedPolicyTooLarge", "packed", AssumedRole(tags={"a": "b"}))


def test_with_a_first_hop_it_is_the_hop_that_has_to_be_admitted() -> None:
    shown = remedy("AccessDenied", refusal(), AssumedRole(first_hop=HUB))
    assert "the role ComplianceAudit exists" in shown
    assert f"its trust policy names {HUB}," in shown


def test_a_first_hop_that_is_refused_itself_is_named() -> None:
    shown = remedy("AccessDenied", refusal(resource=HUB), AssumedRole(first_hop=HUB))
    assert "the role AuditHub exists" in shown
    assert f"its trust policy names the role or user behind {CALLER}" in shown


def test_without_a_role_other_credentials_are_needed() -> None:
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, "they lead elsewhere")
    assert cause_for_role(Target(ACCOUNT, None, "", ""), CALLER, why).remedy == "use credentials of this account"
