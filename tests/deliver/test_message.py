"""One mail, byte for byte: headers without injection, addresses of every kind."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.config.file.values import is_address
from reporter.deliver.mail.headers import LINE, address_of, bare
from reporter.deliver.mail.message import Attachment, Bodies, Envelope
from reporter.deliver.parcel import NotDelivered

BODIES = Bodies(subject="3 new critical", text="Größe\n", html="<p>Größe</p>")


def opened(envelope: Envelope, bodies: Bodies = BODIES, attachment: Attachment | None = None) -> EmailMessage:
    content = envelope.seal("run", bodies, attachment).content
    assert content.isascii()
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def test_names_and_subjects_may_be_in_any_language() -> None:
    envelope = Envelope(
        sender="Prüfung <audit@bücher.example>", recipient='"Boß, Herr" <boss@example.com>', reply_to="li@example.com"
    )
    mail = opened(envelope, Bodies(subject="Übersicht: 概要", text="概要", html="<p>概要</p>"))
    assert mail["From"].addresses[0].display_name == "Prüfung"
    assert mail["From"].addresses[0].addr_spec == "audit@xn--bcher-kva.example"
    assert [one.display_name for one in mail["To"].addresses] == ["Boß Herr"]
    assert mail["Reply-To"] == "li@example.com"
    assert mail["Subject"] == "Übersicht: 概要"


def test_a_mail_says_that_a_machine_wrote_it_when_and_about_which_run() -> None:
    mail = opened(Envelope(sender="audit@example.com", recipient="boss@example.com"))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Compliance-Run"] == "run"
    assert re.fullmatch(r"<[^@\s]+@example\.com>", mail["Message-ID"])
    assert mail["Date"].datetime.utcoffset() is not None
    assert mail["Reply-To"] is None


def test_readers_of_text_and_of_html_see_the_same_and_the_workbook() -> None:
    attachment = Attachment(name="report-ü.xlsx", content=b"PK")
    mail = opened(Envelope(sender="a@example.com", recipient="b@example.com"), attachment=attachment)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert html
    assert (text.get_content().strip(), html.get_content().strip()) == ("Größe", "<p>Größe</p>")
    [workbook] = mail.iter_attachments()
    assert workbook.get_filename() == "report-ü.xlsx"
    assert workbook.get_content() == b"PK"
    assert workbook.get_content_type().endswith("spreadsheetml.sheet")


ENCODED = "=?utf-8?q?x=0D=0ABcc:_eve=40example.com=2C?="
"""What Python 3.11 writes out as two lines."""
WORDS = st.sampled_from(["Boß", "0" * 30, "a, b", "Dr.", "eve@example.com", '"', "\\", "<", ":", ";", ENCODED, "概要"])
NAMES = st.lists(WORDS | st.text(max_size=10), max_size=12).map(" ".join)


@settings(max_examples=60)
@given(NAMES, NAMES)
def test_a_name_cannot_add_a_header_or_a_recipient(name: str, subject: str) -> None:
    hostile = f"{name}\r\nBcc: eve@example.com\r\n\r\n{subject}"
    sender, recipient = f"{hostile} <audit@example.com>", f"{hostile} <boss@example.com>"
    mail = opened(Envelope(sender=sender, recipient=recipient), Bodies(subject=hostile, text="text", html="html"))
    assert mail["Bcc"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == ["boss@example.com"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["audit@example.com"]


def test_what_only_looks_encoded_is_not_decoded() -> None:
    mail = opened(
        Envelope(sender="a@example.com", recipient=f"{ENCODED} <b@example.com>"),
        Bodies(subject=ENCODED, text="", html=""),
    )
    assert mail["Bcc"] is None
    assert mail["Subject"] == "= ?utf-8?q?x=0D=0ABcc:_eve=40example.com=2C?="
    assert [one.addr_spec for one in mail["To"].addresses] == ["b@example.com"]


def test_a_name_that_is_folded_or_encoded_loses_marks_that_could_be_read_as_recipients() -> None:
    assert address_of('"Smith, John (audit)" <boss@example.com>').display_name == "Smith, John (audit)"
    assert address_of('"Boß, Herr" <boss@example.com>').display_name == "Boß Herr"
    mail = opened(Envelope(sender="a@example.com", recipient=f'"{"Smith, John; " * 9}" <boss@example.com>'))
    [recipient] = mail["To"].addresses
    assert recipient.display_name == " ".join(["Smith John"] * 9)


@pytest.mark.parametrize(
    "written",
    ["jürgen@example.com", "a@b..c", "@b", "a", "", "a b@c", "a@b\nBcc: c@d", "a,b@c", "Anna <a@b,c@d>", "a@.b"],
)
def test_what_is_no_address_gets_no_mail_and_the_others_do(written: str) -> None:
    assert not is_address(written)
    with pytest.raises(NotDelivered, match="is no address that a mail can be sent to"):
        Envelope(sender="audit@example.com", recipient=written).seal("run", BODIES, None)


@pytest.mark.parametrize("written", ["a@b", "a.b+c@example.com", "Anna <a@b.example>", "a@bücher.example"])
def test_what_is_an_address_is_one(written: str) -> None:
    assert is_address(written)
    assert opened(Envelope(sender="audit@example.com", recipient=written))["To"]


def test_an_address_is_what_stands_between_the_brackets() -> None:
    assert bare("Anna <anna@example.com>") == bare("anna@example.com") == "anna@example.com"


@pytest.mark.parametrize(
    "subject",
    [
        "Incomplete: 3 new critical, 2 new high, 97.2 % of checks assessed - AWS compliance report",
        "Incomplete: 3 new critical, 2 new high, 97.2 % of checks assessed - AWS compliance report of Example &co",
        "x" * 75,
        "Übersicht: 3 neue kritische, 97 % bewertet - Bericht über alle Konten der Organisation",
    ],
)
def test_the_first_line_of_a_subject_has_text(subject: str) -> None:
    envelope = Envelope(sender="audit@example.com", recipient="boss@example.com")
    mail = opened(envelope, replace(BODIES, subject=subject))
    assert mail["Subject"] == subject
    content = envelope.seal("run", replace(BODIES, subject=subject), None).content
    [first] = [line for line in content.splitlines() if line.startswith(b"Subject:")]
    assert len(first) > len("Subject: ")
    assert all(len(line) <= LINE or line == f"Subject: {subject}".encode() for line in content.splitlines())
