"""Finds mistakes in the section `deliver` whose values are each well formed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reporter.config.file.delivery_schema import DeliverShape, MailShape, SmtpShape
from reporter.config.file.mistakes import Location, Problem
from reporter.config.file.values import inside

HERE = ("localhost", "127.0.0.1", "::1")
"""The host names of a relay on this machine."""


OF_AWS = "AWS_"
"""The prefix of the environment variables in which AWS's tools keep credentials."""


def delivery_contradictions(deliver: DeliverShape, folder: Path) -> Iterator[Problem]:
    """Values that contradict each other, and a template folder that does not exist."""
    if deliver.mail:
        yield from _mail(("deliver", "mail"), deliver.mail)
    for position, webhook in enumerate(deliver.webhooks):
        yield from _variable(("deliver", "webhooks", position, "url_env"), webhook.url_env)
    for path in inside(folder, [deliver.templates] if deliver.templates else []):
        if not path.is_dir():
            yield ("deliver", "templates"), f"there is no folder {path}", "make it, or correct the path"


def _mail(location: Location, mail: MailShape) -> Iterator[Problem]:
    if bool(mail.smtp) == bool(mail.ses):
        what = "names both smtp and ses" if mail.smtp else "names no way to send"
        yield location, what, "give one of smtp and ses"
    if not (mail.to or mail.owners):
        yield location, "has no recipient", "name recipients under to, or set owners: true"
    if mail.smtp:
        yield from _smtp((*location, "smtp"), mail.smtp)


def _smtp(location: Location, smtp: SmtpShape) -> Iterator[Problem]:
    if smtp.security == "none" and smtp.host not in HERE:
        what = "would send the reports unencrypted over the network"
        yield (*location, "security"), what, "write starttls or tls; none is for a relay on this machine"
    yield from _variable((*location, "password_env"), smtp.password_env or "")
    if smtp.password_env and smtp.keyring:
        yield (*location, "keyring"), "is a second place for the password", "keep it or password_env"
    if smtp.user and not (smtp.password_env or smtp.keyring):
        yield (*location, "user"), "has no password", "name its environment variable under password_env, or a keyring"
    if smtp.user and smtp.security == "none":
        yield (*location, "user"), "would send its password unencrypted", "write security: starttls or tls"
    if not smtp.user and (smtp.password_env or smtp.keyring):
        yield (*location, "user"), "is missing: a password is named", "add it, or drop the password"


def _variable(location: Location, name: str) -> Iterator[Problem]:
    """A problem where a secret is to be read from a variable of AWS: it would send our credentials to the receiver."""
    if name.upper().startswith(OF_AWS):
        yield location, f"names {name}, a variable of AWS's own", "put the secret into a variable of another name"
