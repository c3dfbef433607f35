"""Writes a configuration to start from: the commented example, with the accounts and the role that were chosen."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from reporter.config.file.reference import EXAMPLE
from reporter.config.file.values import ACCOUNT_ID, EXTERNAL_ID, ROLE_NAME
from reporter.config.settings import AssumedRole
from reporter.model.errors import UserError

LISTED = '  #list:\n    #- id: "111122223333"\n'
ORGANIZATION = (("  #organization:\n", "  organization:\n"), ("    #owner_tag: owner\n", "    owner_tag: owner\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a new configuration scans, and through which role."""

    ids: tuple[str, ...] = ()
    """The ids of the accounts; empty for all accounts of the organisation, or for the current one."""
    current: bool = False
    """Only the account of the base credentials, without a role."""
    role: str = ""
    """Empty for the usual name."""
    external_id: str = ""

    def __post_init__(self) -> None:
        self._demand(ACCOUNT_ID, self.ids, "is not an account id: write its 12 digits")
        self._demand(ROLE_NAME, (self.role,), "is not the name of a role")
        self._demand(EXTERNAL_ID, (self.external_id,), "is not an external id: write 2 to 1224 letters and digits")

    @staticmethod
    def _demand(pattern: str, texts: tuple[str, ...], problem: str) -> None:
        for text in texts:
            if text and not re.search(pattern, text):
                raise UserError(f"'{text}' {problem}")

    @property
    def in_words(self) -> str:
        """The accounts and the role, for people."""
        if self.current:
            return "the account of the current credentials, without a role"
        which = f"{len(self.ids)} listed" if self.ids else "all accounts of the AWS organisation"
        return f"{which}, through the role {self.role or AssumedRole().name}"

    def text(self) -> str:
        """The configuration file."""
        changes = list[tuple[str, str]]()
        if not self.current:
            changes = [("  current: true\n", "  #current: true\n"), *(self._listed() if self.ids else ORGANIZATION)]
        if self.role:
            changes.append((f"  name: {AssumedRole().name}\n", f"  name: {json.dumps(self.role)}\n"))
        if self.external_id:
            changes.append(("  #external_id: audit-2026\n", f"  external_id: {json.dumps(self.external_id)}\n"))
        text = EXAMPLE
        for old, new in changes:
            before, _, after = text.partition(old)
            text = f"{before}{new}{after}"
        return text

    def _listed(self) -> list[tuple[str, str]]:
        items = "".join(f'    - id: "{id_}"\n' for id_ in self.ids)
        return [(LISTED, f"  list:\n{items}")]
