"""How people get in: what proves federation, and what is said where something could not be read."""

import json

import pytest
from moto.ssoadmin.models import Instance, ssoadmin_backends

from checks.iam.account import people_sign_in_through_federation
from reporter.aws.iam.federation import IdentityCenter, SamlProviders, SignIn
from reporter.demo.services.iam.state import IamState
from reporter.model.verdicts import Status
from tests.world import ACCOUNT_ID, Prepare, World, deny, together

OPERATIONS = ("iam:ListSAMLProviders", "sso-admin:ListInstances", "iam:GetAccountAuthorizationDetails")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


@pytest.fixture(autouse=True)
def no_identity_center(world: World) -> None:
    """Moto has an instance in every account; AWS has none until it is created."""
    ssoadmin_backends[ACCOUNT_ID]["us-east-1"].instances.clear()


def seed_console_user(world: World) -> None:
    world.client("iam").create_user(UserName="anna")
    world.client("iam").create_login_profile(UserName="anna", Password="Correct-Horse-9")


def sign_in_of(world: World, prepare: Prepare | None = None) -> object:
    return world.read(SignIn, prepare=prepare).answers[SignIn][ACCOUNT_ID]


def without_the_others(operation: str) -> Prepare:
    """Refuse the other way to see federation; users and roles come in one answer, which is never refused here."""
    return together(*(deny(other) for other in OPERATIONS[:2] if other != operation))


def test_saml_providers_are_listed(world: World) -> None:
    document = "made up " * 200
    arn = world.client("iam").create_saml_provider(Name="okta", SAMLMetadataDocument=document)["SAMLProviderArn"]
    assert world.read(SamlProviders).answers[SamlProviders][ACCOUNT_ID] == SamlProviders((arn,))
    assert sign_in_of(world, without_the_others("iam:ListSAMLProviders")) == SignIn((), (f"SAML: {arn}",))


def test_instances_of_identity_center_are_listed_in_the_home_region(world: World) -> None:
    instance = Instance(ACCOUNT_ID, "us-east-1")
    arn = instance.instance_arn
    ssoadmin_backends[ACCOUNT_ID]["us-east-1"].instances.append(instance)
    assert world.read(IdentityCenter).answers[IdentityCenter][ACCOUNT_ID] == IdentityCenter((arn,))
    seen = sign_in_of(world, without_the_others("sso-admin:ListInstances"))
    assert seen == SignIn((), (f"IAM Identity Center: {arn}",))


def test_a_role_made_by_identity_center_proves_it(world: World) -> None:
    path = "/aws-reserved/sso.amazonaws.com/eu-west-1/"
    world.client("iam").create_role(RoleName="AWSReservedSSO_Admin", Path=path, AssumeRolePolicyDocument=TRUST)
    assert sign_in_of(world, without_the_others("")) == SignIn((), ("roles of IAM Identity Center",))


def test_an_account_without_console_users_needs_no_federation(world: World) -> None:
    world.client("iam").create_user(UserName="robot")
    [finding] = world.judge(people_sign_in_through_federation, prepare=without_the_others(""))
    assert (finding.status, finding.reason) == (Status.PASS, "no IAM user has a console password")


def test_a_user_that_the_report_lacks_may_have_a_console_password(world: World) -> None:
    for name in ("robot", "young"):
        world.client("iam").create_user(UserName=name)
    world.state().of(IamState).unreported.add("young")
    [finding] = world.judge(people_sign_in_through_federation)
    assert (finding.status, finding.operation) == (Status.NOT_ASSESSED, "iam:GetCredentialReport")


def test_a_console_user_fails_whatever_is_not_known_of_others(world: World) -> None:
    seed_console_user(world)
    world.client("iam").create_user(UserName="young")
    world.state().of(IamState).unreported.add("young")
    [finding] = world.judge(people_sign_in_through_federation)
    assert (finding.status, finding.reason) == (Status.FAIL, "no federation; console users: anna")


def test_console_users_are_named_in_order(world: World) -> None:
    seed_console_user(world)
    assert sign_in_of(world) == SignIn(("anna",))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_console_users_do_not_fail_while_federation_is_unknown(world: World, operation: str) -> None:
    seed_console_user(world)
    [finding] = world.judge(people_sign_in_through_federation, prepare=deny(operation))
    assert (finding.status, finding.operation) == (Status.NOT_ASSESSED, operation)
    assert finding.action == operation.replace("sso-admin", "sso")


def test_a_proof_of_federation_holds_whatever_was_refused(world: World) -> None:
    seed_console_user(world)
    world.client("iam").create_saml_provider(Name="okta", SAMLMetadataDocument="made up " * 200)
    [finding] = world.judge(people_sign_in_through_federation, prepare=deny("sso-admin:ListInstances"))
    assert finding.status is Status.MANUAL
