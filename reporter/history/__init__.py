"""What earlier runs of the same folder of runs know of the findings of a run."""

from reporter.history.beside import Run, folders_in, history_in
from reporter.history.changes import Change
from reporter.history.past import Past, earlier
from reporter.history.timeline import OPEN

__all__ = ["OPEN", "Change", "Past", "Run", "earlier", "folders_in", "history_in"]
