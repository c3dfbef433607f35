"""Sends mails by SMTP, over TLS and with a login if configured, on one connection for each mail."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property

from reporter.config.delivery import PORTS, Smtp
from reporter.deliver.mail.message import Message
from reporter.deliver.mail.transport import MEGABYTE, TooLarge
from reporter.deliver.parcel import NotDelivered
from reporter.model.errors import UserError
from reporter.model.extras import extra
from reporter.model.text import visible

YES = (250, 251, 354)
TOO_LARGE = 552
PASSING = range(400, 500)
"""Temporary replies of a server, after which a retry may succeed. All exceptions of smtplib are OSError."""
DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class SmtpTransport:
    """A mail server."""

    settings: Smtp

    @property
    def limit(self) -> int:
        """The configured maximum size, in bytes; a server with a lower limit refuses the mail."""
        return self.settings.limit_mb * MEGABYTE

    def examine(self) -> Iterator[str]:
        """The problem with the password, if one is needed and missing."""
        try:
            self._password  # noqa: B018 - asks for it
        except UserError as error:
            yield str(error)

    def send(self, message: Message) -> None:
        """Send a mail; raises `NotDelivered` or `TooLarge`."""
        with self._connected() as server:
            try:
                self._hand_over(server, message)
            except OSError as error:
                raise NotDelivered(f"{self._name} broke off: {_reason(error)}", passing=True, for_all=True) from error

    def try_out(self) -> None:
        """Connect and log in without sending a mail; raises `NotDelivered`."""
        with self._connected() as server:
            try:
                server.noop()
            except OSError as error:
                raise self._unreachable(error) from error

    def _hand_over(self, server: smtplib.SMTP, message: Message) -> None:
        """Send a mail step by step: smtplib alone does not show whether a connection broke before the end."""
        size = [f"size={len(message.content)}"] if server.has_extn("size") else []
        self._accept(server.mail(message.sender, size), for_all=True)
        self._accept(server.rcpt(message.recipient))
        self._accept(server.docmd("DATA"))
        server.send(DOT_AT_START.sub(b"..", message.content) + b".\r\n")
        self._accept(self._last_reply(server))

    def _accept(self, reply: tuple[int, bytes], *, for_all: bool = False) -> None:
        """Raise `NotDelivered` or `TooLarge` for a reply that refuses."""
        code, words = reply
        refusal = visible(f"{self._name} refused: {code} {words.decode('utf-8', 'replace')}")
        if code == TOO_LARGE:
            raise TooLarge(refusal)
        if code not in YES:
            raise NotDelivered(refusal, passing=code in PASSING, for_all=for_all)

    def _last_reply(self, server: smtplib.SMTP) -> tuple[int, bytes]:
        """The final reply; a mail that may have arrived is not sent again automatically."""
        try:
            return server.getreply()
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, ConnectionError):  # closed before it had read everything
                raise
            problem = "took the whole mail, but did not say whether it keeps it: it may have arrived, so ask before you"
            raise NotDelivered(f"{self._name} {problem} send it again ({_reason(error)})") from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connected server; an error while closing the connection does not matter."""
        try:
            server = self._dialled()
        except OSError as error:
            raise self._unreachable(error) from error
        try:
            yield server
            with suppress(OSError):
                server.quit()
        finally:
            server.close()

    def _dialled(self) -> smtplib.SMTP:
        given, tls = self.settings, ssl.create_default_context()
        port, timeout = given.port or PORTS[given.security], given.timeout_seconds
        if given.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(given.host, port, timeout=timeout, context=tls)
        else:
            server = smtplib.SMTP(given.host, port, timeout=timeout)
        try:
            if given.security == "starttls":
                server.starttls(context=tls)
            if given.user:
                server.login(given.user, self._password)
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    @cached_property
    def _password(self) -> str:
        """The password; raises `UserError` if it is missing."""
        given = self.settings
        if given.password_env and not os.environ.get(given.password_env):
            raise UserError(f"the environment variable {given.password_env} is not set: it holds the mail password")
        password = _from_keyring(given) if given.keyring else os.environ.get(given.password_env, "")
        if not password.isascii():
            raise UserError("the mail password has characters beyond ASCII, which SMTP does not take: choose another")
        return password

    def _unreachable(self, error: OSError) -> NotDelivered:
        """The error for a server that takes no mail at all."""
        code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
        passing = code in PASSING or _is_broken_line(error)
        return NotDelivered(f"{self._name} cannot be used: {_reason(error)}", passing=passing, for_all=True)

    @property
    def _name(self) -> str:
        return f"the mail server {self.settings.host}"


def _from_keyring(given: Smtp) -> str:
    with extra("mail"):
        import keyring  # noqa: PLC0415 - an extra
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above
    try:
        password = keyring.get_password(given.keyring, given.user)
    except KeyringError as error:
        raise UserError(f"the keyring cannot be read: {error}") from error
    if not password:
        raise UserError(f"the keyring has no password: keyring set {given.keyring} {given.user}")
    return password


def _is_broken_line(error: OSError) -> bool:
    """Whether the connection broke; an untrusted certificate does not count, since a retry cannot help."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return not isinstance(error, ssl.SSLError)


def _reason(error: OSError) -> str:
    """The reply of the server, or the error of the connection."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        return visible(f"{error.smtp_code} {words}")
    return visible(str(error)) or type(error).__name__
