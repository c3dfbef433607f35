"""Writes everything that would be sent to files, for a dry run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from reporter.deliver.parcel import Parcel
from reporter.model.errors import UserError
from reporter.system import disk

LONGEST_NAME = 100


def write_all(parcels: Iterable[Parcel], target: Path) -> list[Path]:
    """Write a file for each parcel and return the paths; raises `UserError` if one cannot be written."""
    try:
        disk.make_folder(target, exist_ok=True)
        return [_write(number, parcel, target) for number, parcel in enumerate(parcels, 1)]
    except OSError as error:
        raise UserError(f"{error.filename or target} cannot be written: {error.strerror}") from error


def _write(number: int, parcel: Parcel, target: Path) -> Path:
    packed = parcel.pack()
    words = f"{number:03}-{parcel.channel}-{parcel.recipient}-{parcel.part}"
    name = re.sub(r"[^\w.@-]+", "-", words, flags=re.ASCII)[:LONGEST_NAME].strip("-")
    file = target / f"{name}{packed.suffix}"
    with os.fdopen(disk.create(file), "wb") as stream:
        stream.write(packed.content)
    return file
