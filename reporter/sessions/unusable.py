"""The remedy for base credentials that cannot be used: a login does not help where the network fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.exceptions import (
    ClientError,
    ConfigNotFound,
    ConfigParseError,
    CredentialRetrievalError,
    InfiniteLoopConfigError,
    InvalidConfigError,
    InvalidRegionError,
    LoginError,
    MissingDependencyException,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    RefreshWithMFAUnsupportedError,
    SSLError,
    SSOError,
    TokenRetrievalError,
    UnknownCredentialError,
)

from reporter.config.file.mistakes import nearest
from reporter.config.file.regions import doubt_about
from reporter.model.refusals import EXPIRED, REJECTED
from reporter.sessions.failures import code_of, is_passing, is_throttling, is_unanswered
from reporter.sessions.regions import known_regions

LOG_IN = "log in, set AWS_PROFILE, or name a profile under credentials.profile"
NETWORK = (
    "AWS cannot be reached, so the credentials were not tried: check the network, its DNS, the proxy and the VPC "
    "endpoints between this machine and AWS"
)
CERTIFICATE = (
    "the other side's certificate is not trusted: check the proxy, AWS_CA_BUNDLE and the clock of this machine"
)
BUSY = "AWS is busy: try again later"
AGAIN = "log in again, or name other credentials under credentials.profile or in AWS_PROFILE"
REFUSED_KEYS = (
    "AWS does not know these keys: see whether they were deleted or mistyped, and whether they belong to the partition "
    "of credentials.region"
)
CLOCK = "let NTP set the clock of this machine, or correct the secret key: AWS takes the signature for wrong"
CLOCK_CODES = frozenset({"RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException"})
FILE = "correct AWS's configuration files (~/.aws/config and ~/.aws/credentials, or those of the environment)"
CODE = "a code that is typed in a terminal is valid once: use credentials that need none, or that last longer"
WRONG_FILES = (
    ConfigNotFound, ConfigParseError, InfiniteLoopConfigError, InvalidConfigError, InvalidRegionError,
    MissingDependencyException, PartialCredentialsError, UnknownCredentialError,
)  # fmt: skip


def remedy_for(error: Exception, session: botocore.session.Session, profile: str, region: str) -> str:
    """The remedy for a failure to use the credentials of a profile; an empty profile means those of the environment.

    `region`: the region whose STS was called; empty for that of the profile.
    """
    if isinstance(error, ClientError):
        return _remedy_for_code(error)
    if isinstance(error, SSLError):
        return CERTIFICATE
    if is_unanswered(error):
        return _wrong_region(region or str(session.get_config_variable("region") or "")) or NETWORK
    return next((remedy(session, profile) for kinds, remedy in REMEDIES if isinstance(error, kinds)), LOG_IN)


def _wrong_region(region: str) -> str:
    """The problem with a region that does not exist; empty where the region is not the cause."""
    doubt = doubt_about(region, known_regions()) if region else None
    return f"{doubt.what}, as credentials.region or the profile has it: {doubt.remedy}" if doubt else ""


def _remedy_for_code(error: ClientError) -> str:
    code = code_of(error)
    if is_throttling(error) or is_passing(error):
        return BUSY
    if code in EXPIRED:
        return AGAIN
    if code in REJECTED:
        return REFUSED_KEYS
    return CLOCK if code in CLOCK_CODES else LOG_IN


def _another_profile(session: botocore.session.Session, profile: str) -> str:
    known = session.available_profiles
    wanted = profile or str(session.get_config_variable("profile") or "")
    return nearest(wanted, known, "`aws configure list-profiles` lists them") if known else FILE


def _login(command: str) -> Callable[[botocore.session.Session, str], str]:
    return lambda _, profile: f"log in: {command}{f' --profile {profile}' if profile else ''}"


def _provider(session: botocore.session.Session, profile: str) -> str:
    """The remedy for credentials that a program, a service or a person provides."""
    config = session.get_scoped_config()
    if "credential_process" in config:
        named = f"of profile '{profile}'" if profile else "of the profile"
        return f"run the credential_process {named} by hand: it has to print, as JSON, keys that have not expired"
    return CODE if "mfa_serial" in config else LOG_IN


REMEDIES: tuple[tuple[Any, Callable[[botocore.session.Session, str], str]], ...] = (
    (ProfileNotFound, _another_profile),
    (WRONG_FILES, lambda *_: FILE),
    ((SSOError, TokenRetrievalError), _login("aws sso login")),
    (LoginError, _login("aws login")),
    (RefreshWithMFAUnsupportedError, lambda *_: CODE),
    (NoCredentialsError, lambda *_: LOG_IN),
    (CredentialRetrievalError, _provider),
)
