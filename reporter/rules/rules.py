"""Which checks are asked, with which settings and severities: what the configuration and the frameworks want."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import msgspec

from reporter.config.settings import CheckChoice
from reporter.engine.check import AnyCheck
from reporter.engine.judge import Rule
from reporter.model.encoding import from_json
from reporter.model.errors import UserError
from reporter.model.subjects import Account, Region
from reporter.model.verdicts import Severity
from reporter.runs import AnswerRecord, FrameworkRecord, RequirementRecord, RuleRecord

if TYPE_CHECKING:
    from reporter.rules.frameworks import Answer, Framework


def select_checks(checks: Iterable[AnyCheck], choice: CheckChoice) -> tuple[AnyCheck, ...]:
    """The checks that the configuration's patterns include and do not exclude; a costly one only by its full id."""
    return tuple(
        check
        for check in checks
        if (check.id in choice.include if check.costly else _is_meant(check, choice.include))
        and not _is_meant(check, choice.exclude)
    )


def _is_meant(check: AnyCheck, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(check.id, pattern) for pattern in patterns)


def make_rules(
    checks: Iterable[AnyCheck], choice: CheckChoice, frameworks: Iterable[Framework] = ()
) -> tuple[Rule, ...]:
    """Each check as configured, and once more for every other set of values that a framework asks for."""
    main = {check.id: _configured(check, choice) for check in checks}
    answers = {answer for framework in frameworks for answer in framework.answers if answer.check_id in main}
    extra = {
        (answer.check_id, answer.parameters): _as_asked(main[answer.check_id], answer)
        for answer in answers
        if not _is_in_force(main[answer.check_id], answer)
    }
    return (*main.values(), *(extra[key] for key in sorted(extra)))


def _configured(check: AnyCheck, choice: CheckChoice) -> Rule:
    severity = choice.severities.get(check.id, check.severity)
    return Rule(check, severity, convert_settings(check, choice.settings.get(check.id, {})))


def _as_asked(main: Rule, answer: Answer) -> Rule:
    asked = convert_settings(main.check, json.loads(answer.parameters))
    return replace(main, settings={**main.settings, **asked}, parameters=answer.parameters)


def _is_in_force(main: Rule, answer: Answer) -> bool:
    """Whether the values that an answer asks for are those the main rule has anyway."""
    asked = convert_settings(main.check, json.loads(answer.parameters or "{}"))
    in_force = settings_in_force(main)
    return all(in_force[name] == value for name, value in asked.items())


def convert_settings(check: AnyCheck, values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values of YAML or JSON as the types of the check's signature; KeyError or msgspec.ValidationError."""
    known = check.signature.settings
    return {name: msgspec.convert(value, known[name].type) for name, value in values.items()}


def settings_in_force(rule: Rule) -> dict[str, Any]:
    """Every setting of a rule's check with its value."""
    defaults = {setting.name: setting.default for setting in rule.check.signature.settings.values()}
    return {**defaults, **rule.settings}


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
        told = f"{check.id} does not take the settings any more that it had in the run: {error}"
        raise UserError(told) from error
    return Rule(check, Severity(record.severity), settings, record.parameters)
