"""Assumes a role, retries for a role that was just created, and renews the credentials in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any

import tenacity
from botocore.credentials import Credentials, ReadOnlyCredentials, RefreshableCredentials
from botocore.exceptions import ClientError, CredentialRetrievalError
from botocore.parsers import ResponseParserError

from reporter.config.settings import AssumedRole
from reporter.engine.operations import IDENTITY
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import DENIED, Refused
from reporter.model.subjects import GLOBAL, Account, account_in

ATTEMPTS = 3
"""A new role is known everywhere within seconds; a longer wait would only delay the error for a missing role."""
RENEW_BEFORE = 5 * 60
"""Seconds before expiry when one thread renews and the others go on. Botocore's 15 minutes are the whole life of the
shortest session."""
WAIT_BEFORE = 2 * 60
"""Seconds before expiry when all threads wait for the renewal."""
REST = 60
"""Seconds after a failed renewal in which it is not tried again, while the credentials are valid."""


@dataclass(slots=True)
class RoleAssumption:
    """Obtains credentials for one account, for the first time and for each renewal."""

    sts: Any
    role: AssumedRole
    account: Account
    policy: str
    sleep: Callable[[float], None]
    send: Callable[[Callable[[], Any]], Any]
    """Sends a request, and retries where AWS is busy; see `reporter.sessions.pressure`."""
    whose: Callable[[Credentials], str]
    """Returns the account that credentials belong to, as AWS says; raises `Refused`."""
    attempts: int = ATTEMPTS
    caller_arn: str = field(default="", init=False)
    """The ARN of the assumed session; set after the first assumption."""

    def __call__(self) -> dict[str, str]:
        """Fresh credentials, in the form from which botocore renews; raises `Refused` or one of `FAILURES`."""
        try:
            fresh = self._read(self._assume())
        except KeyError as missing:
            raise ResponseParserError(f"the answer to AssumeRole lacks {missing}") from missing
        refuse_stranger(
            self.account, self.whose(Credentials(fresh["access_key"], fresh["secret_key"], fresh["token"])), IDENTITY
        )
        return fresh

    def _read(self, answer: dict[str, Any]) -> dict[str, str]:
        self.caller_arn = answer["AssumedRoleUser"]["Arn"]
        refuse_stranger(self.account, account_in(self.caller_arn), "sts:AssumeRole")
        credentials = answer["Credentials"]
        if credentials["Expiration"] <= datetime.now(UTC):
            problem = "they have expired before their first use; is the clock of this machine right?"
            raise CredentialRetrievalError(provider="assume-role", error_msg=problem)
        return {
            "access_key": credentials["AccessKeyId"],
            "secret_key": credentials["SecretAccessKey"],
            "token": credentials["SessionToken"],
            "expiry_time": credentials["Expiration"].isoformat(),
        }

    def _assume(self) -> dict[str, Any]:
        """The answer of AssumeRole. Only the first assumption is retried for a new role; a denied renewal is final."""
        retry = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_be_too_new),
            stop=tenacity.stop_after_attempt(1 if self.caller_arn else self.attempts),
            wait=tenacity.wait_exponential_jitter(multiplier=0.5, max=4),
            sleep=self.sleep,
            reraise=True,
        )
        answer: dict[str, Any] = retry(self.send, partial(self.sts.assume_role, **self._request()))
        return answer

    def _request(self) -> dict[str, Any]:
        role = self.role
        request = {
            "RoleArn": role.arn_in(self.account.account_id, self.account.partition),
            "RoleSessionName": role.session_name,
            "DurationSeconds": role.duration_minutes * 60,
            "ExternalId": role.external_id,
            "SourceIdentity": role.source_identity,
            "Policy": self.policy,
            "Tags": [{"Key": key, "Value": value} for key, value in role.tags.items()],
        }
        return {name: value for name, value in request.items() if value}


def refuse_stranger(account: Account, entered: str, operation: str, partition: str = "") -> None:
    """Raise `Refused` where credentials belong to another account.

    This is the last check before an account is read: its answers must never be stored under another one.
    """
    if (entered, partition or account.partition) != (account.account_id, account.partition):
        elsewhere = "" if partition in ("", account.partition) else f" of the partition {partition}"
        detail = f"the credentials for {account.account_id} lead into {entered}{elsewhere}"
        raise Refused(Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, detail, operation, region=GLOBAL))


class RoleCredentials(RefreshableCredentials):
    """The credentials of an assumed role, which are renewed in time, or earlier if AWS rejects them."""

    _expiry_time: datetime
    _frozen_credentials: ReadOnlyCredentials
    _refresh_lock: Lock
    _time_fetcher: Callable[[], datetime]
    _rests_until = datetime.min.replace(tzinfo=UTC)

    @property
    def latest(self) -> ReadOnlyCredentials:
        """The present credentials, without a renewal; `get_frozen_credentials` renews them when it is time."""
        return self._frozen_credentials

    def refresh_needed(self, refresh_in: int | None = None) -> bool:
        """Whether a renewal is due; not while one has just failed and the credentials are still valid."""
        rests_until = min(self._rests_until, self._expiry_time)
        return super().refresh_needed(refresh_in) and self._time_fetcher() >= rests_until

    def _protected_refresh(self, is_mandatory: bool) -> None:  # noqa: FBT001 - botocore calls it so
        before = self._frozen_credentials
        try:
            super()._protected_refresh(is_mandatory)  # type: ignore[misc]  # the stubs leave it out
        finally:
            if self._frozen_credentials is before:
                self._rests_until = self._time_fetcher() + timedelta(seconds=REST)

    def renew(self, refused: ReadOnlyCredentials) -> None:
        """Assume the role again, unless another thread has done so since; raises like the assumption itself."""
        with self._refresh_lock:
            if self._frozen_credentials is refused:
                self._expiry_time = self._time_fetcher()
        self.get_frozen_credentials()


def assume(assumption: RoleAssumption) -> RoleCredentials:
    """The credentials of the role, which is assumed now; raises `Refused` or one of `FAILURES`."""
    fresh = assumption()
    return RoleCredentials(
        fresh["access_key"],
        fresh["secret_key"],
        fresh["token"],
        datetime.fromisoformat(fresh["expiry_time"]),
        assumption,
        "assume-role",
        time_fetcher=partial(datetime.now, UTC),  # botocore's own takes a hundredth of the time of each request
        advisory_timeout=RENEW_BEFORE,
        mandatory_timeout=WAIT_BEFORE,
    )


def _may_be_too_new(error: BaseException) -> bool:
    return isinstance(error, ClientError) and error.response["Error"]["Code"] in DENIED
