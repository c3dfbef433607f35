"""A word that is new is not taken for the opposite of an old one."""

import pytest

from reporter.aws.shared.known import known


def test_a_known_word_is_given_on() -> None:
    assert known("allow", {"allow", "deny"}) == "allow"


def test_a_new_word_makes_the_answer_malformed() -> None:
    with pytest.raises(ValueError, match="'perhaps' is none of allow, deny"):
        known("perhaps", {"deny", "allow"})
