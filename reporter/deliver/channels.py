"""Makes the channels that the settings name, in the order of delivery."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.config.delivery import Mail, Ses
from reporter.config.settings import Settings
from reporter.deliver.channel import Channel
from reporter.deliver.mail.channel import MailChannel
from reporter.deliver.mail.ses import SesTransport
from reporter.deliver.mail.smtp import SmtpTransport
from reporter.deliver.mail.templates import Templates
from reporter.deliver.mail.transport import Transport
from reporter.deliver.topic import SnsChannel
from reporter.deliver.upload import S3Channel
from reporter.deliver.webhooks import WebhookChannel
from reporter.sessions import Prepare


def channels_of(settings: Settings, prepare: Prepare | None = None) -> list[Channel]:
    """The configured channels, S3 first, so that mails can link to it; `prepare` receives the botocore session."""
    return list(_channels(settings, prepare))


def _channels(settings: Settings, prepare: Prepare | None) -> Iterator[Channel]:
    chosen = settings.deliver
    if chosen.s3:
        yield S3Channel(chosen.s3, settings, prepare)
    if chosen.mail:
        yield MailChannel(chosen.mail, transport_of(chosen.mail, settings, prepare), Templates.of(chosen.templates))
    if chosen.sns:
        yield SnsChannel(chosen.sns, settings, prepare)
    if chosen.webhooks:
        yield WebhookChannel(chosen.webhooks)


def transport_of(mail: Mail, settings: Settings, prepare: Prepare | None = None) -> Transport:
    """The transport of mails: the SMTP server if one is configured, else SES."""
    return SmtpTransport(mail.smtp) if mail.smtp else SesTransport(mail.ses or Ses(), settings, prepare)
