"""Makes texts and addresses safe for mail headers: a name cannot add a header or a recipient."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.policy import EmailPolicy

from reporter.deliver.parcel import NotDelivered
from reporter.model.text import visible

LINE = 78
"""Maximum characters of a header line before it is folded: RFC 5322, 2.1.1."""


class _FirstLineFilled(EmailPolicy):
    """Folds headers so that text follows the name of the header: some mail programs show an empty subject otherwise."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header as bytes; Python leaves its first line empty if all of the text fits on the second one."""
        folded = super().fold_binary(name, value)
        empty = f"{name}:\r\n ".encode()
        return _refolded(f"{name}: ".encode() + folded[len(empty) :]) if folded.startswith(empty) else folded


def _refolded(line: bytes) -> bytes:
    """The header broken at the last space within the limit; a single long word stays on its line."""
    start = line.index(b" ") + 1
    space = line.rfind(b" ", start, LINE)
    return line if space < 0 else line[:space] + b"\r\n" + line[space:]


PLAIN = _FirstLineFilled(linesep="\r\n", cte_type="7bit", max_line_length=LINE)
"""The policy for mails in ASCII only, which every server accepts."""
_MARKS = re.compile(r'[()<>\[\]:;@\\,."]+')
"""Characters that a name holds only between quotes: RFC 5322, 3.2.3."""


def header_safe(text: str) -> str:
    """The text on one line, without the start of an encoded word, which could hold line breaks."""
    return visible(text).replace("=?", "= ?")


def bare(written: str) -> str:
    """The address without name and angle brackets."""
    return written.rpartition("<")[2].removesuffix(">")


def address_of(written: str) -> Address:
    """The parsed address, safe in a header; raises `NotDelivered` if it is invalid."""
    name = header_safe(written.rpartition("<")[0]).strip(' "')
    local, _, domain = bare(written).rpartition("@")
    try:
        address = Address(display_name=name, addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (HeaderParseError, ValueError) as error:
        raise NotDelivered(f"'{visible(written)}' is no address that a mail can be sent to") from error
    return address if _is_written_as_it_stands(address) else _without_marks(address)


def _is_written_as_it_stands(address: Address) -> bool:
    """Whether Python 3.11 keeps its quotes: folded or encoded, a comma in a name would separate two recipients."""
    line = f"Reply-To: {address}"
    return line.isascii() and len(line) <= LINE


def _without_marks(address: Address) -> Address:
    name = " ".join(_MARKS.sub(" ", address.display_name).split())
    return Address(display_name=name, addr_spec=address.addr_spec)
