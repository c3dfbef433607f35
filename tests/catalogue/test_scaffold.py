"""A new check and its test are good as they are written."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from reporter.catalogue.scaffold import new_check
from reporter.engine.loader import load_checks
from reporter.model.errors import UserError

SUBJECTS = ("Bucket", "Instance", "Account", "Region", "User", "Peering")
PROJECT = Path(__file__).parents[2]


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which an author works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, subject: str = "", service: str = "s3") -> str:
    check, _ = new_check(service, name, subject, Path("mine"), Path("mytests"))
    return check.read_text()


def run(*command: str, folder: Path) -> None:
    command = (sys.executable, "-m", *command)
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout + done.stderr


def write_for_all(subjects: Iterable[str]) -> None:
    for subject in subjects:
        write(f"{subject.lower()}-thing-good", subject)


def test_what_is_written_passes_every_gate_as_it_stands(workshop: Path) -> None:
    write_for_all(SUBJECTS)
    run("pytest", "-q", "mytests", folder=workshop)
    run("ruff", "format", "--check", "mine", "mytests", folder=workshop)
    run("mypy", "--strict", "--explicit-package-bases", "--cache-dir", str(PROJECT / ".mypy_cache"), "mine", "mytests",
        folder=workshop)  # fmt: skip


def test_what_is_written_can_be_loaded_from_its_folder(workshop: Path) -> None:
    write_for_all(SUBJECTS)
    found = {check.id: check.signature.subject.__name__ for check in load_checks([workshop / "mine"])}
    assert {f"s3-{subject.lower()}-thing-good": subject for subject in SUBJECTS}.items() <= found.items()


@pytest.mark.parametrize(
    ("service", "name", "subject"),
    [
        ("s3", "bucket-thing-good", "Bucket"),
        ("s3", "thing-good", "Bucket"),
        ("iam", "access-key-thing-good", "AccessKey"),
        ("vpc", "subnet-thing", "Subnet"),
        ("ec2", "region-thing", "Region"),
        ("guardduty", "thing-good", "Account"),
    ],
)
@pytest.mark.usefixtures("workshop")
def test_the_subject_is_guessed_from_the_name_and_the_service(service: str, name: str, subject: str) -> None:
    assert f": {subject}) -> Verdict:" in write(name, service=service)


@pytest.mark.usefixtures("workshop")
def test_the_subject_can_be_named() -> None:
    assert "access_key: AccessKey) -> Verdict" in write("thing-good", "AccessKey")
    with pytest.raises(UserError, match="that is called 'Bukket'; did you mean 'Bucket'"):
        write("other-good", "Bukket")
    with pytest.raises(UserError, match=r"that is called 'Xyz'; known are: Access.*, Vpc"):
        write("other-good", "Xyz")


@pytest.mark.usefixtures("workshop")
def test_an_id_must_have_the_right_form_and_be_new() -> None:
    with pytest.raises(UserError, match="'s3-Bucket' must look like service-thing-property"):
        write("Bucket")
    with pytest.raises(UserError, match="there is already a check 's3-bucket-public-access-blocked'; see `reporter"):
        write("bucket-public-access-blocked")


@pytest.mark.parametrize("there", ["mine/s3_thing_good.py", "mytests/test_s3_thing_good.py"])
def test_nothing_is_overwritten(workshop: Path, there: str) -> None:
    file = workshop / there
    file.parent.mkdir()
    file.write_text("precious")
    with pytest.raises(UserError, match=f"{there} is already there"):
        write("thing-good")
    assert list(workshop.rglob("*.py")) == [file]
    assert file.read_text() == "precious"


def test_a_folder_anywhere_else_is_imported_by_its_name(
    workshop: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "acme_checks"
    _, test = new_check("s3", "thing-good", "", elsewhere, Path("mytests"))
    assert "from acme_checks.s3_thing_good import thing_good_holds" in test.read_text()


@pytest.mark.usefixtures("workshop")
def test_a_folder_below_is_imported_by_its_path() -> None:
    _, test = new_check("s3", "thing-good", "", Path("acme/checks_of_ours"), Path("mytests"))
    assert "from acme.checks_of_ours.s3_thing_good import thing_good_holds" in test.read_text()


@pytest.mark.usefixtures("workshop")
def test_a_folder_that_no_test_could_import_from_is_refused() -> None:
    with pytest.raises(UserError, match="cannot import from my-checks"):
        new_check("s3", "thing-good", "", Path("my-checks"), Path("mytests"))
    with pytest.raises(UserError, match="checks would be hidden by the built-in checks"):
        new_check("s3", "thing-good", "", Path("checks"), Path("mytests"))


def test_in_a_checkout_the_check_goes_to_the_others(workshop: Path) -> None:
    (workshop / "checks").mkdir()
    (workshop / "checks" / "__init__.py").touch()
    _, test = new_check("s3", "thing-good", "", Path("checks"), Path("tests/checks"))
    assert "from checks.s3_thing_good import thing_good_holds" in test.read_text()
