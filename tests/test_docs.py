"""The generated pages are the same on every machine, and a stale one is found."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reporter.engine.loader import load_checks

SCRIPT = Path(__file__).parent.parent / "docs" / "generate.py"
PAGES = ("checks.md", "checks/s3.md", "iam-policy.json", "configuration.md", "configuration.schema.json", "commands.md")


def load_script() -> Any:
    spec = importlib.util.spec_from_file_location("generate_docs", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = load_script()


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which everything was generated."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "docs").mkdir()
    (folder / "README.md").write_text(f"# Title\n\n{generate.START}\nstale help\n{generate.END}\n\nThe end.\n")
    assert generate.main([], folder) == 0
    return folder


@pytest.fixture
def root(tmp_path: Path, generated: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(generated, tmp_path / "root"))


def test_what_was_generated_is_fresh(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"], root) == 0
    assert capsys.readouterr() == ("", "")


def test_only_what_is_stale_is_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stale = ("checks.md", "commands.md")
    for page in stale:
        (root / "docs" / page).unlink()
    assert generate.main([], root) == 0
    assert capsys.readouterr().out.splitlines() == [f"wrote docs/{page}" for page in stale]


def test_a_stale_page_is_found_and_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = root / "docs" / "checks.md"
    page.write_text("old")
    (root / "docs" / "commands.md").unlink()
    assert generate.main(["--check"], root) == 1
    assert capsys.readouterr().err == (
        "docs/checks.md is stale: run `make docs`\ndocs/commands.md is stale: run `make docs`\n"
    )
    assert page.read_text() == "old"


def test_the_page_of_a_service_without_checks_is_stale_and_removed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stray = root / "docs" / "checks" / "abacus.md"
    stray.write_text("old")
    assert generate.main(["--check"], root) == 1
    assert stray.exists()
    assert generate.main([], root) == 0
    assert not stray.exists()
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "removed docs/checks/abacus.md\n", "docs/checks/abacus.md is stale: run `make docs`\n"
    )  # fmt: skip


def test_the_index_links_to_every_check_on_the_page_of_its_service(root: Path) -> None:
    docs = root / "docs"
    links = re.findall(r"\[([\w-]+)\]\((checks/\w+\.md)#([\w-]+)\)", (docs / "checks.md").read_text())
    assert {id_ for id_, *_ in links} == {check.id for check in load_checks()}
    assert [id_ for id_, page, anchor in links if f"\n## {anchor}\n" not in (docs / page).read_text()] == []


def test_the_readme_keeps_everything_but_the_old_help(root: Path) -> None:
    readme = (root / "README.md").read_text()
    assert readme.startswith(f"# Title\n\n{generate.START}\n\n```\nUsage: reporter ")
    assert readme.endswith(f"```\n\n{generate.END}\n\nThe end.\n")
    assert "stale help" not in readme


def test_a_readme_without_marks_is_not_touched(root: Path) -> None:
    (root / "README.md").write_text("precious")
    with pytest.raises(ValueError, match="not enough values"):
        generate.main([], root)
    assert (root / "README.md").read_text() == "precious"


def test_every_command_is_on_the_page(root: Path) -> None:
    page = (root / "docs" / "commands.md").read_text()
    titles = [line for line in page.splitlines() if line.startswith("## ")]
    assert {"## reporter scan", "## reporter checks", "## reporter checks new"} <= set(titles)
    assert page.count("Usage: reporter ") == len(titles)
    assert max(map(len, page.splitlines())) <= 100


def test_no_machine_leaks_into_the_pages(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "docs").mkdir()
    (other / "README.md").write_bytes((root / "README.md").read_bytes())
    odd = {"COLUMNS": "40", "TERMINAL_WIDTH": "50", "FORCE_COLOR": "1", "GITHUB_ACTIONS": "true", "TERM": "xterm"}
    odd |= {"HOME": "/home/someone", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "PYTHON_CPU_COUNT": "96"}
    code = f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import generate, pathlib; generate.main([], pathlib.Path({str(other)!r}))"  # noqa: E501 - one line of Python
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | odd, capture_output=True)  # noqa: S603 - our own
    for page in (*(f"docs/{name}" for name in PAGES), "README.md"):
        assert (other / page).read_text() == (root / page).read_text()
