"""Makes a complete mail, byte for byte, from a letter and its workbook."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import localtime, make_msgid

from reporter.deliver.mail.headers import PLAIN, address_of, header_safe

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """The attached workbook."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """Subject and bodies of a mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail that is ready to be sent."""

    sender: str
    """The address without a name."""
    recipient: str
    """The address without a name."""
    number: str
    """The Message-ID."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Sender and recipient; each address may have a name."""

    sender: str
    recipient: str
    reply_to: str = ""

    def seal(self, run_id: str, bodies: Bodies, attachment: Attachment | None) -> Message:
        """The complete mail; raises `NotDelivered` if the recipient's address is invalid."""
        sender, recipient = address_of(self.sender), address_of(self.recipient)
        number = make_msgid(domain=sender.domain)
        mail = EmailMessage(policy=PLAIN)
        mail["From"], mail["To"] = sender, recipient
        if self.reply_to:
            mail["Reply-To"] = address_of(self.reply_to)
        mail["Subject"] = header_safe(bodies.subject)
        mail["Date"], mail["Message-ID"] = localtime(), number
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["X-Compliance-Run"] = header_safe(run_id)
        mail.set_content(bodies.text)
        mail.add_alternative(bodies.html, subtype="html")
        if attachment:
            maintype, subtype = XLSX
            mail.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name)
        return Message(sender=sender.addr_spec, recipient=recipient.addr_spec, number=number, content=mail.as_bytes())
