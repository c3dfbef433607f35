"""Mails through a real mail server: what it takes, what it refuses, and how it can fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from reporter.config.delivery import Smtp
from reporter.deliver.mail.message import Attachment, Bodies, Envelope, Message
from reporter.deliver.mail.smtp import SmtpTransport
from reporter.deliver.mail.transport import TooLarge
from reporter.deliver.parcel import NotDelivered
from tests.deliver.mail_server import HOST, PASSWORD, USER, MailServer, certificate, mail_server, tls, with_login

Kept: TypeAlias = str | Exception | None
BODIES = Bodies(subject="3 new critical", text=".hidden\n..\n", html="<p>.</p>")


@pytest.fixture
def office() -> Iterator[MailServer]:
    with mail_server() as office:
        yield office


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


def mail(recipient: str = "anna@example.com", attached: bytes = b"") -> Message:
    attachment = Attachment(name="report.xlsx", content=attached) if attached else None
    return Envelope(sender="audit@example.com", recipient=recipient).seal("run", BODIES, attachment)


def refusal(transport: SmtpTransport, message: Message) -> NotDelivered:
    with pytest.raises(NotDelivered) as error:
        transport.send(message)
    return error.value


def test_a_mail_arrives_as_it_was_written(office: MailServer) -> None:
    SmtpTransport(office.settings()).send(mail())
    [(recipient, arrived)] = office.mails
    assert recipient == "anna@example.com"
    body = arrived.get_body(("plain",))
    assert body
    assert body.get_content().splitlines() == BODIES.text.splitlines()


def test_the_line_is_encrypted_and_the_login_comes_from_the_environment(
    pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    offices: list[MailServer] = []
    with mail_server(tls_context=tls(pem), require_starttls=True, **with_login(offices)) as office:
        offices.append(office)
        transport = SmtpTransport(office.settings(security="starttls", user=USER, password_env="MAIL_PASSWORD"))
        assert list(transport.examine()) == []
        transport.send(mail())
        assert office.logins == [(USER, PASSWORD)]
        assert office.recipients == ["anna@example.com"]


def test_the_line_can_be_encrypted_from_the_start(pem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with mail_server(ssl_context=tls(pem)) as office:
        SmtpTransport(office.settings(security="tls")).send(mail())
        assert office.recipients == ["anna@example.com"]


def test_an_untrusted_certificate_ends_it_for_all(pem: Path) -> None:
    with mail_server(tls_context=tls(pem)) as office:
        error = refusal(SmtpTransport(office.settings(security="starttls")), mail())
    assert "certificate verify failed" in str(error)
    assert (error.passing, error.for_all) == (False, True)


def test_a_server_without_encryption_gets_nothing(office: MailServer) -> None:
    error = refusal(SmtpTransport(office.settings(security="starttls")), mail())
    assert str(error) == f"the mail server {HOST} cannot be used: STARTTLS extension not supported by server."
    assert (error.passing, error.for_all, office.mails) == (False, True, [])


def test_a_login_that_is_refused_is_not_tried_with_every_recipient(pem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    offices: list[MailServer] = []
    with mail_server(tls_context=tls(pem), **with_login(offices)) as office:
        offices.append(office)
        settings = office.settings(security="starttls", user=USER, password_env="MAIL_PASSWORD")
        error = refusal(SmtpTransport(settings), mail())
    assert "535" in str(error)
    assert (error.passing, error.for_all) == (False, True)


def test_a_recipient_who_is_refused_says_nothing_of_the_others(office: MailServer) -> None:
    office.refused = {"gone@example.com": ["550 no such user"], "busy@example.com": ["450 greylisted"]}
    transport = SmtpTransport(office.settings())
    gone = refusal(transport, mail("gone@example.com"))
    assert (str(gone), gone.passing, gone.for_all) == (
        f"the mail server {HOST} refused: 550 no such user",
        False,
        False,
    )
    busy = refusal(transport, mail("busy@example.com"))
    assert (busy.passing, busy.for_all) == (True, False)
    transport.send(mail("busy@example.com"))
    assert office.recipients == ["busy@example.com"]


def test_a_mail_that_is_refused_as_too_large_may_go_without_its_workbook(office: MailServer) -> None:
    office.mishaps = ["552 too large"]
    assert isinstance(refusal(SmtpTransport(office.settings()), mail()), TooLarge)
    with mail_server(data_size_limit=2000) as narrow:
        assert isinstance(refusal(SmtpTransport(narrow.settings()), mail(attached=b"x" * 3000)), TooLarge)
        assert narrow.attempts == []


def test_a_server_that_breaks_off_in_the_middle_is_asked_again(office: MailServer) -> None:
    office.mishaps = ["breaks off"]
    transport = SmtpTransport(office.settings())
    error = refusal(transport, mail(attached=b"x" * 1_000_000))
    assert "broke off" in str(error)
    assert (error.passing, error.for_all) == (True, True)
    transport.send(mail())
    assert len(office.mails) == 1


@pytest.mark.parametrize("mishap", ["keeps it and hangs up", "stalls"])
def test_what_may_have_arrived_is_not_sent_again_by_itself(office: MailServer, mishap: str) -> None:
    office.mishaps = [mishap]
    error = refusal(SmtpTransport(office.settings(timeout_seconds=1)), mail())
    assert "it may have arrived" in str(error)
    assert not error.passing


def test_a_server_that_is_not_there_may_come_back() -> None:
    with mail_server() as office:
        settings = office.settings()
    error = refusal(SmtpTransport(settings), mail())
    assert "cannot be used" in str(error)
    assert (error.passing, error.for_all) == (True, True)


class Keyring(KeyringBackend):
    """A keyring of the test, with one password in it, or a trouble."""

    priority = 1
    kept: Kept = None

    def get_password(self, service: str, username: str) -> str | None:
        if isinstance(self.kept, Exception):
            raise self.kept
        return self.kept if (service, username) == ("mail", USER) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept = password


@pytest.fixture
def locker() -> Iterator[Keyring]:
    """The keyring of the machine, for this test."""
    before, locker = keyring.get_keyring(), Keyring()  # type: ignore[no-untyped-call] # keyring types no constructor
    keyring.set_keyring(locker)
    yield locker
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("kept", "mistakes"),
    [
        (PASSWORD, []),
        (None, [f"the keyring has no password: keyring set mail {USER}"]),
        (KeyringLocked("it is locked"), ["the keyring cannot be read: it is locked"]),
        ("größer", ["the mail password has characters beyond ASCII, which SMTP does not take: choose another"]),
    ],
)
def test_the_password_may_be_in_the_keyring(locker: Keyring, kept: Kept, mistakes: list[str]) -> None:
    locker.kept = kept
    settings = Smtp(host=HOST, user=USER, keyring="mail")
    assert list(SmtpTransport(settings).examine()) == mistakes


def test_a_password_that_is_nowhere_is_missed_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAIL_PASSWORD", raising=False)
    settings = Smtp(host=HOST, user=USER, password_env="MAIL_PASSWORD")
    shown = "the environment variable MAIL_PASSWORD is not set: it holds the mail password"
    assert list(SmtpTransport(settings).examine()) == [shown]
