"""What all ways out have in common: a channel makes parcels, one for each recipient, and each is sent by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reporter.deliver.consignment import Consignment


class NotDelivered(Exception):  # noqa: N818 - named for what the user has to hear
    """A recipient did not get their parcel; the text says why, for people."""

    def __init__(self, why: str, *, passing: bool = False, for_all: bool = False, after: float = 0.0) -> None:
        """`passing`: it may well go in a moment. `for_all`: no other parcel of the channel can fare better.

        `after`: so many seconds the receiver wants to be left alone.
        """
        super().__init__(why)
        self.passing = passing
        self.for_all = for_all
        self.after = after


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A parcel that is ready."""

    send: Callable[[], str]
    """Sends it and gives a receipt: the number of the message, or where it lies. Raises `NotDelivered`; it is called
    again where that is passing."""
    content: bytes
    """What is sent, as a dry run writes it down."""
    suffix: str
    """Of the file with this content: `.eml`, `.json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something for one recipient; within a run, channel, recipient and part tell it from every other."""

    channel: str
    """`mail`, `s3`, `sns`, `slack`, `teams`."""
    recipient: str
    """An address, a topic, a bucket; nothing secret."""
    part: str = ""
    """Whose part of the run it is, in the words of `Cut.label`; empty for the whole."""
    repeatable: bool = False
    """Whether it may be sent twice without anybody getting two of it."""
    pack: Callable[[], Packed]
    """Makes what is sent; is not called for what has been delivered before."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Nobody gets two of the same; addresses do not differ by case."""
        return self.channel, self.recipient.casefold(), self.part

    def __str__(self) -> str:
        about = f" ({self.part})" if self.part else ""
        return f"{self.channel} to {self.recipient}{about}"


class Channel(Protocol):
    """One way out, made from its settings."""

    def examine(self) -> Iterator[str]:
        """What can be known to be wrong before anything is sent: each with how to mend it."""

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        """Everything this channel has to deliver of a run; light, for the work is in `Parcel.pack`."""
