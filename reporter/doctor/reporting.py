"""What people do about an error that they cannot correct: report it to AWS, or to this project."""

from __future__ import annotations

from reporter.model.answers import ReasonCode

TO_THE_PROJECT = (
    "run it again with --log-level debug; if it fails again, open an issue of this project with what it prints"
)
TO_AWS = (
    "run it again later with --log-level debug, which prints request ids; if it fails again, give the request id to "
    "AWS Support where AWS reports an internal error (500 or 503), and open an issue of this project for another error"
)
OF_AWS = frozenset({ReasonCode.AWS_ERROR})
"""Errors that AWS reports, of its own or about the request."""


def advice_for(reason: ReasonCode) -> str:
    """What to do about an error that no permission corrects, and who can correct it."""
    return TO_AWS if reason in OF_AWS else TO_THE_PROJECT
