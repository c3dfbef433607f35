"""What doctor advises where a role cannot be assumed follows what AWS said."""

import pytest

from reporter.accounts import Target
from reporter.config.settings import AssumedRole
from reporter.doctor.remedies import remedy_for_role
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import GLOBAL
from tests.sessions.wire import ACCOUNT

CALLER = "arn:aws:iam::999900009999:user/auditor"
HUB = "arn:aws:iam::444455556666:role/AuditHub"
TARGET = "arn:aws:iam::111122223333:role/ComplianceAudit"


def remedy(code: str, message: str, role: AssumedRole = AssumedRole()) -> str:  # noqa: B008 - frozen
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, message, "sts:AssumeRole", region=GLOBAL, error_code=code)
    return remedy_for_role(Target(ACCOUNT, role, "", ""), CALLER, why)


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
        "correct role.arn, or the id of the account",
    ),
    "SCP": (
        "AccessDenied",
        refusal(because=" with an explicit deny in a service control policy"),
        f"have the organisation's policy (SCP or RCP) let the role or user behind {CALLER} assume {TARGET}",
    ),
    "deny": (
        "AccessDenied",
        refusal(because=" with an explicit deny in an identity-based policy"),
        "take the deny out that the message names",
    ),
    "own": (
        "AccessDenied",
        refusal(because=" because no identity-based policy allows the sts:AssumeRole action"),
        f"allow the role or user behind {CALLER} the action sts:AssumeRole on {TARGET}",
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
        "the role ComplianceAudit is not there",
        "its trust policy does not admit us",
        "it asks for an external id, and",
    ]
    places = [shown.index(cause) for cause in [*causes, "our own policies do not allow sts:AssumeRole on it"]]
    assert places == sorted(places)
    assert f"let its trust policy admit the role or user behind {CALLER}: `reporter policy --cloudformation`" in shown


def test_an_external_id_that_is_configured_may_be_another_one() -> None:
    shown = remedy("AccessDenied", refusal(), AssumedRole(external_id="ours"))
    assert "it asks for another external id than role.external_id" in shown
    assert f"{CALLER} with the external id of the configuration" in shown
    assert "ours" not in shown.replace("yours", "")


def test_tags_are_shortened_before_checks_are_left_out() -> None:
    assert "shorten or drop role.tags" in remedy("PackedPolicyTooLarge", "packed", AssumedRole(tags={"a": "b"}))


def test_with_a_first_hop_it_is_the_hop_that_has_to_be_admitted() -> None:
    shown = remedy("AccessDenied", refusal(), AssumedRole(first_hop=HUB))
    assert "the role ComplianceAudit is not there" in shown
    assert f"admit {HUB}: `" in shown


def test_a_first_hop_that_is_refused_itself_is_named() -> None:
    shown = remedy("AccessDenied", refusal(resource=HUB), AssumedRole(first_hop=HUB))
    assert "the role AuditHub is not there" in shown
    assert f"admit the role or user behind {CALLER}" in shown


def test_without_a_role_other_credentials_are_needed() -> None:
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, "they lead elsewhere")
    assert remedy_for_role(Target(ACCOUNT, None, "", ""), CALLER, why) == "use credentials of this account"
