"""Sends mails by Amazon SES, with the base credentials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reporter.config.delivery import Ses
from reporter.config.settings import Settings
from reporter.deliver.mail.message import Message
from reporter.deliver.mail.transport import MEGABYTE
from reporter.deliver.parcel import NotDelivered
from reporter.sessions import OwnAccount, Prepare, RequestFailed

ABOUT_ONE = frozenset({"MessageRejected", "BadRequestException"})
"""Error codes of SES that concern one mail; any other error stops all mails."""


@dataclass(frozen=True)
class SesTransport:
    """Amazon SES in one region."""

    ses: Ses
    settings: Settings
    prepare: Prepare | None = None

    @property
    def limit(self) -> int:
        """The configured maximum size, in bytes."""
        return self.ses.limit_mb * MEGABYTE

    def examine(self) -> Iterator[str]:
        """No problems: `reporter doctor` asks SES."""
        yield from ()

    def send(self, message: Message) -> None:
        """Send a mail; raises `NotDelivered`."""
        request: dict[str, Any] = {
            "FromEmailAddress": message.sender,
            "Destination": {"ToAddresses": [message.recipient]},
            "Content": {"Raw": {"Data": message.content}},
        }
        if self.ses.configuration_set:
            request["ConfigurationSetName"] = self.ses.configuration_set
        try:
            self._account.call("Amazon SES", "sesv2", "send_email", region=self.ses.region, **request)
        except RequestFailed as error:
            # A mail that may have arrived is not sent again automatically, so that it arrives only once.
            passing = error.passing and not error.may_be_done
            for_all = error.code not in ABOUT_ONE and not error.may_be_done
            raise NotDelivered(str(error), passing=passing, for_all=for_all) from error

    @cached_property
    def _account(self) -> OwnAccount:
        return OwnAccount(self.settings, self.prepare)
