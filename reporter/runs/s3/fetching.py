"""Downloads files from S3 for code that reads local files only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from reporter.config.settings import Settings
from reporter.model.errors import UserError
from reporter.runs.s3.urls import parent_and_name
from reporter.runs.s3.working_copy import is_plain
from reporter.sessions import OwnAccount, OwnBucket, Prepare
from reporter.system import disk


@contextmanager
def fetching(
    settings: Settings, endings: Collection[str], prepare: Prepare | None = None
) -> Iterator[Callable[[str], Path]]:
    """A function that downloads an object, or all objects under a prefix, until the block ends.

    Only objects with one of the endings are downloaded from a prefix. The function raises `UserError`.
    """
    with TemporaryDirectory(prefix="reporter-") as folder:
        yield lambda url: _fetched(url, settings, endings, Path(mkdtemp(dir=folder)), prepare)


def _fetched(url: str, settings: Settings, endings: Collection[str], folder: Path, prepare: Prepare | None) -> Path:
    parent, name = parent_and_name(url)
    bucket = OwnBucket.open(OwnAccount(settings, prepare), parent)
    below = f"{name}/" if name else ""
    found = bucket.names(name)
    if name in found:
        bucket.fetch({name: folder / name})
        return folder / name
    inside = [each for each in found if each.startswith(below)]
    if not inside:
        raise UserError(f"{url}: there is no such object, and none below it; correct it, or take it out")
    wanted = (each for each in inside if is_plain(each) and each.lower().endswith(tuple(endings)))
    bucket.fetch({each: folder / each for each in wanted})
    disk.make_folder(folder / name, exist_ok=True)
    return folder / name
