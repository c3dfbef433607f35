"""The command that prints what the role in each account must be allowed."""

from __future__ import annotations

from typing import Annotated

import typer

from reporter.cli.options import CheckGlobs, FoundConfig, patterns
from reporter.model.errors import UserError


def policy(
    *,
    config: FoundConfig,
    only: CheckGlobs = "",
    cloudformation: Annotated[
        bool, typer.Option("--cloudformation", help="Print the whole role as a template for a StackSet.")
    ] = False,
    terraform: Annotated[bool, typer.Option("--terraform", help="Print the whole role as a Terraform module.")] = False,
) -> None:
    """Print the least-privilege IAM policy of the role in each account, for the selected checks."""
    from reporter.catalogue import member_role as role_template
    from reporter.catalogue.checks_page import as_json, policy_document
    from reporter.engine.judge import plan_for
    from reporter.workflow.options import Options, job_of

    if cloudformation and terraform:
        raise UserError("one template at a time: choose --cloudformation or --terraform")
    job = job_of(config, Options(checks=patterns(only)))
    actions = sorted(plan_for(job.rules, organization_known=job.settings.accounts.all_in_organization).actions)
    if cloudformation or terraform:
        write = role_template.cloudformation if cloudformation else role_template.terraform
        text = write(role_template.member_role(actions, job.settings.role))
    else:
        text = as_json(policy_document(actions))
    typer.echo(text, nl=False)
