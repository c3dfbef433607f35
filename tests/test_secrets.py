"""Secrets in what a scan reads are found in no file of a run, no report, and no log."""

from __future__ import annotations

import gzip
import json
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter.config.formats import FORMATS
from reporter.config.settings import AccountSources, ListedAccount, RegionChoice, Settings
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import select_job
from reporter.runs import RunFolder
from reporter.sessions import Sessions
from reporter.system.logs import JsonLines, PlainLines
from reporter.workflow.reporting import report_run
from reporter.workflow.scanning import new_scan
from tests.street import Watcher
from tests.world import ACCOUNT_ID, World

KEY_ID = "AKIA" + "Q4ZXN7TPLW2RS5VD"
SECRET_KEY = "wJalrXUtnFEMI" + "/K7MDENG/bPxRfiCYzEXAMPLEK9"
PASSWORD = "correct-horse-battery"
USER_DATA = "#!/bin/sh\nexport DB_PASSWORD=planted-in-user-data"
TOKEN = "ghp_" + "a1B2" * 9
PHONE, MAIL = "+49 30 901820", "carla.contact@example.com"
PLANTED = (KEY_ID, SECRET_KEY, PASSWORD, "planted-in-user-data", TOKEN, PHONE, MAIL, "Carla Contact")
IMAGE = "ami-0abcdef1234567890"
TAGS = {
    "Name": SECRET_KEY,
    "deploy": f"{KEY_ID} {SECRET_KEY}",
    "db-password": PASSWORD,
    "note": f"password={PASSWORD}",
    "ci": TOKEN,
}


@pytest.fixture
def planted(world: World) -> World:
    """An account with secrets in tags, user data, policies and contacts."""
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    ec2, iam, account = world.client("ec2"), world.client("iam"), world.client("account")
    specification = [{"ResourceType": "instance", "Tags": tags}]
    ec2.run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1, UserData=USER_DATA, TagSpecifications=specification)
    ec2.create_security_group(
        GroupName="g", Description=f"see {TOKEN}", TagSpecifications=[{"ResourceType": "security-group", "Tags": tags}]
    )
    iam.create_user(UserName="carla", Tags=tags)
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:t": KEY_ID}}}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName="carla", PolicyName="p", PolicyDocument=json.dumps(document))
    contact = {"EmailAddress": MAIL, "PhoneNumber": PHONE, "Name": "Carla Contact", "Title": "CISO"}
    account.put_alternate_contact(AlternateContactType="SECURITY", **contact)
    return world


class Memory(logging.Handler):
    """Everything that is logged, as it is written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [PlainLines(traces=True).format(record), JsonLines().format(record)]


@pytest.fixture
def log() -> Iterator[Memory]:
    memory, ours = Memory(), logging.getLogger("reporter")
    level = ours.level
    ours.addHandler(memory)
    ours.setLevel(logging.DEBUG)
    yield memory
    ours.removeHandler(memory)
    ours.setLevel(level)


def scan(world: World, runs: Path) -> RunFolder:
    owner = {"owner": KEY_ID, "api-key": PASSWORD}
    listed = (ListedAccount(id=ACCOUNT_ID, name="shop", tags=owner),)
    regions = RegionChoice(include=("us-east-1",))
    settings = Settings(runs=runs, accounts=AccountSources(listed=listed), regions=regions)
    job = select_job(settings, load_catalogue())
    sessions = Sessions(settings, prepare=world.emulator.prepare, sleep=lambda _: None)
    return new_scan(job, sessions, Watcher()).run().folder


def texts_of(folder: RunFolder) -> Iterator[tuple[str, bytes]]:
    """Every file of a run as a reader can see it, unpacked."""
    for file in folder.path.rglob("*"):
        if file.suffix == ".gz":
            yield file.name, gzip.decompress(file.read_bytes())
        elif file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as archive:
                yield from ((name, archive.read(name)) for name in archive.namelist())
        elif file.is_file():
            yield file.name, file.read_bytes()


def test_no_planted_secret_is_in_any_file_report_or_log(planted: World, log: Memory, tmp_path: Path) -> None:
    folder = scan(planted, tmp_path)
    report_run(folder, FORMATS)
    texts = [*texts_of(folder), *(("log", line.encode()) for line in log.lines)]
    assert len(texts) > 12
    for name, content in texts:
        assert not [secret for secret in PLANTED if secret.encode() in content], name
    inventory = folder.inventory_of(ACCOUNT_ID).decode()
    assert "[redacted: looks like an AWS secret key, sha256 " in inventory
    assert "[redacted: looks like the credential that its key names, sha256 " in inventory
    assert "[redacted: looks like an AWS access key id, sha256 " in inventory
    assert "[redacted: looks like a GitHub token, sha256 " in inventory


def test_an_exception_that_quotes_a_secret_is_logged_without_it(log: Memory) -> None:
    try:
        int(f"cannot parse {SECRET_KEY}")
    except ValueError:
        logging.getLogger("reporter.x").exception("crash over %s", KEY_ID)
    assert len(log.lines) == 2
    assert not [line for line in log.lines if SECRET_KEY in line or KEY_ID in line]
