"""The base credentials, as boto3 finds them, and the way from there into each account."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from reporter.model import GLOBAL, Account, ReasonCode, Unavailable, UserError
from reporter.refusals import Refused
from reporter.sessions.assume import RoleAssumption, provide
from reporter.sessions.reader import Reader, unavailable
from reporter.sessions.readonly import refuse_writes, session_policy
from reporter.settings import Role, Settings

if TYPE_CHECKING:
    from botocore.loaders import Loader

HOME_REGIONS = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
"""Where the global services of a partition answer."""

Prepare = Callable[[botocore.session.Session], None]


class CredentialsMissing(UserError):  # noqa: N818 - named for what the user has to hear
    """There are no base credentials to start from, or they do not work."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the identity behind the base credentials."""

    arn: str
    account_id: str

    @property
    def partition(self) -> str:
        """`aws`, `aws-us-gov` or `aws-cn`."""
        return self.arn.split(":")[1]


class Sessions:
    """Opens a reader for each account; what can be shared between them is loaded once."""

    def __init__(
        self, settings: Settings, *, prepare: Prepare | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`prepare` is given every botocore session before its first client, `sleep` waits between attempts."""
        self._settings = settings
        self._prepare = prepare
        self._sleep = sleep
        self._lock = Lock()
        self._calls_made = 0
        self._loader: Loader | None = None
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": 4},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=settings.limits.calls_in_flight,
            tcp_keepalive=True,
        )

    @property
    def calls_made(self) -> int:
        """How many requests were made so far, in all accounts together."""
        return self._calls_made

    def caller(self, profile: str = "") -> Caller:
        """Who the base credentials, or those of a profile, belong to; raises `CredentialsMissing`."""
        try:
            answer = self._base_client("sts", profile).get_caller_identity()
        except (BotoCoreError, ClientError) as error:
            named = f"profile '{profile}'" if profile else "the default credentials"
            raise CredentialsMissing(f"{named} cannot be used: {error}") from error
        return Caller(answer["Arn"], answer["Account"])

    def base_reader(self, caller: Caller) -> Reader:
        """A reader of the caller's own account, for AWS Organizations."""
        account = Account.of(caller.account_id, partition=caller.partition)
        return self._reader(self._base_session(""), account)

    def enter(self, account: Account, role: Role | None, profile: str = "", actions: Iterable[str] = ()) -> Reader:
        """A reader of one account: through its role, or with the credentials as they are. Raises `Refused`.

        The assumed session is held to `actions`, the least that the scan needs.
        """
        if role is None:
            return self._reader(self._base_session(profile), account)
        policy = session_policy(actions) if actions else ""
        assumption = RoleAssumption(self._sts_for(role, profile), role, account, policy, self._sleep)
        session = self._bare_session(profile)
        session.register_component("credential_provider", provide(assumption))
        try:
            session.get_credentials()
        except (BotoCoreError, ClientError) as error:
            raise Refused(_not_assumable(error)) from error
        return self._reader(session, account, assumption)

    def _sts_for(self, role: Role, profile: str) -> Any:
        if not role.first_hop:
            return self._base_client("sts", profile)
        hop = Role(arn=role.first_hop, session_name=role.session_name, source_identity=role.source_identity)
        account = Account.of(role.first_hop.split(":")[4], partition=role.first_hop.split(":")[1])
        session = self._bare_session(profile)
        assumption = RoleAssumption(self._base_client("sts", profile), hop, account, "", self._sleep)
        session.register_component("credential_provider", provide(assumption))
        return self._client(session, "sts", self._settings.credentials.region)

    def _base_session(self, profile: str) -> botocore.session.Session:
        """A session with the base credentials; boto3 decides where they come from."""
        core = self._bare_session(profile)
        boto3.Session(botocore_session=core)
        return core

    def _bare_session(self, profile: str) -> botocore.session.Session:
        """A session that shares the loaded service models, refuses writes, and has been prepared."""
        session = botocore.session.Session(profile=profile or self._settings.credentials.profile or None)
        session.set_config_variable("sts_regional_endpoints", "regional")
        with self._lock:
            if self._loader is None:
                self._loader = session.get_component("data_loader")
        session.register_component("data_loader", self._loader)
        session.register("before-parameter-build", refuse_writes)
        session.register("before-call", self._count_call)
        if self._prepare:
            self._prepare(session)
        return session

    def _count_call(self, **_: Any) -> None:
        with self._lock:
            self._calls_made += 1

    def _base_client(self, service: str, profile: str) -> Any:
        session = self._base_session(profile)
        return self._client(session, service, self._settings.credentials.region)

    def _client(self, session: botocore.session.Session, service: str, region: str) -> Any:
        chosen = region or session.get_config_variable("region") or HOME_REGIONS[self._settings.partition or "aws"]
        return session.create_client(service, chosen, config=self._config)

    def _reader(
        self, session: botocore.session.Session, account: Account, assumption: RoleAssumption | None = None
    ) -> Reader:
        home = HOME_REGIONS[account.partition]
        caller = assumption.caller_arn if assumption else ""
        return Reader(session, self._config, account, self._settings.regions, home, caller)


def _not_assumable(error: BotoCoreError | ClientError) -> Unavailable:
    why = unavailable(error, "sts:AssumeRole", GLOBAL)
    told_by_reason = (ReasonCode.CREDENTIALS_EXPIRED, ReasonCode.THROTTLED, ReasonCode.TIMEOUT)
    return why if why.reason in told_by_reason else replace(why, reason=ReasonCode.ROLE_NOT_ASSUMABLE)
