"""Runs the few constructs of a shell that remediation commands use, and sends what they ask of AWS."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jmespath  # type: ignore[import-untyped] # as botocore itself uses it

from tests.remediation.cases import TO_FILL_IN
from tests.remediation.requests import Request, read_request
from tests.remediation.shared import Edit

EDIT = re.compile(r"# edit ([\w.-]+)")
AWS_OWN = frozenset(
    {
        "ACCESS_LOGS",
        "ACCOUNT",
        "AES256",
        "ARCHIVED",
        "EC2",
        "ECR",
        "ENABLED",
        "EXISTS",
        "LAMBDA",
        "LAMBDA_CODE",
        "NONE",
        "NOT",
        "REJECT",
        "SECURITY",
        "VPC",
    }
)
"""Words that AWS writes in capitals."""


@dataclass
class Shell:
    """A person who pastes commands line by line, fills in words in capitals, and edits files where asked."""

    folder: Path
    send: Callable[[Request], Any]
    words: Mapping[str, str] = field(default_factory=dict)
    """By word in capitals; a line with one that is not here is left out, as it is for another case."""
    edits: Mapping[str, Edit] = field(default_factory=dict)
    """By file: what a person makes of its JSON."""

    def run(self, commands: str) -> None:
        """Every line; raises where AWS refuses one."""
        for line in commands.splitlines():
            if edited := EDIT.match(line):
                file = self.folder / edited[1]
                file.write_text(json.dumps(self.edits[file.name](json.loads(file.read_text()))))
            elif line and not line.startswith("#"):
                self._line(line)

    def _line(self, line: str) -> None:
        filled = re.sub(r"[A-Z][A-Z_0-9]+", lambda found: self.words.get(found[0], found[0]), line)
        if not unfilled(filled):
            for words, target in commands_of(filled):
                output = self._command(words)
                if target:
                    (self.folder / target).write_text(output)

    def _command(self, words: list[str]) -> str:
        if words[0] == "jq":
            return subprocess.run(words, cwd=self.folder, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own
        request = read_request(words, self.folder)
        answer = {name: one for name, one in self.send(request).items() if name != "ResponseMetadata"}
        found = jmespath.search(request.options.get("query", "@"), answer)
        return found if request.options.get("output") == "text" else json.dumps(found, default=str)


def commands_of(line: str) -> Iterator[tuple[list[str], str]]:
    """The words of each command of a line, and the file that takes its output."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="&>")
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    for word in [*lexer, "&&"]:
        if word != "&&":
            words.append(word)
        elif ">" in words:
            yield words[: words.index(">")], words[-1]
            words = []
        else:
            yield words, ""
            words = []


def unfilled(line: str) -> set[str]:
    """The words in capitals that a person has to fill in."""
    return set(re.findall(r"(?<![\w\"])[A-Z][A-Z_0-9]+(?![\w\"])", line)) & TO_FILL_IN
