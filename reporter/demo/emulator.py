"""AWS in memory: moto, corrected where its answers differ from those of AWS."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto import mock_aws
from moto.core import responses
from moto.core.config import DefaultConfig
from moto.core.utils import method_names_from_class
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, get_account_id_from, iam_backends
from moto.moto_api._internal import mock_random

from reporter.demo.services import services
from reporter.demo.state import AccountState, Answers, Corrections, Question, Refusal
from reporter.sessions.core import service_models

SETTINGS: DefaultConfig = {"core": {"mock_credentials": False, "reset_boto3_session": True}}
"""The environment is guarded by `_environment` instead."""

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # more than a thousand snapshots of no interest otherwise
}
ASKED = "parameters-asked"
MADE_UP = "https://made.up.invalid/"
"""The URL of answers that moto did not give."""
FIRST_ERROR = 300
"""The lowest HTTP status that botocore treats as an error."""

# moto lists the methods of a service again for each request, which takes a tenth of its time.
responses.method_names_from_class = cache(method_names_from_class)  # type: ignore[attr-defined]

Answered = tuple[AWSResponse, dict[str, Any]]

POLICY_ATTACHMENTS = ("AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy")


class Emulator:
    """All AWS accounts, empty until seeded; `emulated_aws` gives one."""

    def __init__(self) -> None:
        self._states: dict[str, AccountState] = {}
        self._answers: Answers = _all_of("ANSWERS")
        self._corrections: Corrections = _all_of("CORRECTIONS")

    @contextmanager
    def emptied(self) -> Iterator[Emulator]:
        """The emulator without any state, until the block ends."""
        before, self._states = self._states, {}
        try:
            yield self
        finally:
            self._states = before

    def state(self, account_id: str) -> AccountState:
        """The state that moto cannot hold for an account; change it to seed the account."""
        return self._states.setdefault(account_id, AccountState())

    def client(self, service: str, region: str, account_id: str) -> Any:
        """A botocore client that may do everything in one account, for seeding."""
        return _seeding_client(service, region, account_id)

    def act_as(self, role_arn: str, session_name: str) -> None:
        """Make a session of this role the base credentials, until the emulator ends."""
        sts = self.client("sts", "us-east-1", role_arn.split(":")[4])
        credentials = sts.assume_role(RoleArn=role_arn, RoleSessionName=session_name)["Credentials"]
        os.environ["AWS_ACCESS_KEY_ID"] = credentials["AccessKeyId"]
        os.environ["AWS_SECRET_ACCESS_KEY"] = credentials["SecretAccessKey"]
        os.environ["AWS_SESSION_TOKEN"] = credentials["SessionToken"]

    def prepare(self, session: botocore.session.Session) -> None:
        """Correct the answers of an audited session; pass this to `Sessions(settings, prepare=...)`."""
        session.register("before-parameter-build", _remember_parameters)
        session.register("before-call", lambda **event: self._answer(session, **event))
        session.register("after-call", lambda **event: self._correct(session, **event))

    def _answer(self, session: botocore.session.Session, *, model: Any, context: dict[str, Any], **_: Any) -> Any:
        """A `before-call` handler: the answer, or None if moto gives it."""
        name = operation_name(model)
        concerned = context[ASKED]["RoleArn"].split(":")[4] if name == "sts:AssumeRole" else _account_of(session)
        question = self._question(concerned, context)
        if name in question.state.refusals:
            return refuse(question.state.refusals[name])
        answer = self._answers[name](question) if name in self._answers else None
        if answer is None:
            return None
        return refuse(answer) if isinstance(answer, Refusal) else answered(answer)

    def _correct(
        self,
        session: botocore.session.Session,
        *,
        model: Any,
        http_response: AWSResponse,
        parsed: dict[str, Any],
        context: dict[str, Any],
        **_: Any,
    ) -> None:
        """An `after-call` handler: corrects answers of moto."""
        name = operation_name(model)
        if name in self._corrections and http_response.status_code < FIRST_ERROR and http_response.url != MADE_UP:
            self._corrections[name](self._question(_account_of(session), context), parsed)

    def _question(self, account_id: str, context: dict[str, Any]) -> Question:
        return Question(account_id, context["client_region"], context[ASKED], self.state(account_id))


def _all_of(table: str) -> dict[str, Any]:
    """The entries of all services' tables with this name, in one dictionary."""
    return {name: entry for service in services() for name, entry in getattr(service, table, {}).items()}


