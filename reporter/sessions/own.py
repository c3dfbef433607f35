"""What the product changes in AWS: objects, notices and mails of the auditor's own account, and nothing else."""

from __future__ import annotations

from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config

from reporter.model import UserError
from reporter.sessions.core import Prepare, SessionFactory
from reporter.sessions.failures import FAILURES, code_of, is_passing
from reporter.sessions.readonly import WriteRefusedError, refuse_writes
from reporter.settings import Settings

HOME_REGIONS = {"": "us-east-1", "aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
"""By partition; where to ask if neither the configuration nor the profile names a region."""
ALLOWED = {
    "s3": frozenset({
        "PutObject", "GetObject", "HeadObject", "DeleteObjects", "HeadBucket", "ListObjectsV2",
        "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload",
    }),
    "sns": frozenset({"Publish", "GetTopicAttributes"}),
    "sesv2": frozenset({"SendEmail", "GetAccount"}),
}  # fmt: skip
"""By service: every operation there is a use for."""
ATTEMPTS = {"s3": 5}
"""By service: how often botocore tries. Once, where a message that was sent again might arrive twice."""


class RequestFailed(UserError):  # noqa: N818 - named for what the user has to hear
    """AWS did not do what was asked of it in our own account."""

    def __init__(self, about: str, error: Exception) -> None:
        """`about` names the bucket, object, topic or sender; `error` is one of `FAILURES`."""
        super().__init__(f"{about}: {error}")
        self.code = code_of(error)
        self.passing = is_passing(error)
        """Whether the same request may well succeed in a moment."""


class OwnAccount:
    """Clients with the base credentials; they never enter an audited account, nor do more than `ALLOWED`."""

    def __init__(self, settings: Settings, prepare: Prepare | None = None) -> None:
        """`prepare` is given the botocore session before its first client."""
        self._settings = settings
        self._session = SessionFactory(prepare).new(settings.credentials.profile)
        self._session.unregister("before-parameter-build", refuse_writes)
        self._session.register("before-parameter-build", refuse_all_but_allowed)
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = Lock()

    def client(self, service: str, region: str = "") -> Any:
        """A client, made once; without a region, that of the base credentials. Raises `RequestFailed`."""
        where = region or self._region()
        with self._lock:
            if (service, where) not in self._clients:
                self._clients[service, where] = _client(self._session, service, where)
            return self._clients[service, where]

    def call(self, about: str, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """One answer; `about` is named where it fails. Raises `RequestFailed`."""
        client = self.client(service, region)
        try:
            answer: dict[str, Any] = getattr(client, operation)(**parameters)
        except FAILURES as error:
            raise RequestFailed(about, error) from error
        return answer

    def _region(self) -> str:
        settings = self._settings
        region = settings.credentials.region or self._session.get_config_variable("region")
        return region or HOME_REGIONS[settings.partition]


def refuse_all_but_allowed(**event: Any) -> None:
    """A botocore handler for `before-parameter-build`: raises `WriteRefusedError` for what is not `ALLOWED`."""
    model = event["model"]
    service = model.service_model.service_name
    if model.name not in ALLOWED.get(service, ()):
        raise WriteRefusedError(f"{service}:{model.name} is nothing that the product does in its own account")


def _client(session: botocore.session.Session, service: str, region: str) -> Any:
    retries: Any = {"mode": "standard", "total_max_attempts": ATTEMPTS.get(service, 1)}
    config = Config(retries=retries, connect_timeout=10, read_timeout=60, tcp_keepalive=True)
    try:
        return session.create_client(service, region, config=config)
    except FAILURES as error:
        raise RequestFailed(service, error) from error
