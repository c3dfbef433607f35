"""The writes of the product to AWS: objects, notices and mails of the auditor's own account, and nothing else."""

from __future__ import annotations

from threading import Lock
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from reporter.config.settings import Settings
from reporter.model.errors import UserError
from reporter.sessions.base import HOME_REGIONS
from reporter.sessions.core import Prepare, SessionFactory
from reporter.sessions.failures import FAILURES, code_of, is_passing
from reporter.sessions.providers import in_words
from reporter.sessions.readonly import only

ALLOWED = frozenset({
    "s3:PutObject", "s3:GetObject", "s3:HeadObject", "s3:DeleteObjects", "s3:HeadBucket", "s3:ListObjectsV2",
    "s3:CreateMultipartUpload", "s3:UploadPart", "s3:CompleteMultipartUpload", "s3:AbortMultipartUpload",
    "sns:Publish", "sns:GetTopicAttributes", "sesv2:SendEmail", "sesv2:GetAccount",
})  # fmt: skip
"""Every operation that is needed."""
ATTEMPTS = {"s3": 5}
"""By service: the number of attempts. Where a repeated message might arrive twice it is one."""

UNCERTAIN = frozenset({"ReadTimeoutError", "ConnectionClosedError"})
"""The errors after which it is unknown whether AWS has executed the request."""
CONNECTIONS = 32
"""More than the transfers of one command need at once."""


class RequestFailed(UserError):  # noqa: N818 - it is for the user to correct, not a defect
    """AWS refused or failed a request in our own account."""

    def __init__(self, about: str, error: Exception) -> None:
        """`about` names the bucket, object, topic or sender; `error` is one of `FAILURES`."""
        super().__init__(f"{about}: {_message(error)}")
        self.code = code_of(error)
        self.passing = is_passing(error)
        """Whether the same request may succeed in a moment."""
        self.may_be_done = self.code in UNCERTAIN
        """Whether AWS may have executed it nevertheless: a message that is sent again might arrive twice."""


class OwnAccount:
    """Clients with the base credentials; they never enter an audited account, and send only operations of `ALLOWED`."""

    def __init__(self, settings: Settings, prepare: Prepare | None = None) -> None:
        """`prepare` is called with the botocore session before its first client."""
        self._settings = settings
        guard = only(ALLOWED, "is nothing that the product does in its own account")
        self._session = SessionFactory(prepare).new(settings.credentials.profile, guard)
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = Lock()

    def client(self, service: str, region: str = "") -> Any:
        """A client, created once; without a region, in that of the base credentials. Raises `RequestFailed`."""
        with self._lock:
            try:
                with in_words("the configuration"):
                    return self._client(service, region or self._region())
            except FAILURES as error:
                raise RequestFailed("the base credentials", error) from error

    def _client(self, service: str, region: str) -> Any:
        if (service, region) not in self._clients:
            config = _config(ATTEMPTS.get(service, 1))
            self._clients[service, region] = self._session.create_client(service, region, config=config)
        return self._clients[service, region]

    def call(self, about: str, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer to a request; raises `RequestFailed`, which names `about`."""
        client = self.client(service, region)
        try:
            answer: dict[str, Any] = getattr(client, operation)(**parameters)
        except FAILURES as error:
            raise RequestFailed(about, error) from error
        return answer

    def _region(self) -> str:
        settings = self._settings
        region = settings.credentials.region or self._session.get_config_variable("region")
        return region or HOME_REGIONS[settings.partition or "aws"]


def _config(attempts: int) -> Config:
    retries: Any = {"mode": "standard", "total_max_attempts": attempts}
    return Config(
        retries=retries, connect_timeout=10, read_timeout=60, max_pool_connections=CONNECTIONS, tcp_keepalive=True
    )


def _message(error: Exception) -> str:
    if not isinstance(error, ClientError):
        return str(error)
    refusal = error.response.get("Error", {})
    return f"{error.operation_name} was refused: {refusal.get('Code', 'Unknown')}: {refusal.get('Message', '')}"
