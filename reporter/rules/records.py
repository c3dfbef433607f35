"""Rules and frameworks as a run folder keeps them, and rules made of such records again."""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from textwrap import dedent
from typing import Any

import msgspec

from reporter.engine.check import AnyCheck
from reporter.engine.judge import Rule
from reporter.model.encoding import from_json
from reporter.model.errors import UserError
from reporter.model.subjects import Account, Region
from reporter.model.verdicts import Severity
from reporter.rules.frameworks import Answer, Framework
from reporter.rules.selection import convert_settings, settings_in_force
from reporter.runs import AnswerRecord, FrameworkRecord, RequirementRecord, RuleRecord


def rule_record(rule: Rule) -> RuleRecord:
    """A rule as the run folder keeps it."""
    check = rule.check
    scopes: dict[type, str] = {Account: "account", Region: "region"}
    return RuleRecord(
        check_id=check.id,
        title=check.title,
        finding=check.finding,
        severity=rule.severity,
        service=check.service,
        scope=scopes.get(check.signature.subject, "resource"),
        resource_type=check.signature.subject.kind,
        rationale=check.rationale,
        remediation=check.remediation,
        cli=check.cli,
        settings=msgspec.json.encode(settings_in_force(rule), order="deterministic").decode(),
        version=code_version(check.function),
        parameters=rule.parameters,
    )


@cache
def code_version(function: Callable[..., Any]) -> str:
    """Changes with what the code of a check does, not with its name, texts, comments or format.

    What it calls in other places is not looked into. Empty where the source is not at hand.
    """
    try:
        parsed = ast.parse(dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):
        return ""
    code = parsed.body[0]
    if isinstance(code, ast.FunctionDef):
        code.name, code.decorator_list = "", []
        code.body = code.body[1:] if ast.get_docstring(code) else code.body
    return hashlib.sha256(ast.unparse(code).encode()).hexdigest()[:16]


def framework_record(framework: Framework, rules: Iterable[Rule]) -> FrameworkRecord:
    """A framework as the run folder keeps it, its answers pointing at rules of the run."""
    judged = {(rule.check.id, rule.parameters) for rule in rules}
    return FrameworkRecord(
        id=framework.id,
        title=framework.title,
        version=framework.version,
        requirements=tuple(
            RequirementRecord(
                id=requirement.id,
                title=requirement.title,
                level=requirement.level,
                assessment=requirement.assessment,
                answers=tuple(_answer_records(requirement.checks, judged)),
                remaining=requirement.remaining,
            )
            for requirement in framework.requirements
        ),
    )


def _answer_records(answers: Iterable[Answer], judged: set[tuple[str, str]]) -> Iterator[AnswerRecord]:
    for answer in answers:
        parameters = answer.parameters if (answer.check_id, answer.parameters) in judged else ""
        yield AnswerRecord(check_id=answer.check_id, parameters=parameters)


def rule_of(record: RuleRecord, check: AnyCheck) -> Rule:
    """A rule as a run had it in force; raises `UserError` if its check no longer takes such settings."""
    try:
        settings = convert_settings(check, from_json(record.settings, dict[str, Any]))
    except (KeyError, msgspec.DecodeError) as error:
        problem = f"{check.id} does not take the settings any more that it had in the run: {error}"
        raise UserError(problem) from error
    return Rule(check, Severity(record.severity), settings, record.parameters)
