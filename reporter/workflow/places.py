"""Where the runs are that a command line or a configuration names: in a folder, or in S3, worked on in a copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.model.errors import UserError

if TYPE_CHECKING:
    from reporter.config.settings import Settings
    from reporter.runs import RunFolder
    from reporter.runs.s3 import WorkingCopy
    from reporter.scan import Watcher


@dataclass(frozen=True, slots=True)
class RunsPlace:
    """A folder of runs for the length of a command."""

    runs: Path
    copy: WorkingCopy | None = None
    """Set if the folder is a copy of what lies in S3."""

    def told(self, text: object) -> str:
        """A text about files in the folder, as its readers know them."""
        return self.copy.with_urls(str(text)) if self.copy else str(text)

    def watched(self, watcher: Watcher) -> Watcher:
        """A watcher of scans that also brings every account to where it belongs."""
        if not self.copy:
            return watcher
        from reporter.scan.uploading import UploadingWatcher

        return UploadingWatcher(watcher, self.copy)

    def written(self, run: RunFolder, account_ids: Iterable[str]) -> int:
        """How many of these accounts a run has that is not closed."""
        if not self.copy:
            return len(run.written(account_ids))
        there = set(self.copy.written(run.path.name))
        return sum(f"{run.path.name}/{run.findings_file(id_)}" in there for id_ in account_ids)

    def save(self) -> None:
        """Bring everything to where it belongs now, not only when the command ends; raises `Unfinished`."""
        if self.copy:
            self.copy.put_back()


@contextmanager
def runs_of(settings: Settings) -> Iterator[RunsPlace]:
    """The folder of runs of settings, with as much of the runs in it as their history takes."""
    if not settings.runs_in_s3:
        yield RunsPlace(settings.runs)
        return
    from reporter.runs.s3 import working_copy

    with working_copy(settings.runs_in_s3, settings) as copy:
        copy.fetch_history()
        yield RunsPlace(copy.root, copy)


@contextmanager
def run_at(run: str, config: Path | None = None, *, history: bool = True) -> Iterator[tuple[RunFolder, RunsPlace]]:
    """A run that a command line names; a configuration may name the credentials for S3.

    With `history`, the runs beside it are there too, as far as others want to know of them.
    """
    from reporter.config.file.values import is_url
    from reporter.runs import RunFolder

    if not is_url(run):
        yield RunFolder(Path(run)), RunsPlace(Path(run).parent)
        return
    from reporter.runs.s3 import parent_and_name, working_copy

    url, name = parent_and_name(run)
    if not name:
        raise UserError(f"{run} names no run: write s3://bucket/prefix/RUN")
    with working_copy(url, settings_at(config)) as copy:
        folder = copy.fetch_run(name)
        if history:
            copy.fetch_history()
        yield folder, RunsPlace(copy.root, copy)


def with_runs(settings: Settings, place: str) -> Settings:
    """Settings whose runs are somewhere else; where that is nowhere, as they are."""
    from reporter.config.file.values import is_url

    if not place:
        return settings
    return replace(settings, runs_in_s3=place) if is_url(place) else replace(settings, runs=Path(place), runs_in_s3="")


def settings_at(config: Path | None) -> Settings:
    """What a configuration says by itself, or the defaults."""
    from reporter.config.file.load import load_settings
    from reporter.config.settings import Settings

    return load_settings(config) if config else Settings()
