"""Examines the machine that scans: its disk, its clock, and the versions of what is installed."""

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
"""From a folder to the bytes that are free there; raises OSError where nothing can be written."""

MEGABYTE = 1_000_000
LEAST_SPACE = 100 * MEGABYTE
AMPLE_SPACE = 1000 * MEGABYTE
"""Runs over a hundred accounts of usual size fit, with all their evidence and reports."""
NOTICEABLE = timedelta(minutes=1)
TOO_FAR = timedelta(minutes=5)
"""AWS refuses requests whose clock is further off; S3 is more patient, others are not."""
LIBRARIES = ("boto3", "botocore", "duckdb", "openpyxl")


def free_space(folder: Path) -> int:
    """Write something where the folder is or will be, take it away again, and tell what room is left."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    with TemporaryFile(dir=place) as file:
        file.write(bytes(4096))
        file.flush()
    return shutil.disk_usage(place).free


def examine_folder(folder: Path, measure: FreeSpace = free_space) -> Diagnosis:
    """Whether runs can be written."""
    subject, question, folder = "this machine", "runs can be written", folder.absolute()
    try:
        free = measure(folder)
    except OSError as error:
        told = f"{folder}: {error.strerror or error}"
        remedy = "make the folder writable for this user, free some space, or name another folder under output.runs"
        return Diagnosis(subject, question, DiagnosisState.BROKEN, told, remedy)
    told = f"{free // MEGABYTE} MB are free in {folder}"
    if free >= AMPLE_SPACE:
        return Diagnosis(subject, question, DiagnosisState.OK, told)
    state = DiagnosisState.WARNING if free >= LEAST_SPACE else DiagnosisState.BROKEN
    return Diagnosis(subject, question, state, told, "free some space, or name another folder under output.runs")


def examine_clock(ahead: timedelta | None) -> Diagnosis:
    """Whether the clock goes right; `ahead` of that of AWS."""
    subject, question = "this machine", "its clock goes right"
    if ahead is None:
        told = "AWS has not told its time"
        return Diagnosis(subject, question, DiagnosisState.UNKNOWN, told, "mend the credentials or the network first")
    told = f"{abs(ahead).total_seconds():.0f} s {'ahead of' if ahead > timedelta() else 'behind'} the clock of AWS"
    if abs(ahead) < NOTICEABLE:
        return Diagnosis(subject, question, DiagnosisState.OK, told)
    state = DiagnosisState.WARNING if abs(ahead) < TOO_FAR else DiagnosisState.BROKEN
    return Diagnosis(subject, question, state, told, "let NTP set the clock: AWS refuses requests from another time")


def examine_versions() -> Diagnosis:
    """What is at work here; nothing in it can be wrong, but whoever is asked for help asks for it."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    told = f"reporter {__version__}, Python {platform.python_version()}, {libraries}"
    return Diagnosis("this machine", "versions in use", DiagnosisState.OK, told)
