"""What the doctor says of the ways out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest

from reporter.config.delivery import S3, Deliver, Mail, Ses, Smtp, Sns, Webhook
from reporter.config.settings import Settings
from reporter.demo.emulator import answered
from reporter.doctor import Diagnosis, DiagnosisState
from reporter.doctor.delivery import examine_delivery
from tests.deliver.mail_server import HOST, PASSWORD, USER, MailServer, certificate, mail_server, tls, with_login
from tests.doctor.test_examination import examine
from tests.world import Prepare, World, deny

CURRENT = "123456789012"
URL = "s3://compliance/weekly"
VARIABLE = "REPORTER_TEST_WEBHOOK"


def one(prepare: Prepare = lambda _: None, *, runs_in_s3: str = "", **deliver: Any) -> Diagnosis:
    """The only diagnosis."""
    settings = Settings(runs_in_s3=runs_in_s3, deliver=Deliver(**deliver))
    [found] = examine_delivery(settings, prepare)
    return found


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3", "us-east-1", CURRENT)
    client.create_bucket(Bucket="compliance")
    return client


def test_without_a_delivery_there_is_nothing_to_say() -> None:
    assert examine_delivery(Settings()) == []


def test_a_bucket_is_tried_without_leaving_anything(s3: Any) -> None:
    found = [one(runs_in_s3=URL), one(s3=S3(url=URL, region="us-east-1"))]
    assert [(each.subject, each.question, each.state) for each in found] == [
        (URL, "runs can be stored", DiagnosisState.OK),
        (URL, "reports can be stored", DiagnosisState.OK),
    ]
    assert {each.answer for each in found} == {"an upload was started in us-east-1 and aborted"}
    assert s3.list_objects_v2(Bucket="compliance").get("Contents", []) == []
    assert s3.list_multipart_uploads(Bucket="compliance").get("Uploads", []) == []


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("operation", ["HeadBucket", "CreateMultipartUpload", "AbortMultipartUpload"])
def test_a_bucket_that_refuses_is_reported_with_what_to_allow(operation: str) -> None:
    found = one(deny(f"s3:{operation}"), runs_in_s3=URL)
    assert (found.state, f"{operation} was refused: AccessDenied" in found.answer) == (DiagnosisState.BROKEN, True)
    assert "s3:PutObject" in found.remedy


@pytest.mark.usefixtures("world")
def test_a_bucket_that_is_not_there_is_reported() -> None:
    assert one(s3=S3(url="s3://no-such-bucket")).answer == "s3://no-such-bucket: HeadBucket was refused: 404: Not Found"


@pytest.fixture
def office() -> Iterator[MailServer]:
    with mail_server() as office:
        yield office


def test_a_mail_server_is_greeted_and_sent_nothing(office: MailServer) -> None:
    found = one(mail=Mail(sender="a@example.com", smtp=office.settings()))
    assert (found.subject, found.state) == ("the mail server 127.0.0.1", DiagnosisState.OK)
    assert found.answer == "it answers; nothing was sent"
    assert (office.mails, office.attempts) == ([], [])


@pytest.mark.parametrize(("password", "state"), [(PASSWORD, DiagnosisState.OK), ("wrong", DiagnosisState.BROKEN)])
def test_a_login_is_tried(
    password: str, state: DiagnosisState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    monkeypatch.setenv("MAIL_PASSWORD", password)
    offices: list[MailServer] = []
    with mail_server(tls_context=tls(pem), **with_login(offices)) as office:
        offices.append(office)
        smtp = office.settings(security="starttls", user=USER, password_env="MAIL_PASSWORD")
        found = one(mail=Mail(sender="a@example.com", smtp=smtp))
    assert found.state is state
    assert bool(found.remedy) is (state is DiagnosisState.BROKEN)
    assert (f"it answers, and lets {USER} in" in found.answer) is (state is DiagnosisState.OK)


def test_a_password_that_is_not_there_is_reported_before_the_server_is_asked() -> None:
    smtp = Smtp(host="mail.invalid", user=USER, password_env="REPORTER_TEST_NO_PASSWORD")
    found = one(mail=Mail(sender="a@example.com", smtp=smtp))
    assert (found.state, "REPORTER_TEST_NO_PASSWORD is not set" in found.answer) == (DiagnosisState.BROKEN, True)


def test_a_server_that_hangs_up_is_reported() -> None:
    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=_greet_and_leave, args=(listener,), daemon=True).start()
        smtp = Smtp(host=HOST, port=listener.getsockname()[1], security="none", timeout_seconds=5)
        found = one(mail=Mail(sender="a@example.com", smtp=smtp))
    assert (found.state, "cannot be used" in found.answer) == (DiagnosisState.BROKEN, True)


def _greet_and_leave(listener: socket.socket) -> None:
    """Polite until it is asked for anything but its name."""
    line, _ = listener.accept()
    with line, line.makefile("rb") as words:
        line.sendall(b"220 hello\r\n")
        words.readline()
        line.sendall(b"250 here\r\n")
        words.readline()


def account(**facts: bool) -> Prepare:
    """SES as it tells of itself; moto does not know the operation."""

    def answer(**event: Any) -> Any:
        return answered(facts)

    return lambda session: session.register("before-call.sesv2.GetAccount", answer)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("prepare", "state", "shown"),
    [
        (account(SendingEnabled=True, ProductionAccessEnabled=True), DiagnosisState.OK, "sending is enabled"),
        (account(SendingEnabled=True, ProductionAccessEnabled=False), DiagnosisState.WARNING, "it is in the sandbox"),
        (account(SendingEnabled=False), DiagnosisState.BROKEN, "sending is paused"),
        (deny("sesv2:GetAccount"), DiagnosisState.BROKEN, "Amazon SES: GetAccount was refused: AccessDenied"),
    ],
)
def test_ses_is_asked_how_it_stands(prepare: Prepare, state: DiagnosisState, shown: str) -> None:
    found = one(prepare, mail=Mail(sender="a@example.com", ses=Ses(region="eu-west-1")))
    assert (found.state, found.answer.startswith(shown)) == (state, True)
    assert bool(found.remedy) is (state is not DiagnosisState.OK)


def test_a_mail_without_a_way_goes_by_ses() -> None:
    found = one(account(SendingEnabled=True, ProductionAccessEnabled=True), mail=Mail(sender="a@example.com"))
    assert found.subject == "Amazon SES"


@pytest.mark.parametrize(
    ("prepare", "state"),
    [
        (lambda _: None, DiagnosisState.OK),
        (deny("sns:GetTopicAttributes", "AuthorizationError"), DiagnosisState.UNKNOWN),
        (deny("sns:GetTopicAttributes", "NotFound", "Topic does not exist", 404), DiagnosisState.BROKEN),
    ],
)
def test_a_topic_is_looked_for_and_gets_no_message(world: World, prepare: Prepare, state: DiagnosisState) -> None:
    arn = world.client("sns", "us-east-1", CURRENT).create_topic(Name="compliance")["TopicArn"]
    found = one(prepare, sns=(Sns(topic=arn),))
    assert (found.subject, found.state) == (arn, state)


@pytest.mark.parametrize(
    ("address", "state", "shown"),
    [
        ("https://hooks.example.com/secret", DiagnosisState.OK, "it is set; nothing was posted"),
        ("http://hooks.example.com/secret", DiagnosisState.BROKEN, "holds no address that begins with https"),
        ("", DiagnosisState.BROKEN, "is not set"),
    ],
)
def test_the_address_of_a_webhook_is_looked_for_and_not_shown(
    address: str, state: DiagnosisState, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, address)
    found = one(webhooks=(Webhook(kind="teams", url_env=VARIABLE),))
    assert (found.subject, found.state) == (f"teams by {VARIABLE}", state)
    assert shown in found.answer
    assert "secret" not in f"{found.answer}{found.remedy}"


def test_the_doctor_examines_the_ways_out_too_and_the_room_for_copies(world: World, s3: Any) -> None:
    found = examine(world, runs_in_s3=URL)
    assert [one.state for one in found if one.subject == URL] == [DiagnosisState.OK]
    assert any(gettempdir() in one.answer for one in found if one.question == "runs can be stored")
