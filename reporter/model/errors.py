"""What the user is told when a command cannot do what it was asked."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend; its text says what, where, and how."""


class Unfinished(UserError):  # noqa: N818 - named for what the user has to hear
    """Work was done and is kept, but not all of it; the text says how to go on."""
