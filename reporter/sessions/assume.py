"""Assumes a role, waits a little for one that has just been made, and renews the credentials in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
"""A new role is known everywhere within seconds; a longer wait would only delay the news that there is none."""
RENEW_BEFORE = 5 * 60
"""Seconds before expiry when one thread renews while the others go on; botocore's 15 minutes are a whole short life."""
WAIT_BEFORE = 2 * 60
"""Seconds before expiry when everybody waits for the renewal."""


@dataclass(slots=True)
class RoleAssumption:
    """How the credentials of one account are got, again and again."""

    sts: Any
    role: AssumedRole
    account: Account
    policy: str
    sleep: Callable[[float], None]
    send: Callable[[Callable[[], Any]], Any]
    """Makes a request as often as a busy AWS needs; see `reporter.sessions.pressure`."""
    whose: Callable[[Credentials], str]
    """Asks AWS which account credentials belong to; raises `Refused`."""
    attempts: int = ATTEMPTS
    caller_arn: str = field(default="", init=False)
    """The ARN of the assumed session; known after the first assumption."""

    def __call__(self) -> dict[str, str]:
        """Fresh credentials, in the shape that botocore renews from; raises `Refused` or one of `FAILURES`."""
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
        """Only the first assumption can come too early; a renewal that is denied stays denied."""
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
    """The last gate before an account is read: its answers must never be filed under another one. Raises `Refused`."""
    if (entered, partition or account.partition) != (account.account_id, account.partition):
        elsewhere = "" if partition in ("", account.partition) else f" of the partition {partition}"
        detail = f"the credentials for {account.account_id} lead into {entered}{elsewhere}"
        raise Refused(Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, detail, operation, region=GLOBAL))


class RoleCredentials(RefreshableCredentials):
    """The credentials of an assumed role, which renew themselves in time, or earlier if AWS takes them no more."""

    _expiry_time: datetime
    _frozen_credentials: ReadOnlyCredentials
    _refresh_lock: Lock
    _time_fetcher: Callable[[], datetime]

    @property
    def latest(self) -> ReadOnlyCredentials:
        """As they are; whether it is time to renew them is for `get_frozen_credentials` to find out."""
        return self._frozen_credentials

    def renew(self, refused: ReadOnlyCredentials) -> None:
        """Assume the role again, unless somebody has done so since; raises like the assumption itself."""
        with self._refresh_lock:
            if self._frozen_credentials is refused:
                self._expiry_time = self._time_fetcher()
        self.get_frozen_credentials()


def assume(assumption: RoleAssumption) -> RoleCredentials:
    """Assume the role here and now; raises `Refused` or one of `FAILURES`."""
    fresh = assumption()
    return RoleCredentials(
        fresh["access_key"],
        fresh["secret_key"],
        fresh["token"],
        datetime.fromisoformat(fresh["expiry_time"]),
        assumption,
        "assume-role",
        time_fetcher=partial(datetime.now, UTC),  # botocore's own costs a hundredth of each request
        advisory_timeout=RENEW_BEFORE,
        mandatory_timeout=WAIT_BEFORE,
    )


def _may_be_too_new(error: BaseException) -> bool:
    return isinstance(error, ClientError) and error.response["Error"]["Code"] in DENIED