@cache
def _seeding_session() -> botocore.session.Session:
    session = botocore.session.Session()
    session.register_component("data_loader", service_models())
    return session


@cache
def _seeding_client(service: str, region: str, account_id: str) -> Any:
    """A client for one account, shared by all emulators of the process: a copy, as to create one takes much longer."""
    shared = _regional_client(service, region)
    client = object.__new__(type(shared))  # `copy.copy` looks for attributes that a client makes up
    client.__dict__.update(shared.__dict__)
    client.meta = copy.copy(shared.meta)
    client.meta.events = copy.copy(client.meta.events)

    def act_in_account(params: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-moto-account-id"] = account_id

    def offer_managed_policy(params: dict[str, Any], **_: Any) -> None:
        _offer_managed_policy(account_id, params.get("PolicyArn", ""))

    client.meta.events.register("before-call", act_in_account)
    for operation in POLICY_ATTACHMENTS:
        client.meta.events.register(f"before-parameter-build.iam.{operation}", offer_managed_policy)
    return client


@cache
def _regional_client(service: str, region: str) -> Any:
    return _seeding_session().create_client(service, region)


@contextmanager
def emulated_aws() -> Iterator[Emulator]:
    """An empty AWS instead of the network, for this process and until the block ends.

    The user's own credentials, profiles and regions are hidden meanwhile, and random ids are the same each time.
    """
    with _environment(), mock_aws(config=SETTINGS), _emulator().emptied() as emulator:
        mock_random.seed(0)
        yield emulator


@cache
def _emulator() -> Emulator:
    """The only one of the process, so that clients prepared for it serve again; moto has one state as well."""
    return Emulator()


def answered(parsed: dict[str, Any]) -> Answered:
    """The return value of a `before-call` handler of botocore for an answer."""
    return _made_up(200, parsed)


def refuse(refusal: Refusal) -> Answered:
    """The return value of a `before-call` handler of botocore for an error."""
    return _made_up(refusal.status, {"Error": {"Code": refusal.code, "Message": refusal.message}})


def _made_up(status: int, parsed: dict[str, Any]) -> Answered:
    metadata = {"RequestId": "5ca1ab1e-0000-4000-8000-000000000000", "HTTPStatusCode": status}
    return AWSResponse(MADE_UP, status, HTTPHeaders(), None), {**parsed, "ResponseMetadata": metadata}


def _remember_parameters(**event: Any) -> None:
    """A `before-parameter-build` handler: keeps the parameters, which later events do not have."""
    event["context"][ASKED] = dict(event["params"])


def operation_name(model: Any) -> str:
    """The operation in the product's spelling: `s3:GetBucketPolicy`."""
    return f"{model.service_model.service_name}:{model.name}"


def _account_of(session: botocore.session.Session) -> str:
    credentials = session.get_credentials()
    return get_account_id_from(credentials.get_frozen_credentials().access_key or "") if credentials else ""


def _offer_managed_policy(account_id: str, arn: str) -> None:
    """Add a policy of AWS to moto when it is first attached: loading all of them takes seconds."""
    backend = iam_backends[account_id]["aws"]
    if arn.startswith("arn:aws:iam::aws:") and arn not in backend.managed_policies:
        name = arn.rpartition("/")[2]
        policy = AWSManagedPolicy.from_data(name, account_id, "aws", _managed_policies()[name])
        backend.aws_managed_policies.append(policy)
        backend.managed_policies[arn] = policy


@cache
def _managed_policies() -> dict[str, Any]:
    policies: dict[str, Any] = json.loads(aws_managed_policies_data)
    return policies


@contextmanager
def _environment() -> Iterator[None]:
    """Hide all AWS settings of the user in the environment until the block ends."""
    hidden = _take_from_environment()
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        _take_from_environment()
        os.environ.update(hidden)


def _take_from_environment() -> dict[str, str]:
    taken = {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "MOTO_", "BOTO_"))}
    for name in taken:
        del os.environ[name]
    return taken
