"""The mail channel: one mail per recipient, with the whole workbook or with an owner's part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from reporter.config.delivery import Mail
from reporter.deliver.consignment import Consignment
from reporter.deliver.mail.compose import compose
from reporter.deliver.mail.headers import bare
from reporter.deliver.mail.letter import Letter, WorkbookPlace
from reporter.deliver.mail.message import Attachment, Bodies, Envelope, Message
from reporter.deliver.mail.templates import Templates
from reporter.deliver.mail.transport import MEGABYTE, TooLarge, Transport
from reporter.deliver.parcel import Packed, Parcel
from reporter.model.text import visible
from reporter.report.build.cut import WHOLE, Cut


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Makes and sends the mails about a run."""

    mail: Mail
    transport: Transport
    templates: Templates

    def examine(self) -> Iterator[str]:
        """Missing passwords and broken templates."""
        yield from self.transport.examine()
        yield from self.templates.mistakes()

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        """A mail for each recipient of the whole, then for each owner who is not among them."""
        desk = Desk(self, consignment)
        for address in self.mail.to:
            yield desk.parcel(address, WHOLE)
        for owner in consignment.owners if self.mail.owners else ():
            address = consignment.addresses.get(owner, "")
            if not address:
                consignment.notes.append(f"no mail to {visible(owner)}: no address is known; give one under owners")
            elif bare(address).casefold() not in {bare(one).casefold() for one in self.mail.to}:
                yield desk.parcel(address, Cut(owner=owner))


@dataclass(frozen=True)
class Desk:
    """Writes the mails about one run; the content for recipients of the whole is made once."""

    channel: MailChannel
    consignment: Consignment

    def parcel(self, address: str, cut: Cut) -> Parcel:
        """The mail to one address about the whole run or a part."""
        return Parcel(channel="mail", recipient=bare(address), part=cut.label, pack=partial(self._pack, address, cut))

    def _pack(self, address: str, cut: Cut) -> Packed:
        letter, attachment = self._written(cut) if cut else self._whole
        limit = self.channel.transport.limit
        full = self._sealed(address, letter, attachment)
        light = self._sealed(address, self._without_attachment(letter, len(full.content)))
        messages = (full, light) if len(full.content) <= limit else (light,)
        return Packed(send=partial(self._send, messages), content=messages[0].content, suffix=".eml")

    @cached_property
    def _whole(self) -> tuple[Letter, Attachment]:
        return self._written(WHOLE)

    def _written(self, cut: Cut) -> tuple[Letter, Attachment]:
        consignment = self.consignment
        report = consignment.report(cut)
        [workbook] = consignment.files(report)
        name = workbook.name.replace("report", f"report-{report.run.started:%Y-%m-%d}", 1)
        place = WorkbookPlace(
            attached=name,
            link=consignment.place(cut.label),
            folder="" if cut else consignment.where,
        )
        unaddressed = () if cut or not self.channel.mail.owners else consignment.unaddressed
        return compose(report, place, cut.owner, unaddressed), Attachment(name=name, content=workbook.read_bytes())

    def _without_attachment(self, letter: Letter, size: int) -> Letter:
        """The letter without attachment; if there is no link, it names the folder of the run instead."""
        place = letter.place
        folder = place.folder if place.link else self.consignment.where
        return replace(letter, place=WorkbookPlace(megabytes=f"{size / MEGABYTE:.1f}", link=place.link, folder=folder))

    def _sealed(self, address: str, letter: Letter, attachment: Attachment | None = None) -> Message:
        mail, templates = self.channel.mail, self.channel.templates
        envelope = Envelope(sender=mail.sender, recipient=address, reply_to=mail.reply_to)
        bodies = Bodies(subject=letter.subject, text=templates.text(letter), html=templates.html(letter))
        return envelope.seal(letter.run_id, bodies, attachment)

    def _send(self, messages: Iterable[Message]) -> str:
        """Send the first message that the server does not refuse as too large; return its Message-ID."""
        *heavier, last = messages
        for message in heavier:
            try:
                self.channel.transport.send(message)
            except TooLarge:
                continue
            return message.number
        self.channel.transport.send(last)
        return last.number
