"""Builds users, groups, roles and policies for direct calls of checks."""

from typing import Any

from reporter.aws.iam.documents import InlinePolicy, PolicyHolders
from reporter.aws.iam.principals import AwsManagedPolicy, Group, InlineText, ManagedPolicy, Role, User
from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.model.subjects import GLOBAL, Account

ACCOUNT = Account.of("111122223333")
ADMIN_ARN = "arn:aws:iam::aws:policy/AdministratorAccess"
OWN: dict[str, Any] = {"account_id": ACCOUNT.account_id, "region": GLOBAL}
BARE: dict[str, Any] = {**OWN, "path": "/", "attached": (), "inline": ()}


def user(name: str = "anna", *attached: str, inline: tuple[str, ...] = ()) -> User:
    texts = tuple(InlineText(policy, "{}") for policy in inline)
    arn = f"arn:aws:iam::111122223333:user/{name}"
    return User(**BARE | {"attached": attached, "inline": texts}, arn=arn, name=name, groups=())


def group(name: str = "admins", *attached: str, members: int = 1) -> Group:
    arn = f"arn:aws:iam::111122223333:group/{name}"
    return Group(**BARE | {"attached": attached}, arn=arn, name=name, members=members)


def role(name: str = "reader", path: str = "/") -> Role:
    arn = f"arn:aws:iam::111122223333:role{path}{name}"
    return Role(**BARE | {"path": path}, arn=arn, name=name, trust="{}")


def managed_policy(attachments: int = 1, *, is_boundary: bool = False) -> ManagedPolicy:
    arn = "arn:aws:iam::111122223333:policy/mine"
    return ManagedPolicy(**OWN, arn=arn, name="mine", text="{}", attachments=attachments, is_boundary=is_boundary)


def aws_managed_policy(arn: str = ADMIN_ARN) -> AwsManagedPolicy:
    return AwsManagedPolicy(**OWN, arn=arn, name="", text="{}", attachments=1, is_boundary=False)


def inline_policy() -> InlinePolicy:
    return InlinePolicy(**OWN, arn=user().arn, name="anna", part="mine", text="{}")


def holders(policy_arn: str = ADMIN_ARN, *identities: User | Group | Role) -> PolicyHolders:
    return PolicyHolders({policy_arn: identities})


def document(**elements: Any) -> PolicyDocument:
    """A policy of one statement, which allows everything unless elements say otherwise."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", **elements}
    return parse_policy({"Version": "2012-10-17", "Statement": statement})
