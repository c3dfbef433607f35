"""What a run was asked, kept so that it can be resumed without the configuration it was started with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from reporter.accounts import Accounts
from reporter.encoding import from_json, to_json
from reporter.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """The settings with all options of the command line, and the accounts that were found."""

    settings: Settings
    accounts: Accounts

    def saved(self) -> bytes:
        """As JSON; where the run lies is for its folder to say."""
        settings = replace(self.settings, runs=Path(), runs_in_s3="")
        plain = msgspec.to_builtins(replace(self, settings=settings), enc_hook=_path_as_text)
        return msgspec.json.format(to_json(plain), indent=1)

    @classmethod
    def load(cls, content: bytes) -> Asked:
        """What was saved; raises msgspec.MsgspecError."""
        return from_json(content, cls, _path_of_text)


def _path_as_text(path: Path) -> str:
    """From the root, since whoever resumes may stand elsewhere."""
    return str(path.absolute())


def _path_of_text(_: type, text: Any) -> Path:
    return Path(text)
