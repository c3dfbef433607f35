"""Whatever names are made of, no mail, message or terminal is commanded by them."""

from __future__ import annotations

import email
import json
import re
from email import policy
from pathlib import Path
from typing import Any

import pytest

from reporter.cli.progress import describe
from reporter.cli.saying import say
from reporter.cli.summary import print_summary
from reporter.cli.tables import print_line, print_markdown, print_table
from reporter.config.delivery import Deliver, Mail, Smtp, Sns, Webhook
from reporter.config.settings import Settings
from reporter.deliver import rehearse
from reporter.scan import Outcome, ScanTally
from tests.report.wild import NASTY, harmful, strings, wild_run

WAYS = Deliver(
    mail=Mail(sender="audit@example.com", to=("boss@example.com",), owners=False, smtp=Smtp(host="localhost")),
    sns=(Sns(topic="arn:aws:sns:eu-west-1:111122223333:compliance"),),
    webhooks=(Webhook(kind="slack", url_env="SLACK"), Webhook(kind="teams", url_env="TEAMS")),
)
SHORT = [text for text in NASTY if len(text) < 1_000]


def verify_mail(content: bytes) -> None:
    mail: Any = email.message_from_bytes(content, policy=policy.default)
    assert set(mail.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
        *("X-Compliance-Run", "MIME-Version", "Content-Type"),
    }
    assert not harmful(mail["Subject"] + mail["X-Compliance-Run"])
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert not harmful((text + html).replace("\r\n", ""))
    assert not re.search(r"<script|<img|<b>", html)


@pytest.mark.parametrize("text", SHORT)
def test_nothing_is_added_to_a_mail_or_a_message_by_a_name(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK", "https://hooks.example/slack")
    monkeypatch.setenv("TEAMS", "https://hooks.example/teams")
    folder, _ = wild_run(tmp_path / "runs", text)
    sent = rehearse(folder, Settings(deliver=WAYS), tmp_path / "sent")
    assert sorted(file.suffix for file in sent) == [".eml", ".json", ".json", ".json"]
    for file in sent:
        if file.suffix == ".eml":
            verify_mail(file.read_bytes())
        else:
            assert not [one for one in strings(json.loads(file.read_bytes())) if harmful(one.replace("\n", ""))]


@pytest.mark.parametrize("text", SHORT)
def test_nothing_commands_the_terminal(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, manifest = wild_run(tmp_path, text)
    tallies = {account.id: ScanTally() for account in manifest.accounts}
    print_summary(Outcome(folder, manifest, tallies), [tmp_path / text.replace("/", "").replace("\0", "")])
    print_table(("one",), [(text,)], title="two", total=text)
    print_line(text)
    print_line(describe(manifest.accounts[1]))
    print_markdown(text)
    say(text)
    say(text, error=True)
    out, err = capsys.readouterr()
    assert not harmful((out + err).replace("\n", ""))
    if "[red]" in text:
        assert out.count("[red]") > 5, "it is no markup"
