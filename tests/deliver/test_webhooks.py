"""The payloads for Slack and Teams, and how they are sent."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter.config.delivery import Deliver, Webhook
from reporter.config.settings import Settings
from reporter.deliver import Delivered, NotDelivered, deliver, examine, rehearse
from reporter.deliver.notice import Notice
from reporter.deliver.post import may_be_posted_to, post
from reporter.deliver.webhooks import LONGEST, slack, teams
from reporter.model.errors import Unfinished, UserError
from reporter.model.verdicts import Severity, Status
from reporter.runs import RunFolder
from tests.deliver.post_office import PostOffice, post_office
from tests.report.runs import account, finding, finished_run, rule

VARIABLE = "REPORTER_TEST_WEBHOOK"
PING = "<!channel> & <https://evil.example|click>"
NOTICE = Notice(
    subject=PING, title=PING, verdict="*3 new* critical", lines=(PING, "[x](y)"), link="https://x.example/?a&b"
)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        os.environ[VARIABLE] = office.url
        yield office
    os.environ.pop(VARIABLE, None)


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    """Two accounts, one of them out of reach and named to be noticed."""
    folder, _ = finished_run(
        tmp_path / "runs",
        accounts=[
            account("111122223333", name="shop"),
            account("222233334444", name=PING, state="unreachable", reason="no role", reason_code="role-not-assumable"),
        ],
        rules=[rule("s3-bucket-closed")],
        findings=[finding("s3-bucket-closed", "111122223333", Status.FAIL, "open", severity=Severity.CRITICAL)],
    )
    return folder


def settings(*kinds: str) -> Settings:
    return Settings(deliver=Deliver(webhooks=tuple(Webhook(kind=kind, url_env=VARIABLE) for kind in kinds)))


def send(run: RunFolder, *kinds: str, slept: list[float] | None = None) -> Delivered:
    pauses: list[float] = [] if slept is None else slept
    return deliver(run, settings(*kinds), sleep=pauses.append)


def test_both_are_reported_once(run: RunFolder, office: PostOffice) -> None:
    assert send(run, "slack", "teams").sent == [f"slack to {VARIABLE}", f"teams to {VARIABLE}"]
    assert len(send(run, "slack", "teams").before) == 2
    message, card = office.received
    assert "1 critical" in message["text"]
    assert card["attachments"][0]["content"]["type"] == "AdaptiveCard"
    assert "Not reached: &lt;!channel&gt;" in json.dumps(message)


def test_the_address_is_written_down_nowhere(run: RunFolder, office: PostOffice, tmp_path: Path) -> None:
    office.answers = [(404, {}, b"no_service")]
    with pytest.raises(Unfinished) as failed:
        send(run, "slack")
    assert f"slack to {VARIABLE}: HTTP 404: no_service" in str(failed.value)
    assert "secret" not in str(failed.value)
    [preview] = rehearse(run, settings("slack"), tmp_path / "preview")
    assert json.loads(preview.read_bytes()) == office.received[0]
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"T0/B0" in file.read_bytes()]


def test_slack_takes_nothing_for_a_mention_or_a_link() -> None:
    shown = json.dumps(slack(NOTICE))
    assert "<!channel>" not in shown
    assert "<https://evil" not in shown
    assert "&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;" in shown
    assert "<https://x.example/?a&amp;b|Open the report>" in shown


def test_teams_takes_nothing_for_markdown() -> None:
    [attachment] = teams(NOTICE)["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert [run["text"] for block in card["body"] for run in block["inlines"]] == [PING, NOTICE.verdict, PING, "[x](y)"]
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Open the report", "url": NOTICE.link}]


def test_without_a_place_for_the_reports_there_is_no_link() -> None:
    notice = Notice(subject="s", title="t", verdict="v", lines=("x" * 9000,), link="")
    assert teams(notice)["attachments"][0]["content"]["actions"] == []
    *_, last = slack(notice)["blocks"]
    assert last["text"]["text"] == "x" * LONGEST


def test_a_sender_that_is_asked_to_wait_waits_and_tries_again(run: RunFolder, office: PostOffice) -> None:
    office.answers = [(429, {"Retry-After": "45"}, b""), (500, {"Retry-After": "soon"}, b""), (202, {}, b"")]
    slept: list[float] = []
    assert send(run, "teams", slept=slept).sent
    assert slept[0] == 45
    assert 0 < slept[1] < 45
    assert len(office.received) == 3


@pytest.mark.parametrize("status", [302, 400, 403, 404, 410])
def test_a_refusal_is_final_and_a_redirection_is_one(run: RunFolder, office: PostOffice, status: int) -> None:
    office.answers = [(status, {"Location": office.url}, b"\x1b[31mno")]
    with pytest.raises(Unfinished, match=rf"HTTP {status}: ␛\[31mno"):
        send(run, "slack")
    assert len(office.received) == 1


def test_no_mail_is_sent_twice_because_an_answer_was_lost(run: RunFolder, office: PostOffice) -> None:
    office.answers = [(0, {}, b"")]
    with pytest.raises(Unfinished, match="there was no answer: RemoteDisconnected"):
        send(run, "slack")
    assert len(office.received) == 1


def test_a_server_that_stalls_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(NotDelivered, match="there was no answer: TimeoutError") as failed:
            post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", timeout=0.1)
        assert not failed.value.passing


def test_a_server_that_is_not_there_may_come_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(NotDelivered, match=r"it cannot be reached: .*refused") as failed:
        post(f"http://127.0.0.1:{port}/", b"{}")
    assert failed.value.passing


def test_an_address_that_is_missing_or_unencrypted_is_reported_before_anything_is_sent() -> None:
    with pytest.raises(UserError, match=f"the environment variable {VARIABLE} is not set"):
        examine(settings("slack"))
    os.environ[VARIABLE] = "http://hooks.example.com/secret"
    try:
        with pytest.raises(
            UserError, match=f"{VARIABLE} holds no address that begins with https: correct it"
        ) as open_to_all:
            examine(settings("teams"))
        assert "secret" not in str(open_to_all.value)
    finally:
        del os.environ[VARIABLE]


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://hooks.slack.com/services/T/B/x", True),
        ("http://localhost:8080/", True),
        ("http://hooks.slack.com/", False),
        ("ftp://localhost/", False),
        ("hooks.slack.com", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://x.example:port/", False),
        ("https://x.example/a b", False),
        ("https://x.example/a\nb", False),
    ],
)
def test_addresses_are_encrypted_ones_or_of_this_machine(address: str, good: bool) -> None:  # noqa: FBT001 - a row
    assert may_be_posted_to(address) is good
