"""Central management of the root credentials of members."""

from __future__ import annotations

from checks.iam.root import root_credentials_are_managed_centrally
from reporter.api import failed, not_applicable, passed
from reporter.aws.iam.root_management import ROOT_CREDENTIALS, ROOT_SESSIONS, RootManagement
from tests.checks.iam.builders import ACCOUNT

CREDENTIALS = RootManagement(frozenset({ROOT_CREDENTIALS}))
ALL = RootManagement(frozenset({ROOT_CREDENTIALS, ROOT_SESSIONS}))
SESSIONS = RootManagement(frozenset({ROOT_SESSIONS}))


def test_management_of_credentials_has_to_be_enabled() -> None:
    assert root_credentials_are_managed_centrally(ACCOUNT, CREDENTIALS) == passed()
    for management in (RootManagement(), SESSIONS):
        verdict = root_credentials_are_managed_centrally(ACCOUNT, management)
        assert verdict == failed("not enabled: RootCredentialsManagement")


def test_sessions_have_to_be_enabled_where_configured() -> None:
    assert root_credentials_are_managed_centrally(ACCOUNT, ALL, require_root_sessions=True) == passed()
    verdict = root_credentials_are_managed_centrally(ACCOUNT, CREDENTIALS, require_root_sessions=True)
    assert verdict == failed("not enabled: RootSessions")


def test_members_have_no_say_in_it() -> None:
    exempt = RootManagement(exemption="decided in the management account")
    assert root_credentials_are_managed_centrally(ACCOUNT, exempt) == not_applicable(
        "decided in the management account"
    )
