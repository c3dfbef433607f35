"""The base credentials, which boto3 finds, and the sessions of all accounts that start from them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from threading import RLock
from typing import Any

import boto3
import botocore
import botocore.session
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.parsers import ResponseParserError

from reporter import __version__
from reporter.config.settings import AssumedRole, Settings
from reporter.engine.operations import IDENTITY, Asker, session_policy, together
from reporter.model.errors import UserError
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.sessions.assume import RoleAssumption, assume, refuse_stranger
from reporter.sessions.clients import Clients, acting_with, give
from reporter.sessions.core import Prepare, SessionFactory
from reporter.sessions.deadline import keep_time, within
from reporter.sessions.failures import FAILURES, not_assumable
from reporter.sessions.held import AsTheyAre, Held, InSessions, PolicySize
from reporter.sessions.pressure import Pressure
from reporter.sessions.providers import Session, in_words
from reporter.sessions.reader import Reader
from reporter.sessions.readonly import Guard, only, refuse_unplanned
from reporter.sessions.unusable import remedy_for

NEWCOMER = Asker("a session that has just been assumed", (), frozenset({IDENTITY}))
HOME_REGIONS = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
"""The regions in which the global services of a partition answer."""
USER_AGENT = f"aws-compliance-reporter/{__version__} Botocore/{botocore.__version__}"
"""The whole user agent: botocore would build its own again for each request, a tenth of its cost."""
HOP_ACTIONS = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
"""The actions of a first hop."""


BASE = only((), "is nothing that the base credentials are for")
"""The guard of sessions with the base credentials."""


class CredentialsMissing(UserError):  # noqa: N818 - it is for the user to correct, not a defect
    """There are no base credentials, or they do not work."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """The identity of the base credentials."""

    arn: str
    account_id: str

    @property
    def partition(self) -> str:
        """The partition: `aws`, `aws-us-gov` or `aws-cn`."""
        return self.arn.split(":")[1]


class Sessions:
    """Opens a reader for each account; what accounts can share is created once."""

    def __init__(
        self, settings: Settings, *, prepare: Prepare | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`prepare` is called with each botocore session before its first client; `sleep` waits between attempts."""
        self._settings = settings
        self._sleep = sleep
        self._factory = SessionFactory(prepare)
        self._lock = RLock()
        self._callers: dict[str, CallerIdentity] = {}
        self._base_sessions: dict[str, Session] = {}
        self._clients: dict[str, Clients] = {}
        self._sts_clients: dict[tuple[str, ...], Any] = {}
        self._pressure_on_sts = self._pressure()
        self._policy_size = PolicySize()
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": 1},  # `Pressure` retries
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=settings.limits.calls_in_flight,
            tcp_keepalive=True,
            user_agent=USER_AGENT,
        )

    @property
    def calls_made(self) -> int:
        """The number of requests so far, in all accounts together."""
        return self._factory.calls_made

    def caller(self, profile: str = "") -> CallerIdentity:
        """The identity of the base credentials or of a profile; raises `CredentialsMissing`."""
        with self._lock:
            if profile not in self._callers:
                self._callers[profile] = self._ask_who(profile)
            return self._callers[profile]

    def asks_people(self, profile: str = "") -> bool:
        """Whether a person has to type a code for these credentials, which can be requested only once."""
        return "mfa_serial" in self._base_session(profile).get_scoped_config()

    def base_reader(self, caller: CallerIdentity, asker: Asker) -> Reader:
        """A reader of the caller's own account, for AWS Organizations."""
        account = Account.of(caller.account_id, partition=caller.partition)
        return self._reader(AsTheyAre(self._base_session("").get_credentials()), account, caller.arn, (asker,))

    def enter(
        self, account: Account, role: AssumedRole | None, profile: str = "", askers: Collection[Asker] = ()
    ) -> Reader:
        """A reader of one account, through its role or with the credentials directly. Raises `Refused`.

        It sends only operations of the `askers`; session policies limit the role to their actions.
        """
        if role is None:
            caller = self._caller_of_account(profile)
            direct = AsTheyAre(self._base_session(profile).get_credentials())
            return self._reader(direct, account, caller.arn, askers, profile)
        until = time.monotonic() + self._settings.limits.account_seconds
        open_ = partial(self._open, role, account, profile, until)
        held = InSessions((asker.actions for asker in askers), open_, self._policy_size)
        held.open_one(next((asker.actions for asker in askers), ()))  # for the first collector
        return self._reader(held, account, held.caller_arn, askers, profile, until)

    def _open(
        self, role: AssumedRole, account: Account, profile: str, until: float, policy: str
    ) -> tuple[Credentials, str]:
        """The credentials of a session of the role under a policy, and its ARN.

        Raises `Refused` or one of `FAILURES`.
        """
        with within(until):
            with in_words("the configuration"):
                sts = self._sts_of_hop(role, profile) if role.first_hop else self._sts(profile)
            assumption = self._assumption(sts, role, account, policy, profile)
            return assume(assumption), assumption.caller_arn

    def _caller_of_account(self, profile: str) -> CallerIdentity:
        """The caller, during the scan: credentials that have expired meanwhile are a reason, no crash.

        Raises `Refused`.
        """
        try:
            return self.caller(profile)
        except CredentialsMissing as missing:
            cause = missing.__cause__
            why = not_assumable(cause if isinstance(cause, Exception) else missing)
            raise Refused(replace(why, operation=IDENTITY, detail=str(missing))) from missing

    def _ask_who(self, profile: str) -> CallerIdentity:
        chosen = profile or self._settings.credentials.profile
        named = f"profile '{chosen}'" if chosen else "the default credentials"
        try:
            with in_words("the configuration"):
                sts = self._sts(profile)
            caller = _caller(self._pressure_on_sts.send(IDENTITY, sts.get_caller_identity))
        except FAILURES as error:
            remedy = remedy_for(error, self._base_session(profile), chosen, self._settings.credentials.region)
            raise CredentialsMissing(f"{named} cannot be used: {' '.join(str(error).split())}", remedy) from error
        if caller.partition not in HOME_REGIONS:
            what = f"{named} are of the partition '{caller.partition}', which is not supported"
            raise CredentialsMissing(what, f"use credentials of one of {', '.join(HOME_REGIONS)}")
        return caller

    def _sts(self, profile: str) -> Any:
        """The STS client for all accounts that are entered with the same base credentials."""
        with self._lock:
            if (profile,) not in self._sts_clients:
                self._sts_clients[profile,] = self._sts_client(self._base_session(profile))
            return self._sts_clients[profile,]

    def _sts_of_hop(self, role: AssumedRole, profile: str) -> Any:
        """The STS client for all accounts that are entered over the same first hop.

        A hop is no new role, so its assumption is not retried.
        """
        key = (profile, role.first_hop, role.session_name, role.source_identity)
        with self._lock:
            if key not in self._sts_clients:
                hop = AssumedRole(
                    arn=role.first_hop, session_name=role.session_name, source_identity=role.source_identity
                )
                account = Account.of(role.first_hop.split(":")[4], partition=role.first_hop.split(":")[1])
                policy = session_policy(HOP_ACTIONS)
                assumption = replace(self._assumption(self._sts(profile), hop, account, policy, profile), attempts=1)
                session = self._new_session(profile, BASE)
                give(session, assume(assumption))
                self._sts_clients[key] = self._sts_client(session)
            return self._sts_clients[key]

    def _assumption(self, sts: Any, role: AssumedRole, account: Account, policy: str, profile: str) -> RoleAssumption:
        send = partial(self._pressure_on_sts.send, "sts:AssumeRole")
        whose = partial(self._account_of, self._clients_of(profile), sts.meta.region_name)
        return RoleAssumption(sts, role, account, policy, self._sleep, send, whose)

    def _account_of(self, clients: Clients, region: str, credentials: Credentials) -> str:
        """The account of these credentials as AWS says, which any identity may ask. Raises `Refused`."""
        ask = clients.get("sts", region).get_caller_identity
        try:
            with acting_with(credentials, NEWCOMER):
                account_id: str = self._pressure_on_sts.send(IDENTITY, ask)["Account"]
        except FAILURES as error:
            raise Refused(not_assumable(error, IDENTITY)) from error
        return account_id

    def _pressure(self) -> Pressure:
        return Pressure(self._settings.limits.calls_in_flight, self._sleep)

    def _sts_client(self, session: botocore.session.Session) -> Any:
        region = self._settings.credentials.region or session.get_config_variable("region")
        chosen = region or HOME_REGIONS[self._settings.partition or "aws"]
        return keep_time(boto3.Session(botocore_session=session).client("sts", chosen, config=self._config))

    def _base_session(self, profile: str) -> Session:
        """The session of a profile with the credentials that boto3 finds for it."""
        with self._lock:
            if profile not in self._base_sessions:
                self._base_sessions[profile] = self._new_session(profile, BASE)
            return self._base_sessions[profile]

    def _clients_of(self, profile: str) -> Clients:
        """The clients for all accounts that are entered from a profile: they share endpoints, but no credentials."""
        with self._lock:
            if profile not in self._clients:
                self._clients[profile] = Clients(self._new_session(profile, refuse_unplanned), self._config)
            return self._clients[profile]

    def _new_session(self, profile: str, guard: Guard) -> Session:
        return self._factory.new(profile or self._settings.credentials.profile, guard)

    def _reader(
        self,
        held: Held,
        account: Account,
        caller_arn: str,
        askers: Iterable[Asker],
        profile: str = "",
        until: float = 0,
    ) -> Reader:
        """A reader with these credentials; raises `Refused` where they belong to another account.

        This is the last check before an account is read: its answers must never be stored under another one.
        """
        _, partition, _, _, entered, _ = caller_arn.split(":", 5)
        refuse_stranger(account, entered, IDENTITY, partition)
        home = HOME_REGIONS[account.partition]
        clients, regions, pressure = self._clients_of(profile), self._settings.regions, self._pressure()
        until = until or time.monotonic() + self._settings.limits.account_seconds
        plan = together(askers)
        return Reader(account, held, plan, clients, regions, home, pressure, self._sleep, caller_arn, until)


def _caller(answer: dict[str, Any]) -> CallerIdentity:
    """The caller in an answer; raises one of `FAILURES` for an answer without an ARN."""
    arn, account_id = str(answer["Arn"]), str(answer["Account"])
    if arn.count(":") < 5:  # noqa: PLR2004 - as many as an ARN has
        raise ResponseParserError(f"the answer to GetCallerIdentity names no identity: {arn!r}")
    return CallerIdentity(arn, account_id)
