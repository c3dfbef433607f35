"""Examines the machine that scans: its disk, its clock, and the installed versions."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile

from reporter import __version__
from reporter.doctor.diagnosis import Diagnosis, DiagnosisState

FreeSpace = Callable[[Path], int]
"""The free bytes for a folder; raises OSError if nothing can be written there."""

MEGABYTE = 1_000_000
LEAST_SPACE = 100 * MEGABYTE
AMPLE_SPACE = 1000 * MEGABYTE
"""Enough for several runs over a hundred accounts, with evidence and reports."""
NOTICEABLE = timedelta(minutes=1)
TOO_FAR = timedelta(minutes=5)
"""AWS refuses requests when the clock differs by more; S3 allows more, other services do not."""
LIBRARIES = ("boto3", "botocore", "duckdb", "openpyxl")


def free_space(folder: Path) -> int:
    """The free bytes for a folder that may not exist yet; tests that a file can be written there."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    with TemporaryFile(dir=place) as file:
        file.write(bytes(4096))
        file.flush()
    return shutil.disk_usage(place).free


def examine_folder(folder: Path, measure: FreeSpace = free_space) -> Diagnosis:
    """Whether runs can be stored."""
    subject, question, folder = "this machine", "runs can be stored", folder.absolute()
    try:
        free = measure(folder)
    except OSError as error:
        answer = f"{folder}: {error.strerror or error}"
        remedy = "make the folder writable for this user, free some space, or name another folder under output.runs"
        return Diagnosis(subject, question, DiagnosisState.BROKEN, answer, remedy)
    answer = f"{free // MEGABYTE} MB are free in {folder}"
    if free >= AMPLE_SPACE:
        return Diagnosis(subject, question, DiagnosisState.OK, answer)
    state = DiagnosisState.WARNING if free >= LEAST_SPACE else DiagnosisState.BROKEN
    return Diagnosis(subject, question, state, answer, "free some space, or name another folder under output.runs")


def examine_clock(ahead: timedelta | None) -> Diagnosis:
    """Whether the clock is right; `ahead` is its difference to the clock of AWS."""
    subject, question = "this machine", "clock is in sync"
    if ahead is None:
        answer = "no answer of AWS to compare with"
        return Diagnosis(subject, question, DiagnosisState.UNKNOWN, answer, "fix the credentials or the network first")
    answer = f"{abs(ahead).total_seconds():.0f} s {'ahead of' if ahead > timedelta() else 'behind'} the clock of AWS"
    if abs(ahead) < NOTICEABLE:
        return Diagnosis(subject, question, DiagnosisState.OK, answer)
    state = DiagnosisState.WARNING if abs(ahead) < TOO_FAR else DiagnosisState.BROKEN
    return Diagnosis(subject, question, state, answer, "let NTP set the clock: AWS refuses requests from another time")


def examine_versions() -> Diagnosis:
    """The versions in use, for support; they are always OK."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    answer = f"reporter {__version__}, Python {platform.python_version()}, {libraries}"
    return Diagnosis("this machine", "versions in use", DiagnosisState.OK, answer)
