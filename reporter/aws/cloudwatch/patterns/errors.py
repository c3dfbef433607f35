"""The only exception of the parser."""

from __future__ import annotations


class PatternError(ValueError):
    """A filter pattern that this product does not understand."""
