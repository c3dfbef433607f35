"""Removes the oldest runs of a folder, and the remains of runs; runs in use are left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reporter.runs import RunInUse, RunUnwritable, remove, remove_rest, rests_in
from reporter.runs.history.beside import Run, is_history, problem_with, runs_in
from reporter.runs.history.memory import remember


@dataclass(frozen=True, slots=True)
class Pruning:
    """The runs that will be removed from a folder of runs."""

    runs: Path
    removed: tuple[Run, ...]
    """Oldest first."""
    left_alone: tuple[str, ...]
    """Why a folder that claims to be a run is not removed: a sentence each."""
    rests: tuple[Path, ...] = ()
    """The remains of runs whose removal was interrupted, or that were killed before they began."""

    @property
    def doomed(self) -> tuple[Path, ...]:
        """All folders that will be removed."""
        return (*(run.folder.path for run in self.removed), *self.rests)

    def carry_out(self) -> Iterator[str]:
        """Remove one run after the other and yield a line for each; raises `RunUnwritable`.

        The age of their findings is kept first, so an interruption loses nothing.
        """
        known = _knowing(self.removed)
        if known:
            later = [run for run in runs_in(self.runs)[0] if run.manifest.started > known[-1].manifest.started]
            remember(self.runs, known, _knowing(run for run in later if run not in self.removed))
        yield from (_taken_away(run.folder.path, remove, "removed") for run in self.removed)
        yield from (_taken_away(rest, remove_rest, "removed what was left") for rest in self.rests)


def plan_pruning(runs: Path, keep: int) -> Pruning:
    """The plan that keeps the `keep` newest closed runs that read AWS, and everything that is not older than those."""
    found, broken = runs_in(runs)
    history = [run for run in found if is_history(run)]
    older = _older(found, history[-keep:]) if len(history) >= keep else []
    links = [run for run in older if run.folder.path.is_symlink()]
    texts = [*map(str, broken), *(f"{run.folder.path} is a link: its run is elsewhere" for run in links)]
    return Pruning(runs, tuple(run for run in older if run not in links), tuple(texts), tuple(rests_in(runs)))


def _knowing(runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if is_history(run) and not problem_with(run)]


def _older(found: Sequence[Run], kept: Sequence[Run]) -> list[Run]:
    return [run for run in found if run.manifest.started < kept[0].manifest.started]


def _taken_away(path: Path, take_away: Callable[[Path], None], what: str) -> str:
    try:
        take_away(path)
    except RunInUse as error:
        return f"left alone: {error}"
    except OSError as error:
        raise RunUnwritable(f"{error.filename or path} cannot be removed: {error.strerror}") from error
    return f"{what}: {path}"
