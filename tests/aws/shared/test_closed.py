"""Services that take no new customers refuse in their own words, which are not those of a missing permission."""

import pytest

from reporter.aws.shared.closed import is_closed
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Refused


def test_some_codes_say_so_by_themselves() -> None:
    why = Unavailable(ReasonCode.AWS_ERROR, "denied", error_code="NoLongerSupportedException")
    assert is_closed(Refused(why))


@pytest.mark.parametrize(
    ("detail", "closed"),
    [
        ("The service is no longer available to new customers", True),
        ("This service isn't open to new customers", True),
        ("Only existing Amazon Glacier customers can access the service", True),
        ("Amazon Glacier is no longer accepting new vaults", True),
        ("User: u is not authorized to perform: glacier:ListVaults", False),
        ("User: u is not authorized to perform: x:List on resource: new customers", False),
        ("", False),
        ("Forbidden", False),
    ],
)
def test_a_closed_service_is_known_by_its_words(detail: str, *, closed: bool) -> None:
    assert is_closed(Refused(Unavailable(ReasonCode.DENIED_BY_IAM, detail))) is closed
