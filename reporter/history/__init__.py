"""What earlier runs of the same folder of runs know of the findings of a run."""

from reporter.history.changes import Change

__all__ = ["Change"]
