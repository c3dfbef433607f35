"""Stores the shared texts of a workbook on disk: there may be millions, and few are needed."""

from __future__ import annotations

from array import array
from functools import lru_cache
from tempfile import SpooledTemporaryFile

from reporter.report.follow_up.package import Bounded, WorkbookParts, XmlReader

IN_MEMORY = 16_000_000
"""Bytes that are kept in memory before a file is used."""
LONGEST = 300_000
"""Maximum characters of a text: a cell holds 32,767, and each may be an escape such as `_x000D_`."""
KEPT = 1_000
"""The number of cached texts; a larger cache would take as much memory as all texts."""


class Text:
    """Collects the text of an element from its runs, without phonetic text."""

    def __init__(self, reader: XmlReader) -> None:
        self._parser, self._pieces, self._length = reader.parser, list[str](), 0
        self._aside = False
        reader.starts |= {"t": lambda _: self.listen(), "rPh": lambda _: self._pronounced(begins=True)}
        reader.ends |= {"t": self.pause, "rPh": lambda: self._pronounced(begins=False)}

    def listen(self) -> None:
        """Collect the text that follows."""
        if not self._aside:
            self._parser.CharacterDataHandler = self._take

    def pause(self) -> None:
        """Stop collecting until `listen` is called again."""
        self._parser.CharacterDataHandler = None

    def taken(self) -> str:
        """Return the collected text and reset."""
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
    """The shared texts of a workbook by number."""

    def __init__(self) -> None:
        """The caller must close it: it may hold a file."""
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self.close = self._file.close
        self._ends = array("Q", [0])
        self._of = lru_cache(KEPT)(self._read)

    def fill(self, package: WorkbookParts, part: str) -> None:
        """Read all texts of a part; raises `Bounded`, and what a damaged part raises."""
        reader = XmlReader()
        text = Text(reader)
        reader.ends["si"] = lambda: self._keep(text.taken())
        for _ in reader.feed(package, part):
            pass

    def __getitem__(self, number: int) -> str:
        """The text with a number; raises `Bounded` if there is none."""
        if not 0 <= number < len(self._ends) - 1:
            raise Bounded(f"a cell names the text {number:,}, and there are {len(self._ends) - 1:,}")
        return self._of(number)

    def _keep(self, text: str) -> None:
        self._ends.append(self._ends[-1] + self._file.write(text.encode()))

    def _read(self, number: int) -> str:
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number]).decode()
