"""A real mail server for one test, with configurable failures; it keeps the mails it accepted."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from reporter.config.delivery import Smtp

HOST = "127.0.0.1"
USER, PASSWORD = "compliance", "correct horse"


@dataclass
class MailServer:
    """The mails that were accepted, and the failures to come: each mail takes the first failure from the list."""

    port: int = 0
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Recipient and mail."""
    attempts: list[str] = field(default_factory=list)
    """All recipients that were named, accepted or not."""
    logins: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)
    """By recipient: the refusals, one for each attempt."""
    mishaps: list[str] = field(default_factory=list)
    """`breaks off`, `keeps it and hangs up`, `stalls`, or a reply such as `552 too large`."""

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.mails]

    def settings(self, **more: Any) -> Smtp:
        """Settings that reach this server without TLS."""
        return Smtp(**{"host": HOST, "port": self.port, "security": "none", "timeout_seconds": 5, **more})

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts.append(address)
        replies = self.refused.get(address, [])
        if replies:
            return replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        mishap = self.mishaps.pop(0) if self.mishaps else ""
        if mishap[:3].isdigit():
            return mishap
        if mishap == "stalls":
            await asyncio.sleep(60)
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        self.mails.append((envelope.rcpt_tos[0], mail))
        if mishap == "keeps it and hangs up":
            _line_of(server).close()
        return "250 kept"


class _Server(SMTP):
    """Breaks off in the middle of a mail, if that is the next failure."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd calls it so
        office: MailServer = self.event_handler
        if office.mishaps[:1] != ["breaks off"]:
            await super().smtp_DATA(arg)
            return
        office.mishaps.pop(0)
        await self.push("354 go on")
        await self._reader.read(1000)
        line = _line_of(self)
        line.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.abort()


def _line_of(server: SMTP) -> asyncio.Transport:
    assert isinstance(server.transport, asyncio.Transport)
    return server.transport


class _Controller(Controller):
    def __init__(self, office: MailServer, **options: Any) -> None:
        super().__init__(office, hostname=HOST, port=0, **options)

    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        """Take the port that the system chose; the first connection starts the server."""
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """A server that is open until the block ends; `options` are those of aiosmtpd."""
    office = MailServer()
    controller = _Controller(office, **options)
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def with_login(office_of: list[MailServer]) -> dict[str, Any]:
    """Options for a server that requires USER and PASSWORD."""

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        office_of[0].logins.append(given)
        return AuthResult(success=given == (USER, PASSWORD), handled=False)

    return {"authenticator": authenticate, "auth_required": True}


def certificate(folder: Path) -> Path:
    """A self-signed certificate for this machine, in one file with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "server.pem"
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return file


def tls(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
