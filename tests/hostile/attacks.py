"""Runs every command with hostile input and prints the results; run by test_every_command.py.

A hostile run meets a third of the commands, each another third, so that every command meets a third of the runs; with
`all` it meets all of them, and the demo runs, too.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from reporter.cli import app
from reporter.demo.emulator import emulated_aws
from tests.deliver.mail_server import mail_server
from tests.hostile.cage import Cage
from tests.hostile.directories import DIRECTORIES
from tests.hostile.handed import TO_EVERY_COMMAND
from tests.hostile.place import CHECK, Place

Lines = tuple[str, ...]
Change = Callable[[Place], object]
SHARE = 3
"""A sample of the attacks has one of so many."""
WAIVER = "--expires 2099-12-31 --reason r --owner o --approver a"
OF_RUNS: Mapping[str, Lines] = {
    "report": ("report RUN --format csv,json,html,xlsx",),
    "compare": ("compare RUN",),
    "send": ("send RUN --dry-run OUT", "send RUN -c CONFIG --dry-run OUT", "send RUN -c CONFIG"),
    "verify": ("verify RUN",),
    "judge": ("judge RUN --out OUT", "judge RUN -c CONFIG"),
    "scan": ("scan --resume RUN --retry-not-assessed", "scan --resume RUN --retry-not-assessed -c CONFIG"),
    "waivers add": (f"waivers add -c CONFIG {WAIVER} --run RUN --finding FINDING",),
    "runs list": ("runs list RUNS",),
    "runs prune": ("runs prune RUNS --keep 1 --yes",),
}
"""By command: how it gets a run, or a folder of runs."""
OF_DIRECTORIES: Mapping[str, Lines] = {
    "scan": ("scan -c CONFIG",),
    "doctor": ("doctor -c CONFIG",),
    "send": ("send RUN -c CONFIG --dry-run OUT",),
    "judge": ("judge RUN -c CONFIG",),
    "compare": ("compare RUN -c CONFIG",),
    "accounts": ("accounts -c CONFIG",),
    "policy": ("policy -c CONFIG",),
    "runs list": ("runs list -c CONFIG",),
    "runs prune": ("runs prune -c CONFIG --keep 1 --yes",),
    "checks list": ("checks list -c CONFIG",),
    "checks show": (f"checks show {CHECK} -c CONFIG",),
    "checks new": ("checks new s3 bucket-evil --folder OUT/ours --tests OUT/tests",),
    "frameworks list": ("frameworks list -c CONFIG",),
    "frameworks show": ("frameworks show cis-7.0 -c CONFIG",),
    "waivers check": ("waivers check -c CONFIG",),
    "waivers list": ("waivers list -c CONFIG",),
    "waivers add": (f"waivers add -c CONFIG {WAIVER} --check {CHECK} --account 111122223333",),
    "config check": ("config check -c CONFIG",),
    "config init": ("config init OUT/new.yml",),
    "config schema": ("config schema",),
    "report": ("report RUN --format csv",),
    "verify": ("verify RUN",),
}
"""By command: how it is run in the folder of our configuration."""
ONCE: Mapping[str, Lines] = {"demo": ("demo --out OUT",)}
"""Takes no input, and much time."""


def commands() -> list[str]:
    """Every command of the program, from the program itself."""
    return sorted(_commands(typer.main.get_command(app), ""))


def _commands(command: Any, above: str) -> Iterator[str]:
    for name, below in getattr(command, "commands", {}).items():
        whole = f"{above}{name}"
        if hasattr(below, "commands"):
            yield from _commands(below, f"{whole} ")
        else:
            yield whole


def main(root: Path, *, whole: bool) -> None:
    """Print the result of each attack."""
    with mail_server() as ours, mail_server() as evil, emulated_aws():
        place = Place(root, own_port=ours.port, evil_port=evil.port)
        place.build()
        os.environ |= {"HOME": str(place.home), "AWS_CONFIG_FILE": str(place.home / "config")}
        tempfile.tempdir = str(place.temporary)
        cage = _caged(place)
        _scan_honestly(cage, place)
        cage.lock()
        results = list(_attack(cage, place, 1 if whole else SHARE))
        outcome = {"results": results, "recipients": sorted(set(ours.attempts)), "evil": evil.attempts}
    print(json.dumps(outcome))  # noqa: T201 - the answer to the test that runs this file


def _caged(place: Place) -> Cage:
    writable = (place.own, place.handed, place.out, place.temporary)
    hostile = (place.own, place.handed, place.elsewhere)
    return Cage(writable, (place.elsewhere,), hostile, frozenset({place.own_port}))


def _scan_honestly(cage: Cage, place: Place) -> None:
    """Scan twice; the attacks use the later run."""
    for _ in range(2):
        scanned = cage.run(["scan", "-c", str(place.plain)])
        assert scanned["code"] == 0, scanned
    [run, *_] = sorted(place.honest.iterdir())
    [first, *_] = json.loads((run / "reports" / "report.json").read_bytes())["findings"]
    place.finding = first["id"]


def _attack(cage: Cage, place: Place, share: int) -> Iterator[dict[str, Any]]:
    for number, (what, change) in enumerate(TO_EVERY_COMMAND.items()):
        yield from _attack_with(cage, place, what, change, _lines(OF_RUNS)[number % share :: share])
    for what, change in DIRECTORIES.items():
        yield from _attack_with(cage, place, what, change, _lines(OF_DIRECTORIES))
    if share == 1:
        yield from _attack_with(cage, place, "takes nothing", lambda _: None, _lines(ONCE))


def _lines(cases: Mapping[str, Lines]) -> list[str]:
    return [line for lines in cases.values() for line in lines]


def _attack_with(cage: Cage, place: Place, what: str, change: Change, lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        place.renew()
        change(place)
        place.remember()
        os.chdir(place.own)
        began = time.monotonic()
        result = {"what": what, "line": line, **cage.run(_arguments(line, place)), "harm": place.harm()}
        print(f"{time.monotonic() - began:5.1f} s: {what}: {line}", file=sys.stderr)  # noqa: T201 - progress
        yield result


def _arguments(line: str, place: Place) -> list[str]:
    named = {
        "RUNS": place.runs,
        "RUN": place.run,
        "CONFIG": place.config,
        "FINDING": place.finding,
    }
    words = (str(named.get(word, word)) for word in line.split())
    return [f"{place.out}{word.removeprefix('OUT')}" if word.startswith("OUT") else word for word in words]


if __name__ == "__main__":
    main(Path(sys.argv[1]), whole=sys.argv[2] == "all")
