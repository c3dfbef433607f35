"""The place of runs: a folder, or a prefix in S3 that is worked on in a copy."""

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
    """The folder of runs on this machine, for the length of a command."""

    runs: Path
    copy: WorkingCopy | None = None
    """The working copy, if the runs are in S3."""

    def shown(self, text: object) -> str:
        """The text, with the paths of files as their readers know them."""
        return self.copy.with_urls(str(text)) if self.copy else str(text)

    def watched(self, watcher: Watcher) -> Watcher:
        """The watcher; for runs in S3 one that also uploads each account."""
        if not self.copy:
            return watcher
        from reporter.scan.uploading import UploadingWatcher

        return UploadingWatcher(watcher, self.copy)

    def written(self, run: RunFolder, account_ids: Iterable[str]) -> int:
        """The number of these accounts that are written in a run that is not closed."""
        if not self.copy:
            return len(run.written(account_ids))
        there = set(self.copy.written(run.path.name))
        return sum(f"{run.path.name}/{run.findings_file(id_)}" in there for id_ in account_ids)

    def save(self) -> None:
        """Upload what was written, before the command ends; raises `Unfinished`."""
        if self.copy:
            self.copy.put_back()


@contextmanager
def runs_of(settings: Settings) -> Iterator[RunsPlace]:
    """The folder of runs that the settings name; of runs in S3, what their history needs is fetched."""
    if not settings.runs_in_s3:
        yield RunsPlace(settings.runs)
        return
    from reporter.runs.s3 import working_copy

    with working_copy(settings.runs_in_s3, settings) as copy:
        copy.fetch_history()
        yield RunsPlace(copy.root, copy)


@contextmanager
def run_at(run: str, config: Path | None = None, *, history: bool = True) -> Iterator[tuple[RunFolder, RunsPlace]]:
    """The folder of a run, given by path or URL, and its place; a configuration may name the credentials for S3.

    With `history`, what the history needs of the runs beside it is there too.
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
    """The settings with their runs at a path or URL; an empty one leaves them as they are."""
    from reporter.config.file.values import is_url

    if not place:
        return settings
    return replace(settings, runs_in_s3=place) if is_url(place) else replace(settings, runs=Path(place), runs_in_s3="")


def settings_at(config: Path | None) -> Settings:
    """The settings of a configuration file, or the defaults."""
    from reporter.config.file.load import load_settings
    from reporter.config.settings import Settings

    return load_settings(config) if config else Settings()
