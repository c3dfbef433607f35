"""The errors whose text is shown to the user as it is."""

from __future__ import annotations


class UserError(Exception):
    """An error that the user can correct; its text says what is wrong, where, and how to correct it."""


class Unfinished(UserError):  # noqa: N818 - it reports an incomplete result, not a defect
    """Part of the work is done and saved; the text says how to continue."""
