"""A channel for tests that keeps every week's mail, made and recorded as all mails are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

from reporter.deliver import Consignment, Packed, Parcel
from reporter.deliver.mail.compose import compose
from reporter.deliver.mail.letter import WorkbookPlace
from reporter.deliver.mail.message import Bodies, Envelope
from reporter.deliver.mail.templates import Templates

BOSS = "boss@brightwater.example"
SENDER = "audit@brightwater.example"


@dataclass
class Postbox:
    """Keeps a mail to the managers about every run."""

    templates: Templates
    mails: list[EmailMessage] = field(default_factory=list)

    def examine(self) -> Iterator[str]:
        yield from ()

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        yield Parcel(channel="postbox", recipient=BOSS, pack=partial(self._pack, consignment))

    def _pack(self, consignment: Consignment) -> Packed:
        letter = compose(
            consignment.whole, WorkbookPlace(folder=consignment.where), unaddressed=consignment.unaddressed
        )
        bodies = Bodies(subject=letter.subject, text=self.templates.text(letter), html=self.templates.html(letter))
        message = Envelope(sender=SENDER, recipient=BOSS).seal(letter.run_id, bodies, None)
        return Packed(send=partial(self._send, message.content), content=message.content, suffix=".eml")

    def _send(self, content: bytes) -> str:
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return str(mail["Message-ID"])


def subject_of(mail: EmailMessage) -> str:
    """The subject without the blank that Python leaves before a folded line."""
    return str(mail["Subject"]).strip()


def text_of(mail: EmailMessage) -> str:
    """The visible text, with single blanks."""
    body = mail.get_body(("plain",))
    assert body
    return "\n".join(" ".join(line.split()) for line in body.get_content().splitlines())
