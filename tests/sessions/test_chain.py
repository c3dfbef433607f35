"""`duration_minutes` beyond an hour, and base credentials that are those of a role already."""

from pathlib import Path

import pytest

from reporter.config.settings import (
    AccountSources,
    AssumedRole,
    BaseCredentials,
    ListedAccount,
    OrganizationSource,
    Settings,
)
from reporter.sessions.chain import too_long_for_a_chain
from tests.world import World

LONG = AssumedRole(duration_minutes=120)
LISTED = AccountSources(listed=(ListedAccount(id="111122223333"),))
PROFILES = """
[profile hub]
role_arn = arn:aws:iam::999900009999:role/Hub
source_profile = keys
[profile sso]
sso_session = work
[profile old-sso]
sso_start_url = https://work
[profile web]
role_arn = arn:aws:iam::999900009999:role/Hub
web_identity_token_file = /token
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key = none
"""


@pytest.fixture(autouse=True)
def profiles(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "config"
    file.write_text(PROFILES)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    return file


def settings(profile: str, role: AssumedRole = LONG, sources: AccountSources = LISTED) -> Settings:
    return Settings(credentials=BaseCredentials(profile=profile), role=role, accounts=sources)


@pytest.mark.parametrize("profile", ["hub", "sso", "old-sso", "web"])
def test_a_long_session_from_a_role_is_warned_of(profile: str) -> None:
    shown = too_long_for_a_chain(settings(profile))
    assert shown.startswith(f"role.duration_minutes is 120, but profile '{profile}' ")
    assert shown.endswith("write 60 or less")


@pytest.mark.parametrize("profile", ["keys", "missing", ""])
def test_keys_of_a_user_and_what_cannot_be_known_are_not(profile: str) -> None:
    assert too_long_for_a_chain(settings(profile)) == ""


def test_keys_in_the_environment_go_before_the_profile_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "hub")
    assert "the profile of the environment assumes a role" in too_long_for_a_chain(settings(""))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    assert too_long_for_a_chain(settings("")) == ""


def test_a_web_identity_of_the_environment_is_a_role(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profiles.write_text("")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")
    assert "the environment assumes a role with a web identity" in too_long_for_a_chain(settings(""))


def test_an_hour_is_no_problem_and_neither_is_a_session_that_is_never_opened() -> None:
    assert too_long_for_a_chain(settings("hub", AssumedRole())) == ""
    assert too_long_for_a_chain(settings("hub", LONG, AccountSources(current=True))) == ""


@pytest.mark.parametrize(
    "sources",
    [
        AccountSources(organization=OrganizationSource()),
        AccountSources(current=True, through_role=True),
        AccountSources(listed=(ListedAccount(id="111122223333", role=LONG),)),
    ],
)
def test_every_way_into_a_role_counts(sources: AccountSources) -> None:
    role = AssumedRole() if sources.listed else LONG
    assert "is 120" in too_long_for_a_chain(settings("hub", role, sources))


def test_profiles_whose_accounts_are_entered_through_the_role_count_too() -> None:
    sources = AccountSources(profiles=("keys", "sso"), through_role=True)
    assert "profile 'sso' is given a role" in too_long_for_a_chain(settings("keys", LONG, sources))
