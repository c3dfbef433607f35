"""Removes the oldest runs of a folder, and only what is a run that nobody works on, or what is left of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reporter.runs import RunInUse, RunUnwritable, remove, remove_rest, rests_in
from reporter.runs.history.beside import Run, is_history, problem_with, runs_in
from reporter.runs.history.memory import remember


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is to be removed from a folder of runs."""

    runs: Path
    removed: tuple[Run, ...]
    """The oldest first."""
    left_alone: tuple[str, ...]
    """Why something stays that says it is a run."""
    rests: tuple[Path, ...] = ()
    """What is left of runs whose removal was interrupted, or that were killed before they began."""

    @property
    def doomed(self) -> tuple[Path, ...]:
        """All that will be gone."""
        return (*(run.folder.path for run in self.removed), *self.rests)

    def carry_out(self) -> Iterator[str]:
        """Remove one run after the other, and tell it; raises `RunUnwritable`.

        What they know of the age of findings is kept first, so that nothing is lost whenever this ends.
        """
        known = _knowing(self.removed)
        if known:
            later = [run for run in runs_in(self.runs)[0] if run.manifest.started > known[-1].manifest.started]
            remember(self.runs, known, _knowing(run for run in later if run not in self.removed))
        yield from (_told(run.folder.path, remove, "removed") for run in self.removed)
        yield from (_told(rest, remove_rest, "removed what was left") for rest in self.rests)


def plan_pruning(runs: Path, keep: int) -> Pruning:
    """Of the closed runs that asked AWS so many of the newest stay, and whatever is not older than they are."""
    found, broken = runs_in(runs)
    history = [run for run in found if is_history(run)]
    older = _older(found, history[-keep:]) if len(history) >= keep else []
    links = [run for run in older if run.folder.path.is_symlink()]
    told = [*map(str, broken), *(f"{run.folder.path} is a link: its run lies elsewhere" for run in links)]
    return Pruning(runs, tuple(run for run in older if run not in links), tuple(told), tuple(rests_in(runs)))


def _knowing(runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if is_history(run) and not problem_with(run)]


def _older(found: Sequence[Run], kept: Sequence[Run]) -> list[Run]:
    return [run for run in found if run.manifest.started < kept[0].manifest.started]


def _told(path: Path, take_away: Callable[[Path], None], what: str) -> str:
    try:
        take_away(path)
    except RunInUse as error:
        return f"left alone: {error}"
    except OSError as error:
        raise RunUnwritable(f"{error.filename or path} cannot be removed: {error.strerror}") from error
    return f"{what}: {path}"
