"""The history of findings: reads the earlier runs in the same folder of runs."""

from reporter.runs.history.beside import Run, is_history, is_whole, moment_of, problem_with, runs_in
from reporter.runs.history.changes import Change
from reporter.runs.history.listing import new_failures
from reporter.runs.history.memory import memory_in
from reporter.runs.history.past import Past, compared_with, earlier
from reporter.runs.history.pruning import Pruning, plan_pruning
from reporter.runs.history.timeline import OPEN

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
