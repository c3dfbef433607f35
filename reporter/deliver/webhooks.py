"""The channels of Slack and Teams: the notice of a run, without mentions or commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from reporter.config.delivery import Webhook
from reporter.deliver.consignment import Consignment
from reporter.deliver.notice import Notice, notice_of
from reporter.deliver.parcel import Packed, Parcel
from reporter.deliver.post import may_be_posted_to, post
from reporter.model.encoding import to_json

OPEN = "Open the report"
LONGEST = 500
"""Maximum characters of one text; escaping may make it five times as long, and Slack takes 3,000."""
CARD = "application/vnd.microsoft.card.adaptive"
CARD_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """The webhooks of the settings."""

    webhooks: tuple[Webhook, ...]

    def examine(self) -> Iterator[str]:
        """Variables that are not set, or hold no address to which a secret may be sent."""
        for webhook in self.webhooks:
            variable, address = f"the environment variable {webhook.url_env}", os.environ.get(webhook.url_env, "")
            if not address:
                yield f"{variable} is not set: put the address of the webhook into it"
            elif not may_be_posted_to(address):
                yield f"{variable} holds no address that begins with https: correct it"

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        """A message for each webhook; its variable identifies it, since the address is secret."""
        for webhook in self.webhooks:
            pack = partial(_pack, webhook, consignment)
            yield Parcel(channel=webhook.kind, recipient=webhook.url_env, pack=pack)


def _pack(webhook: Webhook, consignment: Consignment) -> Packed:
    payload = to_json(PAYLOADS[webhook.kind](notice_of(consignment)))
    return Packed(send=partial(_send, webhook, payload), content=payload, suffix=".json")


def _send(webhook: Webhook, payload: bytes) -> str:
    return post(os.environ[webhook.url_env], payload)


def slack(notice: Notice) -> Mapping[str, Any]:
    """The payload for Slack as blocks; a notification shows `text`."""
    head = f"*{_slack_safe(notice.title)}*\n{_slack_safe(notice.verdict)}"
    blocks = [_section(head), *(_section(_slack_safe(line)) for line in notice.lines)]
    if notice.link:
        blocks.append(_section(f"<{_slack_safe(notice.link)}|{OPEN}>"))
    return {"text": _slack_safe(notice.subject), "blocks": blocks}


def teams(notice: Notice) -> Mapping[str, Any]:
    """The payload for Teams: an adaptive card as Power Automate posts it; its text runs do not interpret markdown."""
    card = {
        "$schema": CARD_SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _run(notice.title, weight="Bolder", size="Medium"),
            _run(notice.verdict, weight="Bolder"),
            *map(_run, notice.lines),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": OPEN, "url": notice.link}] if notice.link else [],
    }
    return {"type": "message", "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}]}


PAYLOADS: Mapping[str, Callable[[Notice], Mapping[str, Any]]] = {"slack": slack, "teams": teams}
"""By kind of webhook."""


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _slack_safe(text: str) -> str:
    """The text with the three characters escaped that begin a mention or a link of Slack (`<!channel>`)."""
    short = text[:LONGEST]
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _run(text: str, **look: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text[:LONGEST], **look}]}
