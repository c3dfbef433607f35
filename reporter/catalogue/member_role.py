"""The role that lets the audit into an account, as a template for CloudFormation or Terraform."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reporter.catalogue.checks_page import policy_document
from reporter.config.settings import AssumedRole
from reporter.model.errors import UserError
from reporter.system.package_data import resource_folder

POLICY_LIMIT = 6144
"""Characters that IAM accepts in one managed policy; blanks do not count."""
SHORTEST_MAXIMUM = 3600
"""Seconds; IAM allows no shorter maximum for sessions of a role than an hour."""
ROLE = AssumedRole()


@dataclass(frozen=True, slots=True)
class MemberRole:
    """All that differs between two templates."""

    name: str
    path: str
    external_id: str
    trusted: str
    """The ARN that may assume the role; empty: a parameter of the template."""
    session_actions: tuple[str, ...]
    """The actions of the trust policy in addition to AssumeRole."""
    max_session_seconds: int
    tags: Mapping[str, str]
    policies: tuple[tuple[str, ...], ...]
    """The actions of each policy."""


def member_role(actions: Iterable[str], role: AssumedRole = ROLE) -> MemberRole:
    """The role as the configuration describes it, allowed these actions; raises `UserError`."""
    path, name = _place(role)
    session_actions = {"sts:SetSourceIdentity": role.source_identity, "sts:TagSession": role.tags}
    return MemberRole(
        name=name,
        path=path,
        external_id=role.external_id,
        trusted=role.first_hop,
        session_actions=tuple(action for action, needed in session_actions.items() if needed),
        max_session_seconds=max(SHORTEST_MAXIMUM, role.duration_minutes * 60),
        tags=role.tags,
        policies=tuple(split_actions(actions)),
    )


def cloudformation(role: MemberRole) -> str:
    """A CloudFormation template, ready for a StackSet."""
    return _render("cloudformation.yaml.j2", role, _quoted)


def terraform(role: MemberRole) -> str:
    """A Terraform module for one account."""
    return _render("terraform.tf.j2", role, _quoted_for_terraform)


def split_actions(actions: Iterable[str], limit: int = POLICY_LIMIT) -> Iterator[tuple[str, ...]]:
    """The actions in order, in as few parts as policies of so many characters allow."""
    part: list[str] = []
    for action in sorted(set(actions)):
        if part and policy_size([*part, action]) > limit:
            yield tuple(part)
            part = []
        part.append(action)
    if part:
        yield tuple(part)


def policy_size(actions: Iterable[str]) -> int:
    """The characters of a policy as IAM counts them."""
    return len(json.dumps(policy_document(actions), separators=(",", ":")))


def _place(role: AssumedRole) -> tuple[str, str]:
    """The path and the name that the ARN of the configuration leads to."""
    template = role.arn.partition(":role")[2]
    if "{account}" in template or "{partition}" in template:
        raise UserError("role.arn names the role differently in each account, which no template can: use role.name")
    path, _, name = template.format(path=role.path, name=role.name).rpartition("/")
    return f"{path}/", name


def _render(template: str, role: MemberRole, quoted: Callable[[str], str]) -> str:
    return _environment(quoted).get_template(template).render(role=role)


@cache
def _environment(quoted: Callable[[str], str]) -> Environment:
    templates = Environment(  # noqa: S701 - this is YAML or HCL, not HTML
        loader=FileSystemLoader(resource_folder("templates") / "member-role"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["quoted"] = quoted
    return templates


def _quoted(text: str) -> str:
    """A string of JSON is one of YAML, too."""
    return json.dumps(text, ensure_ascii=False)


def _quoted_for_terraform(text: str) -> str:
    """Terraform would take `${` and `%{` for the start of an expression."""
    return _quoted(text).replace("${", "$${").replace("%{", "%%{")
