"""The texts that the cells of a workbook share, laid down on the disk: there may be millions, and few are wanted."""

from __future__ import annotations

from array import array
from functools import lru_cache
from tempfile import SpooledTemporaryFile

from reporter.report.follow_up.package import Bounded, WorkbookParts, XmlReader

IN_MEMORY = 16_000_000
"""Bytes up to which no file is needed."""
LONGEST = 300_000
"""Characters of one text: a cell holds 32,767, of which each may be written as an escape such as `_x000D_`."""
KEPT = 1_000
"""How many texts are kept that many cells may share; more would take as much memory as all of them."""


class Text:
    """Gathers the text of an element from its runs; what says how to pronounce it is left out."""

    def __init__(self, reader: XmlReader) -> None:
        self._parser, self._pieces, self._length = reader.parser, list[str](), 0
        self._aside = False
        reader.starts |= {"t": lambda _: self.listen(), "rPh": lambda _: self._pronounced(begins=True)}
        reader.ends |= {"t": self.pause, "rPh": lambda: self._pronounced(begins=False)}

    def listen(self) -> None:
        """Take what follows."""
        if not self._aside:
            self._parser.CharacterDataHandler = self._take

    def pause(self) -> None:
        """Take no more until something begins again."""
        self._parser.CharacterDataHandler = None

    def taken(self) -> str:
        """All of it, and begin anew."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text

    def _pronounced(self, *, begins: bool) -> None:
        self._aside = begins

    def _take(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST:
            raise Bounded(f"a text has more than {LONGEST:,} characters")
        self._pieces.append(text)


class SharedTexts:
    """By their number: the texts of a workbook that are written once, whatever number of cells has them."""

    def __init__(self) -> None:
        """Close it in the end: it may hold a file."""
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self.close = self._file.close
        self._ends = array("Q", [0])
        self._of = lru_cache(KEPT)(self._read)

    def fill(self, package: WorkbookParts, part: str) -> None:
        """Take all texts of a part; raises `Bounded`, and whatever it is damaged by."""
        reader = XmlReader()
        text = Text(reader)
        reader.ends["si"] = lambda: self._keep(text.taken())
        for _ in reader.feed(package, part):
            pass

    def __getitem__(self, number: int) -> str:
        """Raises `Bounded` for one that there is not."""
        if not 0 <= number < len(self._ends) - 1:
            raise Bounded(f"a cell names the text {number:,}, and there are {len(self._ends) - 1:,}")
        return self._of(number)

    def _keep(self, text: str) -> None:
        self._ends.append(self._ends[-1] + self._file.write(text.encode()))

    def _read(self, number: int) -> str:
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number]).decode()
