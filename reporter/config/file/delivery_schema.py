"""The schema of the section `deliver`: the recipients of the reports, and the channels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from reporter.config.delivery import S3, Deliver, Mail, Ses, Smtp, Sns, Webhook
from reporter.config.file.values import (
    Address,
    EnvironmentName,
    KeyArn,
    RegionName,
    S3Url,
    Shape,
    Text,
    TopicArn,
    inside,
)

SMTP = Smtp(host="")
SES = Ses()


class SmtpShape(Shape):
    """A mail server."""

    host: Text
    """Its name."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the line is secured; `none` only for a relay on this machine."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """The port; default: 587 for starttls, 465 for tls, 25 for none."""
    user: Text | None = None
    """Who logs in; default: no login."""
    password_env: EnvironmentName | None = None
    """The environment variable that holds the password."""
    keyring: Text | None = None
    """Instead: the service under which the keyring of this machine holds the user's password."""
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = SMTP.timeout_seconds
    """How long to wait for each answer of the server."""
    limit_mb: Annotated[int, Field(ge=1, le=150)] = SMTP.limit_mb
    """The largest mail, encoded, in MB; a larger one is sent without the workbook and says where it is."""


class SesShape(Shape):
    """Amazon SES, with the base credentials."""

    region: RegionName | None = None
    """The region in which the sender is verified; default: that of the base credentials."""
    configuration_set: Text | None = None
    """The configuration set of SES to send with."""
    limit_mb: Annotated[int, Field(ge=1, le=40)] = SES.limit_mb
    """As for SMTP."""


class MailShape(Shape):
    """Mails, by SMTP or by SES."""

    sender: Address
    """The sender: `audit@example.com`, or `Audit <audit@example.com>`."""
    to: tuple[Address, ...] = ()
    """The recipients of the whole workbook."""
    owners: bool = True
    """Whether each owner gets a workbook of their own findings."""
    reply_to: Address | None = None
    """Where replies go; default: the sender."""
    smtp: SmtpShape | None = None
    """The mail server."""
    ses: SesShape | None = None
    """Instead of a mail server: Amazon SES."""

    def freeze(self) -> Mail:
        """The section as a frozen value."""
        smtp = Smtp(**self.smtp.given) if self.smtp else None
        ses = Ses(**self.ses.given) if self.ses else None
        return Mail(**self.given | {"smtp": smtp, "ses": ses})


class S3Shape(Shape):
    """A bucket to which the reports are uploaded."""

    url: S3Url
    """The bucket and a prefix: `s3://bucket/prefix`."""
    region: RegionName | None = None
    """The region of the bucket; default: that of the base credentials."""
    kms_key: KeyArn | None = None
    """The ARN of the KMS key that encrypts the objects; default: the bucket's own encryption."""


class SnsShape(Shape):
    """An SNS topic that gets a message about each run."""

    topic: TopicArn
    """Its ARN."""


class WebhookShape(Shape):
    """A Slack or Teams channel that gets a message about each run."""

    kind: Literal["slack", "teams"]
    """Which of the two."""
    url_env: EnvironmentName
    """The environment variable that holds its address, which is a secret."""


class DeliverShape(Shape):
    """Where each finished run is sent."""

    mail: MailShape | None = None
    """Mails: the whole workbook to some recipients, to each owner their own part."""
    s3: S3Shape | None = None
    """A bucket to which the reports are uploaded, before the mails are sent."""
    sns: tuple[SnsShape, ...] = ()
    """SNS topics that get a message with the verdict."""
    webhooks: tuple[WebhookShape, ...] = ()
    """Slack or Teams channels that get a message with the verdict."""
    templates: Path | None = None
    """A folder, relative to this file, with templates to use instead of the built-in ones of the same name."""

    def freeze(self, folder: Path) -> Deliver:
        """The section as a frozen value; relative folders are resolved against the folder of the file."""
        return Deliver(
            mail=self.mail.freeze() if self.mail else None,
            s3=S3(**self.s3.given) if self.s3 else None,
            sns=tuple(Sns(**one.given) for one in self.sns),
            webhooks=tuple(Webhook(**one.given) for one in self.webhooks),
            templates=inside(folder, [self.templates])[0] if self.templates else None,
        )
