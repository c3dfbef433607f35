"""The SNS channel: publishes the notice of a run to topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from reporter.config.delivery import Sns
from reporter.config.settings import Settings
from reporter.deliver.consignment import Consignment
from reporter.deliver.notice import Notice, notice_of
from reporter.deliver.parcel import NotDelivered, Packed, Parcel
from reporter.model.encoding import to_json
from reporter.model.subjects import region_in
from reporter.sessions import OwnAccount, Prepare, RequestFailed

LONGEST_SUBJECT = 100
"""The maximum characters that SNS takes as subject; all must be ASCII."""


@dataclass(frozen=True)
class SnsChannel:
    """The SNS topics of the settings."""

    topics: tuple[Sns, ...]
    settings: Settings
    prepare: Prepare | None = None

    def examine(self) -> Iterator[str]:
        """No problems: only AWS knows, and `reporter doctor` asks it."""
        yield from ()

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        """A message for each topic."""
        for topic in self.topics:
            yield Parcel(channel="sns", recipient=topic.topic, pack=partial(self._pack, topic.topic, consignment))

    def _pack(self, arn: str, consignment: Consignment) -> Packed:
        message = _message(arn, notice_of(consignment), consignment.manifest.run_id)
        return Packed(send=partial(self._send, arn, message), content=to_json(message), suffix=".json")

    def _send(self, arn: str, message: Mapping[str, str]) -> str:
        try:
            answer = self._account.call(arn, "sns", "publish", region=region_in(arn), **message)
        except RequestFailed as error:
            raise NotDelivered(str(error), passing=error.passing and not error.may_be_done) from error
        return str(answer["MessageId"])

    @cached_property
    def _account(self) -> OwnAccount:
        return OwnAccount(self.settings, self.prepare)


def _message(arn: str, notice: Notice, run_id: str) -> dict[str, str]:
    message = {"TopicArn": arn, "Subject": _subject(notice), "Message": notice.text}
    if arn.endswith(".fifo"):
        message |= {"MessageGroupId": "compliance", "MessageDeduplicationId": run_id}
    return message


def _subject(notice: Notice) -> str:
    """The subject in ASCII, without a blank at its start, as SNS requires."""
    plain = notice.subject.encode("ascii", "replace").decode()
    return plain.strip()[:LONGEST_SUBJECT]
