"""A new check and its test are good as they are written."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from reporter.catalogue.scaffold import NewCheck, new_check
from reporter.engine.loader import load_checks
from reporter.model.errors import UserError

SUBJECTS = ("Bucket", "Instance", "Account", "Region", "User", "Peering")
PROJECT = Path(__file__).parents[2]
OURS = 'lint.isort.known-first-party = ["benchmarks", "checks", "reporter", "tests"]'
SORTED_AS_OURS = ("--select=I,F", "--config", OURS)


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which an author works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, subject: str = "", service: str = "s3") -> str:
    return new_check(service, name, subject, Path("mine"), Path("mytests")).files[0].read_text()


def run(*command: str, folder: Path) -> None:
    command = (sys.executable, "-m", *command)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SLIPCOVER_")}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - our own
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
        ("timestream", "thing-good", "Account"),
        ("dax", "instance-encrypted", "Account"),
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
    _, test = new_check("s3", "thing-good", "", elsewhere, Path("mytests")).files
    assert "from acme_checks.s3_thing_good import thing_good_holds" in test.read_text()


@pytest.mark.usefixtures("workshop")
def test_a_folder_below_is_imported_by_its_path() -> None:
    _, test = new_check("s3", "thing-good", "", Path("acme/checks_of_ours"), Path("mytests")).files
    assert "from acme.checks_of_ours.s3_thing_good import thing_good_holds" in test.read_text()


@pytest.mark.usefixtures("workshop")
def test_a_folder_that_no_test_could_import_from_is_refused() -> None:
    with pytest.raises(UserError, match="cannot import from my-checks"):
        new_check("s3", "thing-good", "", Path("my-checks"), Path("mytests"))
    with pytest.raises(UserError, match="checks would be hidden by the built-in checks"):
        new_check("s3", "thing-good", "", Path("checks"), Path("mytests"))


@pytest.fixture
def checkout(workshop: Path) -> Path:
    """A checkout of this project without any checks."""
    for package in ("checks", "tests", "tests/checks", "tests/aws"):
        (workshop / package).mkdir()
        (workshop / package / "__init__.py").touch()
    return workshop


def made_here(service: str, name: str, subject: str = "", topic: str = "") -> NewCheck:
    return new_check(service, name, subject, Path("checks"), Path("tests/checks"), topic)


def write_here(service: str, name: str, subject: str = "", topic: str = "") -> list[str]:
    """The files written, without those that only mark packages of checks and tests."""
    files = map(str, made_here(service, name, subject, topic).files)
    return [file for file in files if not re.fullmatch(r"(tests/)?checks/\w+/__init__.py", file)]


@pytest.mark.usefixtures("checkout")
def test_in_a_checkout_a_check_goes_to_the_topic_of_its_subject() -> None:
    Path("reporter/aws/s3").mkdir(parents=True)
    assert write_here("s3", "bucket-thing-good") == [
        "checks/s3/buckets.py", "tests/checks/s3/test_buckets.py", "tests/facts/s3.csv",
    ]  # fmt: skip
    assert write_here("account", "thing-good", "Account")[0] == "checks/account/account.py"
    assert Path("tests/facts/s3.csv").read_text() == "fact,about,value\ncheck,s3-bucket-thing-good,TODO\n"
    assert (
        "from checks.s3.buckets import bucket_thing_good_holds" in Path("tests/checks/s3/test_buckets.py").read_text()
    )


def test_a_second_check_of_a_topic_is_added_to_the_first(checkout: Path) -> None:
    Path("reporter/aws/s3").mkdir(parents=True)
    Path("reporter/aws/s3/web.py").touch()
    write_here("s3", "bucket-thing-good", topic="web")
    files = write_here("s3", "access-point-other-good", topic="web")
    check = Path(files[0]).read_text()
    assert files[0] == "checks/s3/web.py"
    assert check.count("@check(") == 2
    assert check.count("from reporter.api import Severity, Verdict, check, failed, passed") == 1
    run("ruff", "format", "--check", "--line-length=120", "checks", "tests", folder=checkout)
    run("ruff", "check", *SORTED_AS_OURS, folder=checkout)
    run("pytest", "-q", "tests/checks", folder=checkout)


def test_a_new_service_is_written_whole_as_stubs_that_fail_until_written(checkout: Path) -> None:
    files = write_here("lighthouse", "lamp-lit")
    assert files == [
        "checks/lighthouse/lamps.py",
        "tests/checks/lighthouse/test_lamps.py",
        "reporter/aws/lighthouse/__init__.py",
        "reporter/aws/lighthouse/lamps.py",
        "tests/aws/lighthouse/__init__.py",
        "tests/aws/lighthouse/test_lamps.py",
        "reporter/demo/services/lighthouse.py",
        "benchmarks/server/services/lighthouse.py",
        "tests/remediation/services/lighthouse.py",
        "tests/facts/lighthouse.csv",
    ]
    run("ruff", "format", "--check", "--line-length=120", ".", folder=checkout)
    run("ruff", "check", *SORTED_AS_OURS, folder=checkout)
    assert "kind,lighthouse:Lamp,\noperation,lighthouse:ListLamps,TODO\n" in Path(files[-1]).read_text()
    for stub in files[3], files[6], files[7]:
        assert 'raise NotImplementedError("TODO: ' in Path(stub).read_text()
    with pytest.raises(AssertionError, match="TODO: create some, and show"):
        run("pytest", "-q", "tests/aws", folder=checkout)


@pytest.mark.usefixtures("checkout")
def test_a_new_subject_of_a_known_service_gets_a_collector_and_nothing_twice() -> None:
    write_here("lighthouse", "lamp-lit")
    Path("reporter/demo/services/lighthouse.py").rename("reporter/demo/services/kept")
    Path("reporter/demo/services/lighthouse").mkdir()
    files = write_here("lighthouse", "policy-strict", "KeepPolicy", topic="rules")
    assert files[2:] == [
        "reporter/aws/lighthouse/rules.py", "tests/aws/lighthouse/test_rules.py", "tests/facts/lighthouse.csv",
    ]  # fmt: skip
    assert "def keep_policies(" in Path(files[2]).read_text()
    assert "def addresses(" in Path(write_here("harbour", "address-known")[3]).read_text()
    assert "def repositories(" in Path(write_here("registry", "repository-scanned")[3]).read_text()


@pytest.mark.usefixtures("checkout")
def test_the_subject_of_a_known_topic_has_to_be_collected() -> None:
    write_here("lighthouse", "lamp-lit")
    with pytest.raises(UserError, match="that is called 'Bukket'; did you mean 'Bucket'"):
        write_here("lighthouse", "bukket-good", "Bukket")


@pytest.mark.usefixtures("checkout")
def test_a_topic_and_a_new_subject_have_names_that_python_takes() -> None:
    with pytest.raises(UserError, match="'Web-Sites' cannot be the name of a module"):
        write_here("s3", "bucket-thing-good", topic="Web-Sites")
    with pytest.raises(UserError, match="'lamp post' cannot be the name of a class"):
        write_here("lighthouse", "lamp-lit", "lamp post")


@pytest.mark.parametrize("service", ["aws-backup", "access-analyzer"])
def test_a_service_is_one_word(checkout: Path, service: str) -> None:
    before = sorted(checkout.rglob("*"))
    with pytest.raises(UserError, match=f"'{service}' cannot be a service; write it as one word, for example a"):
        write_here(service, "vault-locked")
    assert sorted(checkout.rglob("*")) == before


def test_a_service_that_python_keeps_as_a_word_has_folders_with_another_name(checkout: Path) -> None:
    files = write_here("async", "function-private")
    assert files[0] == "checks/async_/functions.py"
    assert "tests/facts/async.csv" in files
    assert 'SERVICE = "async"' in Path("reporter/aws/async_/__init__.py").read_text()
    assert '"async-function-private"' in Path(files[0]).read_text()
    write_here("async", "import-small", topic="imports")
    assert "(import_: Import) -> Verdict" in Path("checks/async_/imports.py").read_text()
    run("ruff", "check", *SORTED_AS_OURS, folder=checkout)
    with pytest.raises(UserError, match="'async' cannot be the name of a module"):
        write_here("async", "function-small", topic="async")


def test_a_kind_of_another_service_is_judged_only_where_it_is_named(checkout: Path) -> None:
    files = write_here("rds", "instance-encrypted")
    assert "from reporter.aws.rds.instances import Instance" in Path(files[0]).read_text()
    files = write_here("backup", "instance-saved", "Instance")
    assert "import Instance" in Path(checkout / files[0]).read_text()
    assert "reporter.aws.ec2" in Path(files[0]).read_text()


@pytest.mark.usefixtures("checkout")
def test_every_file_is_named_and_every_step() -> None:
    Path("benchmarks/server/services").mkdir(parents=True)
    Path("benchmarks/server/services/lighthouse.py").touch()
    made = made_here("lighthouse", "lamp-lit")
    assert sorted(map(str, Path().rglob("lighthouse/__init__.py"))) == sorted(
        str(file) for file in made.files if file.name == "__init__.py"
    )
    assert made.steps == (
        f"replace each TODO, then python -m pytest {made.files[1]} tests/aws/lighthouse/test_lamps.py",
        "look up the IAM actions in tests/facts/lighthouse.csv",
        "look at the kind and operation guessed in reporter.aws.lighthouse.lamps; reporter/aws/sns is a model",
        "add what the server answers for Lamp to benchmarks/server/services/lighthouse.py",
        "give shop-prod one that passes and one that fails in reporter/demo/services/lighthouse.py",
        "add a case for the command of cli= in tests/remediation/services/lighthouse.py, or say why not",
        "make docs, and pytest --update-golden tests/test_requests.py",
    )


@pytest.mark.usefixtures("checkout")
def test_for_a_kind_that_is_collected_the_demo_is_left_to_do() -> None:
    Path("reporter/aws/s3").mkdir(parents=True)
    Path("reporter/demo/services/s3").mkdir(parents=True)
    assert made_here("s3", "bucket-thing-good").steps[1:] == (
        "look up the IAM actions in tests/facts/s3.csv",
        "give shop-prod one that passes and one that fails in reporter/demo/services/s3",
        "add a case for the command of cli= in tests/remediation/services/s3.py, or say why not",
        "make docs, and pytest --update-golden tests/test_requests.py",
    )
    assert "services/ec2.py" in made_here("vpc", "subnet-thing-good").steps[-3]
    assert "services/account.py" in made_here("account", "thing-good", "Account").steps[-3]
