"""Whether the base credentials are those of a role: then AWS limits the sessions of further roles to one hour."""

from __future__ import annotations

import os

import botocore.session

from reporter.config.file.contradictions import CHAIN_LIMIT
from reporter.config.settings import Settings
from reporter.sessions.failures import FAILURES
from reporter.sessions.providers import in_words

WAYS = {
    "role_arn": "assumes a role (role_arn)",
    "sso_session": "is given a role by IAM Identity Center",
    "sso_start_url": "is given a role by IAM Identity Center",
    "web_identity_token_file": "assumes a role with a web identity",
}
"""By key of a profile: how it gets its role. AWS does not count the role of an EC2 instance as a chain."""


def too_long_for_a_chain(settings: Settings) -> str:
    """A sentence for a session that is longer than AWS allows, empty otherwise; no request is sent."""
    if settings.longest_session <= CHAIN_LIMIT:
        return ""
    sources = settings.accounts
    profiles = [settings.credentials.profile, *(sources.profiles if sources.through_role else ())]
    way = next(filter(None, map(_way_to_role, profiles)), "")
    sentence = (
        f"role.duration_minutes is {settings.longest_session}, but {way}: AWS gives a role that is assumed from "
        f"another one {CHAIN_LIMIT} minutes at most; write {CHAIN_LIMIT} or less"
    )
    return sentence if way else ""


def _way_to_role(profile: str) -> str:
    """How the credentials of a profile come from a role; empty where they do not, or where that is unknown."""
    if not profile and "AWS_ACCESS_KEY_ID" in os.environ:
        return ""
    try:
        with in_words("the configuration"):
            session = botocore.session.Session(profile=profile or None)
            config = {**session.get_scoped_config()}
    except FAILURES:
        return ""
    if "AWS_WEB_IDENTITY_TOKEN_FILE" in os.environ and not config:
        return f"the environment {WAYS['web_identity_token_file']}"
    named = f"profile '{profile}'" if profile else "the profile of the environment"
    return next((f"{named} {way}" for key, way in WAYS.items() if key in config), "")
