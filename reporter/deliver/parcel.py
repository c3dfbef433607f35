"""A parcel, which is sent to one recipient, and the error if it was not delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class NotDelivered(Exception):  # noqa: N818 - named for what the user has to hear
    """A parcel was not delivered; the text says why, for people."""

    def __init__(self, why: str, *, passing: bool = False, for_all: bool = False, after: float = 0.0) -> None:
        """`passing`: a retry may succeed. `for_all`: no other parcel of the channel can succeed.

        `after`: the seconds that the receiver wants us to wait.
        """
        super().__init__(why)
        self.passing = passing
        self.for_all = for_all
        self.after = after


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A parcel that is ready to be sent."""

    send: Callable[[], str]
    """Sends the parcel and returns the receipt: a message id or a link.

    Raises `NotDelivered`; it is called again if the error is passing.
    """
    content: bytes
    """What is sent, as a dry run writes it."""
    suffix: str
    """The suffix of the file with this content: `.eml` or `.json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What one recipient gets; within a run, it is identified by channel, recipient and part."""

    channel: str
    """`mail`, `s3`, `sns`, `slack` or `teams`."""
    recipient: str
    """An address, a topic or a bucket; never a secret."""
    part: str = ""
    """The part of the run, as in `Cut.label`; empty for the whole."""
    repeatable: bool = False
    """Whether sending it twice leaves only one at the recipient."""
    pack: Callable[[], Packed]
    """Makes what is sent; not called for a parcel that was delivered before."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The identity of the parcel; addresses do not differ by case."""
        return self.channel, self.recipient.casefold(), self.part

    def __str__(self) -> str:
        about = f" ({self.part})" if self.part else ""
        return f"{self.channel} to {self.recipient}{about}"
