"""Measures the size of the HTML page of a large run, and its response times in Chromium.

Run `python -m benchmarks.report_html`, or with `--findings 1000000`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.report_xlsx import large_run, measured
from reporter.report.build.build import build_report
from reporter.report.formats.render import render

DEEDS: Mapping[str, str] = {
    "search for a name": "page.search.value = 'c0ffee'; page.asked()",
    "search for two words": "page.search.value = 'strangers team-4'; page.asked()",
    "show all": "page.search.value = ''; page.boxes('status')[0].checked = false; page.asked()",
    "show what fails": "page.boxes('status')[0].click()",
    "sort by resource": "page.turn('resource')",
    "sort by reason": "page.turn('reason')",
    "go to the end": "page.list.go(page.findings.count)",
}
"""The actions of a reader, as calls of the page's own functions."""


def look(file: Path) -> None:
    """Open the page and act like a reader."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False)
        page = chromium.new_page(viewport={"width": 1366, "height": 900})
        began = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_selector("#found:not([hidden])")
        print(f"{'open, ready to filter':<28} {time.perf_counter() - began:6.2f} s")
        for deed, script in DEEDS.items():
            took = page.evaluate(
                f"() => {{ const began = performance.now(); {script}; document.body.offsetHeight;"
                " return performance.now() - began }"
            )
            print(f"{deed:<28} {took / 1000:6.2f} s")
        chromium.close()


def main() -> None:
    """Measure with the number of findings given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=200_000)
    count = parser.parse_args().findings
    with tempfile.TemporaryDirectory() as folder:
        run, manifest = large_run(Path(folder), count)
        report = build_report(run, manifest)
        with measured("write the page"):
            [file] = render(report, ["html"], Path(folder))
        print(f"{file.stat().st_size / 1e6:.2f} MB in {file.name}")
        look(file)


if __name__ == "__main__":
    main()
