"""What SES says of one mail, and what it says of all."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from reporter.config.delivery import Ses
from reporter.config.settings import Settings
from reporter.deliver.mail.message import Bodies, Envelope
from reporter.deliver.mail.ses import SesTransport
from reporter.deliver.parcel import NotDelivered
from tests.world import World, deny, together

MAIL = Envelope(sender="Ünit <audit@example.com>", recipient="boss@example.com").seal(
    "run", Bodies(subject="3 new critical", text="text", html="html"), None
)


@pytest.mark.parametrize(
    ("code", "passing", "for_all"),
    [
        ("MessageRejected", False, False),
        ("BadRequestException", False, False),
        ("TooManyRequestsException", True, True),
        ("AccountSuspendedException", False, True),
    ],
)
def test_what_ses_refuses_is_reported(world: World, code: str, passing: bool, for_all: bool) -> None:  # noqa: FBT001 - expected values
    prepare = together(world.emulator.prepare, deny("sesv2:SendEmail", code, status=400))
    with pytest.raises(NotDelivered, match=f"SendEmail was refused: {code}") as error:
        SesTransport(Ses(region="eu-central-1"), Settings(), prepare).send(MAIL)
    assert (error.value.passing, error.value.for_all) == (passing, for_all)


def test_a_configuration_set_is_named(world: World) -> None:
    asked: list[dict[str, Any]] = []

    def listen(session: botocore.session.Session) -> None:
        session.register("provide-client-params.sesv2", lambda **event: asked.append(event["params"]))

    world.client("sesv2", "eu-central-1", "123456789012").create_email_identity(EmailIdentity="audit@example.com")
    transport = SesTransport(
        Ses(region="eu-central-1", configuration_set="audit", limit_mb=7),
        Settings(),
        together(world.emulator.prepare, listen),
    )
    assert list(transport.examine()) == []
    assert transport.limit == 7_000_000
    transport.send(MAIL)
    [request] = asked
    assert (request["ConfigurationSetName"], request["FromEmailAddress"]) == ("audit", "audit@example.com")
