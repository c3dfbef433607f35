"""The commands for iam: which are run against moto, and why not the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from moto.iam.models import iam_backends

from tests.remediation.shared import NEIGHBOUR, ROOT_ONLY, Scenario, Seed, case, without_statement
from tests.world import ACCOUNT_ID, NOW, World

ANNA = {"about": "user/anna"}
NEVER = {"max_unused_days": 0}
KEYS = ("AccessKey", "KeyCreation", "UserCredentials", "UserKeys")
DETAILS = ("AuthorizationDetails",)
INLINE = (*DETAILS, "InlinePolicy", "InlinePolicyDocument", "User")
HELD = ("AwsManagedPolicy", "AwsManagedPolicyDocument", "PolicyHolders")
DEPLOYER = "arn:aws:iam::111122223333:role/deployer"
FULL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
LEAST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}
DECRYPTING = {
    "Version": "2012-10-17",
    "Statement": [*LEAST["Statement"], {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}],
}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
CLOUDSHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def users(*prepare: Callable[[Any, str], Mapping[str, str] | None]) -> Seed:
    """Two users, each prepared the same; the first one's words are filled in."""

    def seed(world: World) -> Mapping[str, str]:
        client = world.client("iam")
        words: dict[str, str] = {}
        for name in (NEIGHBOUR, "anna"):
            client.create_user(UserName=name)
            for one in prepare:
                words |= one(client, name) or {}
        return words

    return seed


def password(client: Any, name: str) -> None:
    client.create_login_profile(UserName=name, Password="Correct-horse-7")


def key(client: Any, name: str) -> dict[str, str]:
    made = client.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    return {"KEY_ID": made, "OLD_KEY": made}


def old_key(client: Any, name: str) -> dict[str, str]:
    """A key of a hundred days."""
    words = key(client, name)
    [made] = iam_backends[ACCOUNT_ID]["aws"].users[name].access_keys
    made.create_date = (NOW.at - timedelta(days=100)).replace(tzinfo=None)
    return words


def own_policies(client: Any, name: str) -> dict[str, str]:
    client.attach_user_policy(UserName=name, PolicyArn=READ_ONLY)
    client.put_user_policy(UserName=name, PolicyName="extra", PolicyDocument=json.dumps(LEAST))
    return {"POLICY_ARN": READ_ONLY, "POLICY": "extra"}


def inline_admin(client: Any, name: str) -> None:
    client.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=json.dumps(FULL))
    client.put_user_policy(UserName=name, PolicyName="some", PolicyDocument=json.dumps(LEAST))


def decrypting(client: Any, name: str) -> None:
    client.put_user_policy(UserName=name, PolicyName="some", PolicyDocument=json.dumps(DECRYPTING))


def groups(*prepare: Callable[[Any, str], object]) -> Seed:
    def seed(world: World) -> None:
        client = world.client("iam")
        for name in ("operators", NEIGHBOUR):
            client.create_group(GroupName=name)
            for one in prepare:
                one(client, name)

    return seed


def administrators(client: Any, name: str) -> None:
    for arn in (ADMINISTRATOR, READ_ONLY):
        client.attach_group_policy(GroupName=name, PolicyArn=arn)


def policies(*, attached: bool) -> Seed:
    def seed(world: World) -> Mapping[str, str]:
        client = world.client("iam")
        for name in ("everything", NEIGHBOUR):
            arn = client.create_policy(PolicyName=name, PolicyDocument=json.dumps(FULL))["Policy"]["Arn"]
            if attached:
                client.create_user(UserName=f"holder-of-{name}")
                client.attach_user_policy(UserName=f"holder-of-{name}", PolicyArn=arn)
        return {"VERSION": "v1"}

    return seed


def decrypting_policies(world: World) -> Mapping[str, str]:
    client = world.client("iam")
    for name in ("decrypting", NEIGHBOUR):
        client.create_policy(PolicyName=name, PolicyDocument=json.dumps(DECRYPTING))
    return {"VERSION": "v1"}


