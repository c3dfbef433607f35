"""What earlier runs of the same folder of runs know of the findings of a run."""

from reporter.history.beside import Run, is_history, is_whole, moment_of, problem_with, runs_in
from reporter.history.changes import Change
from reporter.history.listing import new_failures
from reporter.history.memory import memory_in
from reporter.history.past import Past, compared_with, earlier
from reporter.history.pruning import Pruning, plan_pruning
from reporter.history.timeline import OPEN

__all__ = [
    "OPEN",
    "Change",
    "Past",
    "Pruning",
    "Run",
    "compared_with",
    "earlier",
    "is_history",
    "is_whole",
    "memory_in",
    "moment_of",
    "new_failures",
    "plan_pruning",
    "problem_with",
    "runs_in",
]
