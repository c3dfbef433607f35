"""The delivery settings as frozen values: the recipients of the reports, and the channels.

They hold no secrets, only the names of the environment variables that do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""By security of the connection: the port that mail servers use for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A mail server that accepts the mails."""

    host: str
    security: str = "starttls"
    """One of `PORTS`; `none` only for a relay on this machine."""
    port: int = 0
    """The port; 0 for the usual one of the security."""
    user: str = ""
    """The user to log in as; empty for no login."""
    password_env: str = ""
    """The environment variable that holds the password."""
    keyring: str = ""
    """The service under which the keyring of the machine holds the user's password."""
    timeout_seconds: int = 60
    limit_mb: int = 20
    """The largest mail, encoded, in MB of 1,000,000 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ses:
    """Amazon SES (API v2), with the base credentials."""

    region: str = ""
    """The region; empty for that of the base credentials."""
    configuration_set: str = ""
    limit_mb: int = 40
    """As for SMTP; AWS accepts 40 at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Mails: the whole workbook to some recipients, to each owner their own part."""

    sender: str
    """`audit@example.com`, or with a name before it: `Audit <audit@example.com>`."""
    to: tuple[str, ...] = ()
    """The recipients of the whole workbook."""
    owners: bool = True
    """Whether each owner gets their part."""
    reply_to: str = ""
    smtp: Smtp | None = None
    ses: Ses | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class S3:
    """A bucket to which the reports are uploaded."""

    url: str
    """`s3://bucket/prefix`."""
    region: str = ""
    """The region of the bucket; empty for that of the base credentials."""
    kms_key: str = ""
    """The ARN of the key that encrypts the objects; empty: the bucket's own encryption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sns:
    """An SNS topic that gets a message about each run."""

    topic: str
    """Its ARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A Slack or Teams channel that gets a message about each run."""

    kind: str
    """`slack` or `teams`."""
    url_env: str
    """The environment variable that holds its address, which is a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """The channels to which a finished run is sent; none by default."""

    mail: Mail | None = None
    s3: S3 | None = None
    sns: tuple[Sns, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    templates: Path | None = None
    """A folder with templates to use instead of the built-in ones of the same name."""

    def __bool__(self) -> bool:
        return bool(self.mail or self.s3 or self.sns or self.webhooks)