def roles(principal: Mapping[str, str], *attached: str) -> Seed:
    def seed(world: World) -> Mapping[str, str]:
        client = world.client("iam")
        for name in ("deployer", NEIGHBOUR):
            statements = [
                {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "sts:AssumeRole"},
                {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"},
            ]
            trust = json.dumps({"Version": "2012-10-17", "Statement": statements})
            client.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
            for arn in attached if name != NEIGHBOUR else ():
                client.attach_role_policy(RoleName=name, PolicyArn=arn)
        return {"ROLE": "deployer"}

    return seed


def lax_password_policy(world: World) -> None:
    world.client("iam").update_account_password_policy(
        MinimumPasswordLength=8, PasswordReusePrevention=3, RequireSymbols=True, MaxPasswordAge=90
    )


def certificates(world: World) -> None:
    for name in ("shop", NEIGHBOUR):
        upload = world.client("iam").upload_server_certificate
        upload(ServerCertificateName=name, CertificateBody="-", PrivateKey="-")


TRUST_EDIT = {"edits": {"trust.json": without_statement}, "about": "role/deployer"}
SCENARIOS: tuple[Scenario, ...] = (
    case("iam-user-access-key-unused-disabled", users(key), *KEYS, settings=NEVER, **ANNA),
    case("iam-user-access-key-rotated", users(old_key), *KEYS, **ANNA),
    case("iam-user-access-key-single-active", users(key, key), *KEYS, **ANNA),
    case("iam-user-initial-access-key-absent", users(password, key), *KEYS, **ANNA),
    case(
        "iam-user-console-password-unused-disabled",
        users(password),
        "SignIn",
        "UserCredentials",
        settings=NEVER,
        **ANNA,
    ),
    case(
        "iam-user-console-mfa-enabled",
        users(password),
        "UserCredentials",
        "VirtualMfaDevice",
        beside="arn:aws:iam::111122223333:mfa/anna",
        words={"CODE1": "111111", "CODE2": "222222"},
        **ANNA,
    ),
    case("iam-user-no-direct-policies", users(own_policies), *INLINE, "AwsManagedPolicy", "PolicyHolders", **ANNA),
    case("iam-inline-policy-no-admin", users(inline_admin), *INLINE, **ANNA),
    case("iam-group-has-members", groups(), *DETAILS, "Group", about="group/operators"),
    case(
        "iam-group-no-administrator-access",
        groups(administrators),
        *DETAILS,
        "AwsManagedPolicy",
        "PolicyHolders",
        "Group",
        about="group/operators",
    ),
    case(
        "iam-policy-attached-no-admin",
        policies(attached=True),
        *DETAILS,
        "ManagedPolicy",
        "ManagedPolicyDocument",
        about="policy/everything",
        files={"least.json": LEAST},
    ),
    case(
        "iam-policy-unattached-no-admin",
        policies(attached=False),
        *DETAILS,
        "ManagedPolicy",
        "ManagedPolicyDocument",
        about="policy/everything",
    ),
    case(
        "iam-aws-managed-policy-attached-no-admin",
        roles({"AWS": "111122223333"}, ADMINISTRATOR),
        *DETAILS,
        *HELD,
        "Role",
        beside=DEPLOYER,
    ),
    case(
        "iam-policy-cloudshell-full-access-not-attached",
        roles({"AWS": "111122223333"}, CLOUDSHELL),
        *DETAILS,
        *HELD,
        "Role",
        beside=DEPLOYER,
    ),
    case("iam-role-trust-no-wildcard-principal", roles({"AWS": "*"}), *DETAILS, "Role", "TrustPolicy", **TRUST_EDIT),
    case(
        "iam-role-cross-account-trust-known",
        roles({"AWS": "999999999999"}),
        *DETAILS,
        "Role",
        "TrustPolicy",
        **TRUST_EDIT,
    ),
    case("iam-support-role-created", roles({"AWS": "111122223333"}), *DETAILS, *HELD, "Role", beside=DEPLOYER),
    case("iam-password-policy-minimum-length", lax_password_policy, "PasswordPolicy"),
    case("iam-password-policy-reuse-prevented", lax_password_policy, "PasswordPolicy"),
    case("iam-server-certificate-not-expired", certificates, "ServerCertificate", about="certificate/shop"),
    case(
        "iam-policy-kms-decrypt-scoped",
        decrypting_policies,
        *DETAILS,
        "ManagedPolicy",
        "ManagedPolicyDocument",
        about="policy/decrypting",
        edits={"policy.json": without_statement},
    ),
    case(
        "iam-inline-policy-kms-decrypt-scoped",
        users(decrypting),
        *INLINE,
        edits={"policy.json": without_statement},
        **ANNA,
    ),
)
NOT_RUN = {
    "iam-identity-federation-configured": ROOT_ONLY,
    "iam-member-root-credentials-absent": ROOT_ONLY,
    "iam-root-access-key-absent": ROOT_ONLY,
    "iam-root-credentials-centrally-managed": "moto has no centralized root access",
    "iam-root-hardware-mfa-enabled": ROOT_ONLY,
    "iam-root-mfa-enabled": ROOT_ONLY,
    "iam-root-user-not-recently-used": "the command only shows what happened",
}
TO_FILL_IN = frozenset(
    {"CODE1", "CODE2", "GROUP", "KEY_ID", "OLD_KEY", "POLICY", "POLICY_ARN", "ROLE", "USER", "VERSION"}
)
