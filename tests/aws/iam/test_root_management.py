"""Centralized root access, as IAM answers each account."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.iam.root_management import RootManagement
from reporter.model.answers import ReasonCode, Unavailable
from tests.aws.rewriting import answer_with
from tests.world import ACCOUNT_ID, Prepare, World, deny

LIST = "iam:ListOrganizationsFeatures"


def read(world: World, prepare: Prepare) -> Any:
    return world.read(RootManagement, prepare=prepare).answers[RootManagement][ACCOUNT_ID]


def test_the_management_account_which_features_are_enabled(world: World) -> None:
    assert read(world, answer_with(LIST, {"EnabledFeatures": ["RootSessions"]})) == RootManagement(
        frozenset({"RootSessions"})
    )
    unknown = read(world, answer_with(LIST, {"EnabledFeatures": ["brand-new"]}))
    assert isinstance(unknown, Unavailable)
    assert unknown.reason is ReasonCode.MALFORMED_ANSWER


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ServiceAccessNotEnabledException", RootManagement()),
        (
            "AccountNotManagementOrDelegatedAdministratorException",
            RootManagement(exemption="decided in the management account"),
        ),
        ("OrganizationNotFoundException", RootManagement(exemption="in no organisation")),
        (
            "OrganizationNotInAllFeaturesModeException",
            RootManagement(exemption="the organisation has consolidated billing only"),
        ),
    ],
)
def test_other_accounts_are_answered_by_error_codes(world: World, code: str, expected: RootManagement) -> None:
    assert read(world, deny(LIST, code, "no", 400)) == expected


def test_a_denial_is_no_answer(world: World) -> None:
    denied = read(world, deny(LIST))
    assert isinstance(denied, Unavailable)
    assert (denied.reason, denied.action) == (ReasonCode.DENIED_BY_IAM, LIST)
