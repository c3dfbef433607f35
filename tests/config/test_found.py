"""A configuration is found in the current folder, else in that of the user, and never inside of a run."""

from pathlib import Path

import pytest

from reporter.config.found import found_configuration, needed_configuration
from reporter.model.errors import UserError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, beside an empty home."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    return folder


def write(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}")
    return file


def test_the_current_folder_comes_before_the_users_configuration(here: Path, tmp_path: Path) -> None:
    users = write(tmp_path / "xdg" / "aws-compliance-reporter" / "reporter.yml")
    assert found_configuration() == users
    write(here / "reporter.yml")
    assert found_configuration() == Path("reporter.yml")
    assert needed_configuration() == Path("reporter.yml")


@pytest.mark.parametrize("xdg", ["", "relative"])
def test_without_an_absolute_xdg_config_home_it_is_that_of_the_home(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xdg: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", xdg)
    users = write(tmp_path / "home" / ".config" / "aws-compliance-reporter" / "reporter.yml")
    assert found_configuration() == users


def test_where_there_is_none_the_places_are_named(here: Path, tmp_path: Path) -> None:
    assert found_configuration() is None
    with pytest.raises(UserError) as raised:
        needed_configuration()
    assert f"reporter.yml in this folder, or {tmp_path}/xdg/aws-compliance-reporter/reporter.yml" in str(raised.value)
    assert "`reporter config init` writes one" in str(raised.value)


@pytest.mark.parametrize("below", [".", "reports"])
def test_a_run_never_brings_its_own(here: Path, monkeypatch: pytest.MonkeyPatch, below: str) -> None:
    (here / "run.json").write_text("{}")
    write(here / below / "reporter.yml")
    monkeypatch.chdir(here / below)
    assert found_configuration() is None


def test_a_file_that_everyone_may_write_to_must_be_named(here: Path) -> None:
    write(here / "reporter.yml").chmod(0o666)
    with pytest.raises(UserError, match="if you trust it: -c reporter"):
        found_configuration()
