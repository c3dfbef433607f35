from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from reporter.accounts import Target
from reporter.config.settings import (
    AccountSources,
    AssumedRole,
    BaseCredentials,
    ListedAccount,
    OrganizationSource,
    Settings,
)
from reporter.demo.state import Refusal
from reporter.doctor import DiagnosisState
from reporter.doctor.access import examine_accounts, examine_credentials, not_entered, profiles_of
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import Account
from reporter.sessions.unusable import FILE, NETWORK
from tests.accounts.test_accounts import organization
from tests.sessions.wire import ACCOUNT, TOKEN, denied, wire

pytestmark = pytest.mark.usefixtures("world")

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HUB = "arn:aws:iam::444455556666:role/AuditHub"
LISTED = ListedAccount(id="111122223333")
ARN = "arn:aws:iam::999900009999:user/auditor"


def end_at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the credentials of the environment end."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", moment.isoformat())


@pytest.mark.parametrize(
    ("sources", "profiles"),
    [
        (AccountSources(current=True), ("",)),
        (AccountSources(listed=(LISTED,), profiles=("a", "b")), ("", "a", "b")),
        (AccountSources(organization=OrganizationSource()), ("",)),
        (AccountSources(profiles=("a",)), ("a",)),
    ],
)
def test_only_credentials_that_a_scan_would_use_are_examined(
    sources: AccountSources, profiles: tuple[str, ...]
) -> None:
    assert profiles_of(Settings(accounts=sources)) == profiles


def test_who_asks_gets_an_answer() -> None:
    found = examine_credentials("", Settings(), wire().sessions(), NOW)
    assert (found.subject, found.state, found.answer) == (
        "base credentials",
        DiagnosisState.OK,
        f"{ARN}, long-lived keys",
    )


def test_credentials_of_unknown_end_are_reported_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    found = examine_credentials("", Settings(), wire().sessions(), NOW)
    assert (found.state, found.answer) == (DiagnosisState.OK, f"{ARN}, temporary, end unknown")


@pytest.mark.parametrize(("hours", "state"), [(2, DiagnosisState.OK), (0.5, DiagnosisState.WARNING)])
def test_credentials_that_end_soon_are_a_warning(
    hours: float, state: DiagnosisState, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    end = now + timedelta(hours=hours)
    end_at(end, monkeypatch)
    found = examine_credentials("", Settings(), wire().sessions(), now)
    assert (found.state, found.answer) == (state, f"{ARN}, until {end:%Y-%m-%d %H:%M} UTC")


def test_credentials_that_do_not_work_are_broken() -> None:
    settings = Settings(credentials=BaseCredentials(profile="audit"))
    found = examine_credentials("", settings, wire().sessions(settings), NOW)
    assert (found.subject, found.state, found.remedy) == ("profile audit", DiagnosisState.BROKEN, FILE)
    assert found.answer == "profile 'audit' cannot be used: The config profile (audit) could not be found"


def test_without_a_network_no_one_is_asked_to_log_in() -> None:
    def unreachable(_: object) -> dict[str, object]:
        raise EndpointConnectionError(endpoint_url="https://sts")

    found = examine_credentials("", Settings(), wire(sts__GetCallerIdentity=unreachable).sessions(), NOW)
    assert (found.state, found.remedy) == (DiagnosisState.BROKEN, NETWORK)


def test_an_organisation_that_cannot_be_read_is_broken() -> None:
    settings = Settings(accounts=AccountSources(organization=OrganizationSource()))
    accounts, found = examine_accounts(settings, wire(organizations__ListRoots=denied).sessions(settings))
    assert accounts is None
    assert (found.subject, found.state) == ("organisation", DiagnosisState.BROKEN)
    assert "organizations:ListRoots" in found.answer


def test_accounts_that_are_found_are_counted() -> None:
    settings = Settings(accounts=AccountSources(listed=(LISTED,)))
    accounts, found = examine_accounts(settings, wire().sessions(settings))
    assert accounts is not None
    assert (found.subject, found.state, found.answer) == ("accounts", DiagnosisState.OK, "1 in scope, 0 excluded")


def test_that_administrators_cannot_be_listed_is_a_warning() -> None:
    settings = Settings(accounts=AccountSources(organization=OrganizationSource()))
    line = organization(organizations__ListDelegatedAdministrators=denied)
    accounts, found = examine_accounts(settings, line.sessions(settings), ("access-analyzer.amazonaws.com",))
    assert accounts is not None
    assert (found.state, found.harmless) == (DiagnosisState.WARNING, True)
    assert found.answer.startswith("who administers access-analyzer.amazonaws.com for the organisation is not known: ")
    assert found.answer.endswith(" in scope, 1 excluded)")
    assert found.remedy.startswith("allow organizations:ListDelegatedAdministrators to the base credentials")


@pytest.mark.parametrize(
    ("reply", "said", "remedy"),
    [
        (
            Refusal("InvalidInputException", "You specified an unrecognized service principal.", 400),
            "You specified an unrecognized service principal.",
            "nothing has to be allowed, and the scan is complete",
        ),
        (Refusal("TooManyRequestsException", "Slow down.", 429), "Slow down.", "try again later: "),
        (Refusal("ServiceException", "Trouble.", 400), "Trouble.", "run it again later with --log-level debug, "),
        ({"DelegatedAdministrators": [{}]}, "the answer cannot be understood: ", "run it again with --log-level debug"),
    ],
)
def test_the_fix_for_unknown_administrators_follows_the_cause(reply: Any, said: str, remedy: str) -> None:
    settings = Settings(accounts=AccountSources(organization=OrganizationSource()))
    line = organization(organizations__ListDelegatedAdministrators=lambda _: reply)
    _, found = examine_accounts(settings, line.sessions(settings), ("access-analyzer.amazonaws.com",))
    assert f"is not known: {said}" in found.answer
    assert found.remedy.startswith(remedy)
    assert "allow organizations:" not in found.remedy


@pytest.mark.parametrize(
    ("role", "remedy"),
    [
        (AssumedRole(), f"its trust policy names the role or user behind {ARN},"),
        (AssumedRole(external_id="x1"), f"{ARN} with the external id of the configuration"),
        (AssumedRole(first_hop=HUB), f"its trust policy names {HUB},"),
        (None, "use credentials of this account"),
    ],
)
def test_the_principal_that_the_role_has_to_trust_is_shown(role: AssumedRole | None, remedy: str) -> None:
    refusal = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, "not authorized")
    found = not_entered(Target(ACCOUNT, role, "", ""), ARN, refusal)
    assert (found.subject, found.state) == ("111122223333 (payments)", DiagnosisState.BROKEN)
    assert found.answer == "role-not-assumable: not authorized"
    assert remedy in found.remedy
    assert found.problem == found.cause


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        (ReasonCode.TIMEOUT, "check the network"),
        (ReasonCode.AWS_ERROR, "try again later"),
        (ReasonCode.MALFORMED_ANSWER, "see whether a proxy"),
    ],
)
def test_a_role_that_is_not_to_blame_is_not_blamed(reason: ReasonCode, remedy: str) -> None:
    target = Target(Account.of("111122223333"), AssumedRole(), "", "")
    found = not_entered(target, ARN, Unavailable(reason, "no route"))
    assert found.subject == "111122223333"
    assert found.remedy.startswith(remedy)
