"""The signature of a run, where the settings name a key."""

from __future__ import annotations

from reporter.config.settings import Settings
from reporter.model.errors import Unfinished, UserError
from reporter.model.extras import extra
from reporter.runs import RunFolder
from reporter.sessions import Prepare


def sign_if_wanted(folder: RunFolder, settings: Settings, prepare: Prepare | None = None) -> None:
    """Sign a closed run with the key of the settings, if they name one; raises `UserError`."""
    if settings.signing_key:
        with extra("sign"):
            from reporter.runs.signing import key_of, sign_run  # noqa: PLC0415 - an extra
        sign_run(folder, key_of(settings, prepare))


def sign_after_scan(folder: RunFolder, settings: Settings, prepare: Prepare | None = None) -> None:
    """The same for a run that was just closed; raises `Unfinished` where it cannot be signed."""
    try:
        sign_if_wanted(folder, settings, prepare)
    except UserError as error:
        raise Unfinished(f"{error}\nthe run {folder.path} is whole, but not signed") from error
