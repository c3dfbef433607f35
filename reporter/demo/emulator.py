"""AWS in memory: moto, made to answer the way AWS does wherever what we read shows a difference."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.loaders import Loader
from moto import mock_aws
from moto.core.config import DefaultConfig
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, get_account_id_from, iam_backends
from moto.moto_api._internal import mock_random

from reporter.demo.answers import ANSWERS, CORRECTIONS
from reporter.demo.state import AccountState, Refusal

SETTINGS: DefaultConfig = {"core": {"mock_credentials": False, "reset_boto3_session": True}}
"""The environment is ours to guard: see `_environment`."""

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # more than a thousand snapshots of no interest otherwise
}
POLICY_ATTACHMENTS = ("AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy")


class Emulator:
    """Every AWS account there could be, empty until seeded; use `emulated_aws` to get one."""

    def __init__(self) -> None:
        self._states: dict[str, AccountState] = {}
        self._session = botocore.session.Session()
        self._session.register_component("data_loader", service_models())
        self._clients: dict[tuple[str, str, str], Any] = {}

    def state(self, account_id: str) -> AccountState:
        """What moto cannot hold of an account; change it to seed it."""
        return self._states.setdefault(account_id, AccountState())

    def client(self, service: str, region: str, account_id: str) -> Any:
        """A botocore client that may do everything in one account, for seeding it."""
        key = (service, region, account_id)
        if key not in self._clients:
            self._clients[key] = self._new_client(*key)
        return self._clients[key]

    def _new_client(self, service: str, region: str, account_id: str) -> Any:
        def act_in_account(request: Any, **_: Any) -> None:
            request.headers["x-moto-account-id"] = account_id

        def offer_managed_policy(params: dict[str, Any], **_: Any) -> None:
            _offer_managed_policy(account_id, params.get("PolicyArn", ""))

        client = self._session.create_client(service, region)
        client.meta.events.register("before-sign", act_in_account)
        for operation in POLICY_ATTACHMENTS:
            client.meta.events.register(f"before-parameter-build.iam.{operation}", offer_managed_policy)
        return client

    def prepare(self, session: botocore.session.Session) -> None:
        """Make one audited session see AWS rather than moto; hand this to `Sessions(settings, prepare=...)`."""
        session.register_component("data_loader", service_models())
        session.register("before-call", lambda **event: self._answer(session, **event))
        session.register("after-call", lambda **event: self._correct(session, **event))

    def _answer(
        self,
        session: botocore.session.Session,
        *,
        model: Any,
        params: dict[str, Any],
        context: dict[str, Any],
        **_: Any,
    ) -> Any:
        name = operation_name(model)
        concerned = _account_in(params["body"]["RoleArn"]) if name == "sts:AssumeRole" else _account_of(session)
        state = self.state(concerned)
        if name in state.refusals:
            return refuse(state.refusals[name])
        if name not in ANSWERS:
            return None
        told = ANSWERS[name](state, context["client_region"])
        return refuse(told) if isinstance(told, Refusal) else answered(told)

    def _correct(self, session: botocore.session.Session, *, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        name = operation_name(model)
        if name in CORRECTIONS and "Error" not in parsed:
            account_id = _account_of(session)
            CORRECTIONS[name](self.state(account_id), account_id, parsed)


@contextmanager
def emulated_aws() -> Iterator[Emulator]:
    """Put an empty AWS in the place of the network, for this process and until the block ends.

    The user's own credentials, profiles and regions are out of sight meanwhile, and random ids are the same each time.
    """
    with _environment(), mock_aws(config=SETTINGS):
        mock_random.seed(0)
        yield Emulator()


def answered(parsed: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    """What a `before-call` handler of botocore returns for an answer."""
    metadata = {"RequestId": "00000000-0000-4000-8000-000000000000", "HTTPStatusCode": 200}
    return _response(200), {**parsed, "ResponseMetadata": metadata}


def refuse(refusal: Refusal) -> tuple[AWSResponse, dict[str, Any]]:
    """What a `before-call` handler of botocore returns for an error."""
    metadata = {"RequestId": "00000000-0000-4000-8000-000000000000", "HTTPStatusCode": refusal.status}
    error = {"Code": refusal.code, "Message": refusal.message}
    return _response(refusal.status), {"Error": error, "ResponseMetadata": metadata}


def _response(status: int) -> AWSResponse:
    return AWSResponse("https://emulated.invalid", status, HTTPHeaders(), None)


@cache
def service_models() -> Loader:
    """Botocore's descriptions of the services, loaded once for all sessions of the process."""
    loader: Loader = botocore.session.Session().get_component("data_loader")
    return loader


def operation_name(model: Any) -> str:
    """The operation as the product names it: `s3:GetBucketPolicy`."""
    return f"{model.service_model.service_name}:{model.name}"


def _account_in(arn: str) -> str:
    return arn.split(":")[4]


def _account_of(session: botocore.session.Session) -> str:
    credentials = session.get_credentials()
    return get_account_id_from(credentials.access_key) if credentials else ""


def _offer_managed_policy(account_id: str, arn: str) -> None:
    """AWS's own policies are in every account; moto is given them as they are used, for all of them cost seconds."""
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
    """Hide whatever the user has configured for AWS; put it back afterwards."""
    hidden = {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "MOTO_", "BOTO_"))}
    for name in hidden:
        del os.environ[name]
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        for name in ENVIRONMENT:
            del os.environ[name]
        os.environ.update(hidden)
